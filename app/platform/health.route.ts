import { measureQueues } from '#app/shop/depth.server.ts'
import { db } from './db.server.ts'
import { faultOf } from './fault.ts'
import type { HttpHandler } from './http.server.ts'
import { answer } from './http.server.ts'
import { log } from './log.server.ts'
import { type Gauge, renderMetrics } from './metrics.server.ts'

/** The process lives. */
export const healthz: HttpHandler = (_request, response) => answer(response, 200, 'ok\n')

/** The database and its queue answer: the process can do its work. */
export const readyz: HttpHandler = async (_request, response) => {
  try {
    await db().query('SELECT 1 FROM tenants LIMIT 1')
    answer(response, 200, 'ready\n')
  } catch {
    answer(response, 503, 'the database does not answer\n')
  }
}

/** Prometheus text format 0.0.4. Without the database the process still tells of itself. */
export const metrics: HttpHandler = async (_request, response) => {
  const gauges = await measureQueues().catch((error: unknown): Gauge[] => {
    log.warn(faultOf(error), 'queues not measured')
    return []
  })
  answer(response, 200, renderMetrics(gauges), { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
}
