// Opens, clicks and opt-outs as they stream in, written by natural group commit: a batch is sent off when the one before
// it has come back, without a timer, so a quiet server answers at once and a busy one pays one commit for hundreds.
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '#app/platform/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { writeRows } from './events.server.ts'
import { addEvent, type CampaignEvent, type EventRows } from './events.ts'
import { writerSlot } from './slot.server.ts'

/** Rows kept while the database does not answer, about 60 MB; past that a hit is answered, counted as lost and dropped. */
const BUFFER_ROWS = 200_000
/** A larger statement would only make those in it wait longer. */
const BATCH_ROWS = 1_000
const LONGEST_PAUSE_MS = 2_000
/** SQLSTATE classes that a later try may cure: connection, rollback, resources, operator, system. */
const TRANSIENT = /^(08|40|53|57|58)/

const recorded = counter('glancito_hits_recorded_total', 'Opens, clicks and opt-outs written down')
const lost = counter('glancito_hits_lost_total', 'Hits dropped: the buffer was full, or the database refused them')
const answeredEarly = counter('glancito_hits_answered_early_total', 'Answers given before their hit was written down')

type Batch = { rows: EventRows; hits: number; written: Promise<void>; settle: () => void }

function newBatch(): Batch {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { rows: new Map(), hits: 0, written: promise, settle: resolve }
}

const full: Batch[] = []
let open = newBatch()
let held = 0
let flushing: Promise<void> | undefined

/** Takes a hit. The promise is fulfilled when the hit is durable, or lost and counted as that; it never rejects. */
export function recordHit(event: CampaignEvent): Promise<void> {
  if (held >= BUFFER_ROWS) {
    lost()
    return Promise.resolve()
  }
  if (open.rows.size >= BATCH_ROWS) full.push(takeOpen())
  const before = open.rows.size
  addEvent(open.rows, event)
  open.hits += 1
  held += open.rows.size - before
  flushing ??= flush()
  return open.written
}

/** Waits for `written`, but at most `patienceMs`: the hit stays in the buffer and is written later. */
export function writtenWithin(written: Promise<void>, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      answeredEarly()
      resolve()
    }, patienceMs)
    void written.then(() => clearTimeout(timer)).then(resolve)
  })
}

/** Waits until nothing is buffered any more; before the process ends. */
export async function drainHits(): Promise<void> {
  await flushing
}

function takeOpen(): Batch {
  const batch = open
  open = newBatch()
  return batch
}

async function flush(): Promise<void> {
  // Those whose requests were read in the same turn of the event loop share the first batch.
  await new Promise((resolve) => setImmediate(resolve))
  for (;;) {
    const batch = full.shift() ?? takeOpen()
    if (batch.hits === 0) break
    await write(batch)
    held -= batch.rows.size
    batch.settle()
  }
  flushing = undefined
}

async function write({ rows, hits }: Batch): Promise<void> {
  for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      await writeRows(db(), [...rows.values()], await writerSlot())
      return recorded(hits)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      const refused = /^[0-9A-Z]{5}$/.test(code) && !TRANSIENT.test(code)
      log.error({ hits, code, error: String(error) }, refused ? 'hits refused by the database' : 'hits wait')
      if (refused) return lost(hits)
      await sleep(pauseMs)
    }
  }
}
