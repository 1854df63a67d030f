import { afterAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { db, transaction } from '../db/db.server.ts'
import { enqueue, type Queue, startJobs, stopJobs, work } from './jobs.server.ts'
import { log } from '../log.server.ts'

type Greeting = { name: string }
const queue = (name: string): Queue<Greeting> => ({
  name,
  schema: z.object({ name: z.string() }),
  retryLimit: 2,
  expireInSeconds: 30,
})

afterAll(stopJobs)

test('a job is worked on once, with its data', async () => {
  const greetings = queue('greetings')
  const seen: string[] = []
  await startJobs()
  await enqueue(greetings, { name: 'Sarah' }, { key: 'Sarah' })
  await enqueue(greetings, { name: 'Mike' }, { key: 'Mike' })
  await enqueue(greetings, { name: 'Mike' }, { key: 'Mike' })
  await work(greetings, async ({ name }) => void seen.push(name))
  await vi.waitFor(() => expect(seen.toSorted()).toEqual(['Mike', 'Sarah']), 10_000)
})

test('a job enqueued in a transaction that rolls back does not exist', async () => {
  const doomed = queue('doomed')
  const seen: string[] = []
  await startJobs()
  await transaction(async (sql) => {
    await enqueue(doomed, { name: 'nobody' }, { key: 'nobody', sql })
    throw new Error('rolled back')
  }).catch(() => {})
  await transaction((sql) => enqueue(doomed, { name: 'somebody' }, { key: 'somebody', sql }))
  await work(doomed, async ({ name }) => void seen.push(name))
  await vi.waitFor(() => expect(seen).toEqual(['somebody']), 10_000)
})

test('what is kept and logged of a failed job quotes no customer', async () => {
  const fragile = queue('fragile')
  const logged = vi.spyOn(log, 'error')
  await startJobs()
  await enqueue(fragile, { name: 'x' }, { key: 'x' })
  await work(fragile, async () => {
    await db().query("SELECT '1'::int, 'sarah@example.com'::int")
  })
  await vi.waitFor(() => expect(logged).toHaveBeenCalled(), 10_000)
  expect(JSON.stringify(logged.mock.calls)).toContain('22P02')
  expect(JSON.stringify(logged.mock.calls)).not.toContain('sarah')
  const kept = await vi.waitFor(async () => {
    const found = await db().query("SELECT output::text FROM pgboss.job WHERE name = 'fragile' AND output IS NOT NULL")
    expect(found.rowCount).toBe(1)
    return found.rows[0].output
  }, 10_000)
  expect(kept).toContain('invalid input syntax')
  expect(kept).not.toContain('sarah')
})

test('a job that fails is tried again', async () => {
  const flaky = queue('flaky')
  let tries = 0
  await startJobs()
  await enqueue(flaky, { name: 'x' }, { key: 'x' })
  await work(flaky, async () => {
    tries += 1
    if (tries === 1) throw new Error('not yet')
  })
  await vi.waitFor(() => expect(tries).toBe(2), 15_000)
})
