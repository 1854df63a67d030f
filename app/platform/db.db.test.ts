import { expect, test } from 'vitest'
import { db, transaction } from './db.server.ts'

test('a transaction whose connection the database closes fails alone', async () => {
  const lost = transaction(async (sql) => {
    const found = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await db().query('SELECT pg_terminate_backend($1)', [found.rows[0]?.pid])
    // Nothing is being asked just then: there is no query to reject.
    await new Promise((resolve) => setTimeout(resolve, 200))
    await sql.query('SELECT 1')
  })
  await expect(lost).rejects.toThrow(/connection|queryable/i)
  expect((await db().query('SELECT 1')).rowCount).toBe(1)
})
