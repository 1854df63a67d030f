import { expect, test } from 'vitest'
import { connectionLimits, db, hitsDb, transaction } from './db.server.ts'

test('a transaction whose connection the database closes fails alone', async () => {
  const lost = transaction(async (sql) => {
    const found = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await db().query('SELECT pg_terminate_backend($1::int)', [found.rows[0]?.pid])
    // Nothing is being asked just then: there is no query to reject.
    await new Promise((resolve) => setTimeout(resolve, 200))
    await sql.query('SELECT 1')
  })
  await expect(lost).rejects.toThrow(/connection|queryable/i)
  expect((await db().query('SELECT 1')).rowCount).toBe(1)
})

const pidOf = async (sql: Pick<ReturnType<typeof db>, 'query'>) =>
  (await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid

const READ_ONLY = 'SET TRANSACTION READ ONLY'

test('a connection whose server takes no writes is dropped, so that the next one may reach another', async () => {
  let refusedBy: number | undefined
  const refused = transaction(async (sql) => {
    refusedBy = await pidOf(sql)
    await sql.query(READ_ONLY)
    await sql.query("UPDATE tenants SET name = 'x'")
  })
  await expect(refused).rejects.toMatchObject({ code: '25006' })
  const alive = await db().query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [refusedBy])
  expect([alive.rowCount, (await pidOf(db())) === refusedBy]).toEqual([0, false])
})

test('a connection whose answer did not come in time is closed, not handed to the next one', async () => {
  let slow: number | undefined
  const given = transaction(async (sql) => {
    slow = await pidOf(sql)
    const patient = { text: 'SELECT pg_sleep(20)', query_timeout: 100 }
    await sql.query(patient)
  })
  await expect(given).rejects.toThrow('Query read timeout')
  const pids = await Promise.all(Array.from({ length: 12 }, () => pidOf(db())))
  expect(pids).not.toContain(slow)
})

test.each([
  ['a broken statement', 'SELEC 1', /syntax/],
  [
    'a row that is there already',
    "INSERT INTO tenants (tenant_id, shop, installed_at) VALUES (1, 'a', now()), (1, 'b', now())",
    /duplicate/,
  ],
  ['a number too large', "SELECT '99999999999'::int", /out of range/],
  ['a NUL', "SELECT convert_from('\\x00', 'UTF8')", /invalid byte/],
  ['a division by zero', 'SELECT 1 / 0', /zero/],
])('after %s the connection is kept', async (_, statement, message) => {
  let pid: number | undefined
  await expect(
    transaction(async (sql) => {
      pid = await pidOf(sql)
      await sql.query(statement)
    }),
  ).rejects.toThrow(message)
  const pids = await Promise.all(Array.from({ length: 12 }, () => pidOf(db())))
  expect(pids).toContain(pid)
})

test.each(['hits', 'web', 'work'] as const)('the server gives up a statement of %s before we do', (use) => {
  const { statement_timeout: theirs, query_timeout: ours, connectionTimeoutMillis } = connectionLimits(use)
  expect(theirs).toBeGreaterThan(0)
  expect(ours).toBeGreaterThan(theirs)
  expect(connectionTimeoutMillis).toBeGreaterThan(0)
})

test('every pool has its limits in force, and hits do not wait for the others', async () => {
  const taken = await Promise.all(Array.from({ length: 10 }, () => db().connect()))
  const found = await hitsDb().query<{ limit: string }>("SELECT current_setting('statement_timeout') AS limit")
  expect(found.rows).toEqual([{ limit: '8s' }])
  for (const client of taken) client.release()
  const others = await db().query<{ limit: string }>(
    "SELECT current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('statement_timeout') AS limit",
  )
  expect(others.rows).toEqual([{ limit: '5min 15min' }])
})
