import { measureQueues } from './inbox/depth.server.ts'
import { measureFeedback } from './sending/feedback/box-age.server.ts'
import { measureBox } from './platform/jobs/box-age.server.ts'
import { hitsWaiting } from './tracking/hits/hits.server.ts'
import { hitsDb } from './platform/db/db.server.ts'
import { logFailure } from './platform/faults/failures.server.ts'
import type { HttpHandler } from './platform/http/http.server.ts'
import { answer } from './platform/http/http.server.ts'
import { type Gauge, renderMetrics } from './platform/metrics.server.ts'
import { within } from './platform/faults/within.ts'

/** The process lives. */
export const healthz: HttpHandler = (_request, response) => answer(response, 200, 'ok\n')

/** Past these the hits are in danger: what comes would soon be dropped. */
const FULLEST = 0.5
const OLDEST_MS = 30_000
const ANSWER_WITHIN_MS = 2_000

/** The database takes writes and the hits reach it: the process can do its work. Clicks and pixels are answered in any case. */
export const readyz: HttpHandler = async (_request, response) => {
  const reason = (await databaseTrouble()) ?? hitsTrouble()
  if (reason) answer(response, 503, `${reason}\n`, { 'Retry-After': '5' })
  else answer(response, 200, 'ready\n')
}

/** Given up by its own limit too, so that no connection of the hits' stays with a probe. */
const PROBE = {
  text: `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS "readOnly"
    FROM (SELECT count(*) FROM (SELECT FROM tenants LIMIT 1) AS one) AS schema`,
  query_timeout: ANSWER_WITHIN_MS,
}

let probing: Promise<string | null> | undefined

/** However many ask, one asks the database. */
function databaseTrouble(): Promise<string | null> {
  probing ??= probe().finally(() => (probing = undefined))
  return probing
}

async function probe(): Promise<string | null> {
  try {
    const found = await within(ANSWER_WITHIN_MS, hitsDb().query<{ readOnly: boolean }>(PROBE))
    return found.rows[0]?.readOnly ? 'the database is read-only' : null
  } catch (error) {
    logFailure(error, 'not ready')
    return 'the database does not answer'
  }
}

function hitsTrouble(): string | null {
  const { share, oldestMs } = hitsWaiting()
  if (share > FULLEST) return 'the buffer of hits fills up'
  return oldestMs > OLDEST_MS ? 'hits are not being written down' : null
}

/** Prometheus text format 0.0.4. Without the database the process still tells of itself. */
export const metrics: HttpHandler = async (_request, response) => {
  const gauges = await Promise.all([
    measured(measureCounting(), 'the box of hits not measured'),
    measured(measureFeedback(), 'SES feedback not measured'),
    measured(measureQueues(), 'queues not measured'),
  ])
  answer(response, 200, renderMetrics([...measureHits(), ...gauges.flat()]), {
    'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
  })
}

function measured(gauges: Promise<Gauge[]>, failure: string): Promise<Gauge[]> {
  return within(ANSWER_WITHIN_MS, gauges).catch((error: unknown) => {
    logFailure(error, failure)
    return []
  })
}

async function measureCounting(): Promise<Gauge[]> {
  const { batches, oldestMs } = await measureBox('hit_box')
  return [
    {
      name: 'glancito_hit_box_batches',
      help: 'Batches of hits that are durable and not counted yet.',
      value: batches,
    },
    { name: 'glancito_hit_box_oldest_seconds', help: 'Age of the oldest of them.', value: oldestMs / 1000 },
  ]
}

function measureHits(): Gauge[] {
  const { hits, oldestMs } = hitsWaiting()
  return [
    { name: 'glancito_hits_waiting', help: 'Opens and clicks not durable yet.', value: hits },
    { name: 'glancito_hits_oldest_seconds', help: 'Age of the oldest of them.', value: Math.round(oldestMs / 1000) },
  ]
}
