// Queues: pg-boss on the same PostgreSQL. A queue's name and schema stand in its room's `jobs.ts`; `app/worker.ts` lists who works on it.
import { PgBoss } from 'pg-boss'
import type { z } from 'zod'
import type { Sql } from '../db/db.server.ts'
import { connectionLimits } from '../db/db.server.ts'
import { logFailure } from '../faults/failures.server.ts'
import { faultOf } from '../faults/fault.ts'

export type Queue<T> = {
  name: string
  schema: z.ZodType<T>
  /** Times a failed job is tried again; the delay doubles from 5 s. */
  retryLimit: number
  /** Seconds after which a job whose worker died is given to another. */
  expireInSeconds: number
}

type EnqueueOptions = {
  /** At most one job with this key waits in the queue; a second one is dropped, since the first will do its work. */
  key: string
  /** Enqueues inside this transaction: the job exists if and only if the transaction commits. */
  sql?: Sql
  startAfter?: Date
}

let boss: PgBoss | undefined
let started: Promise<PgBoss> | undefined

function start(works: boolean): Promise<PgBoss> {
  started ??= (async () => {
    boss = new PgBoss({
      ...connectionLimits(),
      max: works ? 4 : 2,
      supervise: works,
      schedule: works,
      application_name: 'glancito-jobs',
    })
    boss.on('error', (error) => logFailure(error, 'queue error'))
    return boss.start()
  })()
  // One that the database did not let start is not waited for again.
  started.catch(() => (started = undefined))
  return started
}

/** Puts a job on its queue. */
export async function enqueue<T extends object>(queue: Queue<T>, job: T, options: EnqueueOptions): Promise<void> {
  const running = await start(false)
  await ensureQueue(running, queue)
  const { key, startAfter, sql } = options
  await running.send(queue.name, job, {
    singletonKey: key,
    ...(startAfter && { startAfter }),
    ...(sql && { db: { executeSql: (text: string, values?: unknown[]) => sql.query(text, values) } }),
  })
}

const known = new Set<string>()

async function ensureQueue(running: PgBoss, queue: Queue<never> | Queue<object>): Promise<void> {
  if (known.has(queue.name)) return
  const { name, retryLimit, expireInSeconds } = queue
  await running.createQueue(name, { policy: 'short', retryLimit, expireInSeconds, retryBackoff: true, retryDelay: 5 })
  known.add(name)
}

/** Prepares this process to work on queues; call before `work` and `repeat`. */
export async function startJobs(): Promise<void> {
  await start(true)
}

/** Works on a queue, one job at a time per call. A throw has the job tried again. */
export async function work<T extends object>(queue: Queue<T>, perform: (job: T) => Promise<void>): Promise<void> {
  const running = await start(true)
  await ensureQueue(running, queue)
  await running.work(queue.name, { batchSize: 1, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const job of jobs) await attempt(queue.name, job.id, async () => perform(queue.schema.parse(job.data)))
  })
}

/** pg-boss keeps what a job throws, with every field of it, for days: it gets no more than may be logged. */
async function attempt(queue: string, job: string, perform: () => Promise<void>): Promise<void> {
  try {
    await perform()
  } catch (error) {
    logFailure(error, 'job failed', { queue, job })
    throw new Error(faultOf(error).error)
  }
}

/** Runs a job by the clock (cron, UTC). */
export async function repeat<T extends object>(queue: Queue<T>, cron: string, job: T): Promise<void> {
  const running = await start(true)
  await ensureQueue(running, queue)
  await running.schedule(queue.name, cron, job)
}

/** Deletes every job of a shop, whatever became of it: pg-boss keeps those that are done for days. */
export async function forgetJobs(sql: Sql, tenantId: number): Promise<void> {
  const found = await sql.query<{ jobs: string | null }>("SELECT to_regclass('pgboss.job')::text AS jobs")
  if (!found.rows[0]?.jobs) return
  await sql.query("DELETE FROM pgboss.job WHERE data ->> 'tenantId' = $1", [String(tenantId)])
}

/** Takes no new jobs and waits for those in hand. */
export async function stopJobs(): Promise<void> {
  await started?.catch(() => {})
  await boss?.stop({ graceful: true, timeout: 15_000, close: true })
  boss = undefined
  started = undefined
  known.clear()
}
