import { expect, test, vi } from 'vitest'
import { db } from '../db/db.server.ts'
import { startLoops } from './loop.server.ts'

test('a loop drains until nothing is left, and NOTIFY wakes it long before its poll', async () => {
  let waiting = 3
  const stop = await startLoops([{ name: 'rows', pollMs: 600_000, drain: async () => (waiting > 0 ? waiting-- : 0) }])
  await vi.waitFor(() => expect(waiting).toBe(0))
  await vi.waitFor(async () => {
    const listening = await db().query(
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'glancito-listen' AND query LIKE 'LISTEN%' AND datname = current_database()",
    )
    expect(listening.rowCount).toBe(1)
  })
  waiting = 2
  await db().query('NOTIFY rows')
  await vi.waitFor(() => expect(waiting).toBe(0))
  await stop()
})

test('a drain that throws does not end the loop', async () => {
  let calls = 0
  const drain = async () => {
    calls += 1
    if (calls === 1) throw new Error('database away')
    return 0
  }
  const stop = await startLoops([{ name: 'flaky_rows', pollMs: 50, drain }])
  await vi.waitFor(() => expect(calls).toBeGreaterThan(2), 5000)
  await stop()
})
