// Opens, clicks and opt-outs as they stream in, written by natural group commit: a batch is sent off when one before it
// has come back, without a timer, so a quiet server answers at once and a busy one pays one commit for hundreds.
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '#app/platform/db.server.ts'
import { faultOf } from '#app/platform/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { writeRows } from './events.server.ts'
import { addEvent, type CampaignEvent, type EventRows } from './events.ts'
import { writerSlot } from './slot.server.ts'

/** Rows kept while the database does not answer, about 60 MB; past that a hit is answered, counted as lost and dropped. */
const BUFFER_ROWS = 200_000
/** A larger statement would only make those in it wait longer. */
const BATCH_ROWS = 1_000
/** Batches under way at once: while one waits for the disk, the next is worked on. */
const LANES = 2
/** Rows that make a further lane worth its statement: with fewer, the database pays more than the overlap saves. */
const WORTH_A_LANE = 24
const LONGEST_PAUSE_MS = 2_000
/** SQLSTATE classes that a later try may cure: connection, rollback, resources, operator, system. */
const TRANSIENT = /^(08|40|53|57|58)/

const recorded = counter('glancito_hits_recorded_total', 'Opens, clicks and opt-outs written down')
const lost = counter('glancito_hits_lost_total', 'Hits dropped: the buffer was full, or the database refused them')
const answeredEarly = counter('glancito_hits_answered_early_total', 'Answers given before their hit was written down')

type Answer = () => void
/** Those in a batch who wait equally long; one timer serves them all, from the arrival of the first. */
type Waiters = { answers: Answer[]; timer: NodeJS.Timeout }
type Batch = { rows: EventRows; hits: number; waiters: Map<number, Waiters> }

const newBatch = (): Batch => ({ rows: new Map(), hits: 0, waiters: new Map() })

let open = newBatch()
const full: Batch[] = []
let held = 0
const flushing = new Map<number, Promise<void>>()

/**
 * Takes a hit and calls `answer` once: when the hit is durable, or after `patienceMs` at the latest. Then the hit stays
 * buffered and is written later.
 */
export function recordHit(event: CampaignEvent, patienceMs: number, answer: Answer): void {
  if (held >= BUFFER_ROWS) {
    lost()
    return answer()
  }
  if (open.rows.size >= BATCH_ROWS) full.push(takeOpen())
  const before = open.rows.size
  addEvent(open.rows, event)
  open.hits += 1
  held += open.rows.size - before
  wait(open, patienceMs, answer)
  startFlush()
}

/** Waits until nothing is buffered any more; before the process ends. */
export async function drainHits(): Promise<void> {
  await Promise.all(flushing.values())
}

function wait({ waiters }: Batch, patienceMs: number, answer: Answer): void {
  const known = waiters.get(patienceMs)
  if (known) return void known.answers.push(answer)
  const added: Waiters = { answers: [answer], timer: setTimeout(() => answerEarly(added), patienceMs) }
  waiters.set(patienceMs, added)
}

function answerEarly(waiters: Waiters): void {
  answeredEarly(waiters.answers.length)
  for (const answer of waiters.answers.splice(0)) answer()
}

function startFlush(): void {
  const lanes = flushing.size === 0 || full.length > 0 || open.rows.size >= WORTH_A_LANE ? LANES : 0
  for (let lane = 0; lane < lanes; lane += 1) {
    if (!flushing.has(lane)) return void flushing.set(lane, flush(lane))
  }
}

function takeOpen(): Batch {
  const batch = open
  open = newBatch()
  return batch
}

async function flush(lane: number): Promise<void> {
  // Those whose requests were read in the same turn of the event loop share the first batch.
  await new Promise((resolve) => setImmediate(resolve))
  for (;;) {
    if (full.length === 0 && flushing.size > 1 && open.rows.size < WORTH_A_LANE) break
    const batch = full.shift() ?? takeOpen()
    if (batch.hits === 0) break
    await write(batch, lane)
    held -= batch.rows.size
    for (const { answers, timer } of batch.waiters.values()) {
      clearTimeout(timer)
      for (const answer of answers) answer()
    }
  }
  flushing.delete(lane)
}

async function write({ rows, hits }: Batch, lane: number): Promise<void> {
  for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      await writeRows(db(), [...rows.values()], await writerSlot(lane))
      return recorded(hits)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      const refused = /^[0-9A-Z]{5}$/.test(code) && !TRANSIENT.test(code)
      log.error({ hits, ...faultOf(error) }, refused ? 'hits refused by the database' : 'hits wait')
      if (refused) return lost(hits)
      await sleep(pauseMs)
    }
  }
}
