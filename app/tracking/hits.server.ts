// Opens, clicks and opt-outs as they stream in, written by natural group commit: a batch is sent off when one before it
// has come back, without a timer, so a quiet server answers at once and a busy one pays one commit for hundreds. What an
// answer waits for is bounded by its own patience, never by the database.
import { setTimeout as sleep } from 'node:timers/promises'
import { hitsDb } from '#app/platform/db/db.server.ts'
import { isDatabaseAway, refusesRows } from '#app/platform/faults/db-fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { within } from '#app/platform/faults/within.ts'
import { writeRows } from './events.server.ts'
import { addEvent, type MailEvent, type EventRow, type EventRows } from './events.ts'
import { writerSlot } from './slot.server.ts'

/** Rows kept while the database does not answer, about 60 MB; past that a hit is answered, counted as lost and dropped. */
const BUFFER_ROWS = 200_000
/** A larger statement would only make those in it wait longer. */
const BATCH_ROWS = 1_000
/** Batches under way at once: while one waits for the disk, the next is worked on. */
const LANES = 2
/** Rows that make a further lane worth its statement: with fewer, the database pays more than the overlap saves. */
const WORTH_A_LANE = 24
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2_000
/** Of their patience: so much later than the first of them others may share its timer, and are answered so much earlier. */
const JOIN_SHARE = 0.2

const recorded = counter('glancito_hits_recorded_total', 'Opens, clicks and opt-outs written down')
const lost = counter(
  'glancito_hits_lost_total',
  'Hits dropped: the buffer was full, the database refused their rows, or the process had to end',
)
const answeredEarly = counter('glancito_hits_answered_early_total', 'Answers given before their hit was written down')

type Answer = () => void
type Waiters = { answers: Answer[]; joinUntil: number; timer: NodeJS.Timeout }
type Batch = {
  rows: EventRows
  hits: number
  /** Of its first hit, in milliseconds of this process. */
  since: number
  waiters: Set<Waiters>
  /** Of each patience, those that the next one may join. */
  latest: Map<number, Waiters>
}

const newBatch = (): Batch => ({ rows: new Map(), hits: 0, since: 0, waiters: new Set(), latest: new Map() })

let open = newBatch()
const full: Batch[] = []
const writing = new Set<Batch>()
let held = 0
let waiting = 0
const flushing = new Map<number, Promise<void>>()

/**
 * Takes a hit and calls `answer` once: when the hit is durable, or after `patienceMs` at the latest. Then the hit stays
 * buffered and is written later.
 */
export function recordHit(event: MailEvent, patienceMs: number, answer: Answer): void {
  if (held >= BUFFER_ROWS) {
    lost()
    return answer()
  }
  if (open.rows.size >= BATCH_ROWS) full.push(takeOpen())
  const now = performance.now()
  if (open.hits === 0) open.since = now
  const before = open.rows.size
  addEvent(open.rows, event)
  open.hits += 1
  waiting += 1
  held += open.rows.size - before
  wait(open, { now, patienceMs, answer })
  startFlush()
}

export type HitsWaiting = {
  hits: number
  /** How much of the buffer they fill, 0 to 1. */
  share: number
  oldestMs: number
}

/** What is answered or about to be, and not written down yet. */
export function hitsWaiting(): HitsWaiting {
  const oldest = Math.min(
    ...[...writing, ...full.slice(0, 1), ...(open.hits > 0 ? [open] : [])].map(({ since }) => since),
  )
  return {
    hits: waiting,
    share: Math.min(1, held / BUFFER_ROWS),
    oldestMs: waiting > 0 ? Math.max(0, performance.now() - oldest) : 0,
  }
}

/**
 * Waits until nothing is buffered any more, `ms` at the longest; before the process ends. Returns how many hits are left,
 * which end with it, and says so.
 */
export async function drainHits(ms = Infinity): Promise<number> {
  const drained = Promise.all(flushing.values())
  await (ms === Infinity ? drained : within(ms, drained)).catch((error: unknown) => {
    if (!isDatabaseAway(error)) throw error
  })
  if (waiting === 0) return 0
  const { hits, oldestMs } = hitsWaiting()
  lost(hits)
  log.error({ hits, oldestSeconds: Math.round(oldestMs / 1000) }, 'hits were answered and could not be written down')
  return hits
}

type Wait = { now: number; patienceMs: number; answer: Answer }

function wait(batch: Batch, { now, patienceMs, answer }: Wait): void {
  const latest = batch.latest.get(patienceMs)
  if (latest && now < latest.joinUntil) return void latest.answers.push(answer)
  const timer = setTimeout(() => answerEarly(batch, added), patienceMs)
  const added: Waiters = { answers: [answer], joinUntil: now + patienceMs * JOIN_SHARE, timer }
  batch.latest.set(patienceMs, added)
  batch.waiters.add(added)
}

function answerEarly(batch: Batch, waiters: Waiters): void {
  batch.waiters.delete(waiters)
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
    writing.add(batch)
    await write(batch, lane)
    writing.delete(batch)
    held -= batch.rows.size
    waiting -= batch.hits
    for (const { answers, timer } of batch.waiters) {
      clearTimeout(timer)
      for (const answer of answers) answer()
    }
  }
  flushing.delete(lane)
}

/** Tries until the database has every row, or has refused the row itself: such a one is looked for, and goes alone. */
async function write({ rows }: Batch, lane: number): Promise<void> {
  const parts: EventRow[][] = [[...rows.values()]]
  const refused: EventRow[] = []
  let reason: unknown
  let pauseMs = FIRST_PAUSE_MS
  for (let part = parts.pop(); part; part = parts.pop()) {
    try {
      await writeRows(hitsDb(), part, await writerSlot(lane))
      recorded(countHits(part))
      pauseMs = FIRST_PAUSE_MS
    } catch (error) {
      if (!refusesRows(error)) {
        parts.push(part)
        logFailure(error, 'hits wait')
        await sleep(pauseMs)
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      } else if (part.length > 1) parts.push(...halve(part))
      else {
        refused.push(...part)
        reason = error
      }
    }
  }
  if (refused.length === 0) return
  lost(countHits(refused))
  log.error({ rows: refused.length, tenant: refused[0]?.tenantId, ...faultOf(reason) }, 'hits refused by the database')
}

/** The later half first, for the last one is written next. */
function halve(rows: EventRow[]): EventRow[][] {
  const middle = rows.length >> 1
  return [rows.slice(middle), rows.slice(0, middle)]
}

/** A click has a second row, of its link. */
function countHits(rows: EventRow[]): number {
  let hits = 0
  for (const row of rows) if (row.linkNo === 0) hits += row.hits + row.machineHits
  return hits
}
