// Opens and clicks as they stream in, made durable by natural group commit: a batch is sent off when the one before it has
// come back, without a timer, so a quiet server answers at once and a busy one pays one commit for hundreds. They are
// counted soon after, by whoever folds (fold.server.ts). What an answer waits for is bounded by its own patience, never by the
// database.
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseAway } from '#app/platform/faults/db-fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { within } from '#app/platform/faults/within.ts'
import { BoxWriter } from './box.server.ts'
import type { Hit } from './hit.ts'
import { HitPack } from './packed-hits.server.ts'

/** Hits kept while the database does not answer, about 20 MB; past that one is answered, counted as lost and dropped. */
const BUFFER_HITS = 200_000
/** A larger batch would only make those in it wait longer. */
const BATCH_HITS = 1_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2_000
/** Of their patience: so much later than the first of them others may share its timer, and are answered so much earlier. */
const JOIN_SHARE = 0.2

const recorded = counter('glancito_hits_recorded_total', 'Opens and clicks made durable')
const lost = counter(
  'glancito_hits_lost_total',
  'Hits dropped: the buffer was full, the database refused their rows, or the process had to end',
)
const answeredEarly = counter('glancito_hits_answered_early_total', 'Answers given before their hit was durable')

type Answer = (isDurable: boolean) => void
type Waiters = { answers: Answer[]; joinUntil: number; timer: NodeJS.Timeout }
type Batch = {
  pack: HitPack
  /** Of its first hit, in milliseconds of this process. */
  since: number
  waiters: Set<Waiters>
  /** Of each patience, those that the next one may join. */
  latest: Map<number, Waiters>
}

const newBatch = (): Batch => ({ pack: new HitPack(), since: 0, waiters: new Set(), latest: new Map() })

let open = newBatch()
const full: Batch[] = []
let writing: Batch | null = null
let waiting = 0
let flushing: Promise<void> | null = null
const writer = new BoxWriter()

/**
 * Takes a hit and calls `answer` once: when the hit is durable, or after `patienceMs` at the latest. Then the hit stays
 * buffered and is written later. `answer` is told which.
 */
export function recordHit(hit: Hit, patienceMs: number, answer: Answer): void {
  if (waiting >= BUFFER_HITS) {
    lost()
    return answer(false)
  }
  if (open.pack.hits >= BATCH_HITS || open.pack.isFull) full.push(takeOpen())
  const now = performance.now()
  try {
    open.pack.add(hit)
  } catch (error) {
    lost()
    logFailure(error, 'a hit that can not be')
    return answer(false)
  }
  if (open.pack.hits === 1) open.since = now
  waiting += 1
  wait(open, { now, patienceMs, answer })
  flushing ??= flush()
}

/** Takes a hit that no answer waits for. */
export const recordSilently = (hit: Hit): void => recordHit(hit, LONGEST_PAUSE_MS, () => {})

export type HitsWaiting = {
  hits: number
  /** How much of the buffer they fill, 0 to 1. */
  share: number
  oldestMs: number
}

/** What is answered or about to be, and not durable yet. */
export function hitsWaiting(): HitsWaiting {
  const oldest = writing ?? full[0] ?? open
  return {
    hits: waiting,
    share: Math.min(1, waiting / BUFFER_HITS),
    oldestMs: waiting > 0 ? Math.max(0, performance.now() - oldest.since) : 0,
  }
}

/**
 * Waits until nothing is buffered any more, `ms` at the longest; before the process ends. Returns how many hits are left,
 * which end with it, and says so.
 */
export async function drainHits(ms = Infinity): Promise<number> {
  const drained = flushing ?? Promise.resolve()
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
  for (const answer of waiters.answers.splice(0)) answer(false)
}

function takeOpen(): Batch {
  const batch = open
  open = newBatch()
  return batch
}

async function flush(): Promise<void> {
  for (;;) {
    // Those whose requests are read in the same turn of the event loop share a batch.
    await new Promise((resolve) => setImmediate(resolve))
    const batch = full.shift() ?? takeOpen()
    const { hits } = batch.pack
    if (hits === 0) break
    writing = batch
    await write(batch.pack.toBuffer())
    writing = null
    waiting -= hits
    recorded(hits)
    for (const { answers, timer } of batch.waiters) {
      clearTimeout(timer)
      for (const answer of answers) answer(true)
    }
  }
  flushing = null
}

/** Tries until the database has it. */
async function write(hits: Buffer): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS
  for (let again = false; ; again = true) {
    try {
      return await writer.put(hits, again)
    } catch (error) {
      logFailure(error, 'hits wait')
      await sleep(pauseMs)
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
  }
}
