import { customerLine } from '#tests/customer-line.ts'
import { exportFile } from '#tests/export-file.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eraseMember, eraseReturned } from '#app/members/intake/erase.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { FileGone } from '../bulk/bulk-file.server.ts'
import { loadCustomers, type Load } from './import-load.server.ts'

const WORKER = path.resolve(import.meta.dirname, '../../../tests/fakes/import-worker.ts')
/** Several batches, also with the parts of the file that the network makes. */
const MANY = 2000
const BATCH = 100
const HALF = 500_000

const lines = (count: number) => Array.from({ length: count }, (_, index) => customerLine(index))

async function aLoad(expected: number): Promise<Load> {
  const tenantId = await aTenant()
  const inserted = await db().query<{ id: number }>(
    `INSERT INTO imports (tenant_id, status, requested_at) VALUES ($1, 'loading', now()) RETURNING import_id AS id`,
    [tenantId],
  )
  const importId = inserted.rows[0]?.id ?? 0
  return { tenantId, importId, kind: 'import', exportedFrom: new Date(), expected, url: exportFile.url }
}

async function stateOf({ tenantId, importId }: Load) {
  const found = await db().query(
    `SELECT rows_loaded AS rows, bytes_loaded::int AS bytes, rows_unreadable AS bad, unreadable,
       (SELECT count(*)::int FROM members WHERE tenant_id = $1) AS members,
       (SELECT count(*)::int FROM consent_ledger WHERE tenant_id = $1) AS ledger
     FROM imports WHERE tenant_id = $1 AND import_id = $2`,
    [tenantId, importId],
  )
  return found.rows[0]
}

/** Loads as far as the file is sent, then the connection is cut. */
async function loadHalf(load: Load) {
  exportFile.behave({ stopsAfter: HALF })
  const loading = loadCustomers(load, BATCH).catch((error: unknown) => error)
  while ((await stateOf(load)).rows === 0) await sleep(20)
  exportFile.breakOff()
  expect(await loading).toBeInstanceOf(ShopifyUnavailable)
  exportFile.behave({})
  return stateOf(load)
}

test('what stands in a customer arrives as it is', async () => {
  exportFile.write([customerLine(1)])
  const load = await aLoad(1)
  await loadCustomers(load)
  const found = await db().query('SELECT last_name, tags, amount_spent FROM members WHERE tenant_id = $1', [
    load.tenantId,
  ])
  expect(found.rows).toEqual([{ last_name: 'O\\Neil\t1', tags: ['vip', 'a "b" \\ c'], amount_spent: '12.50' }])
})

test('one customer with what no column holds stops no other', async () => {
  const time = '0000-01-01T00:00:00Z'
  const strange = [
    customerLine(1, { numberOfOrders: '99999999999' }),
    customerLine(2, { amountSpent: { amount: '9'.repeat(30) } }),
    customerLine(3, { createdAt: time, lastOrder: { processedAt: '+275760-09-13T00:00:00Z' } }),
    customerLine(4, { firstName: 'Sa\0rah', lastName: '\uD83D', tags: ['\0', 'a\uDE00'] }),
    customerLine(5, { updatedAt: '2026-02-30T00:00:00Z' }),
    customerLine(6, { id: 'gid://shopify/Customer/9999999999999999999' }),
    customerLine(7, { lastOrder: { processedAt: time } }),
    customerLine(8, { metafield: { value: '1e400' } }),
  ]
  exportFile.write([...strange, customerLine(9)])
  const load = await aLoad(9)
  await loadCustomers(load)
  expect(await stateOf(load)).toMatchObject({ rows: 7, members: 7, bad: 2 })
})

test('a file that breaks off is taken up at the byte where it was, and nothing comes twice', async () => {
  exportFile.write(lines(MANY))
  const load = await aLoad(MANY)
  const half = await loadHalf(load)
  expect(half.members).toBe(half.rows)
  expect(half.members).toBeLessThan(MANY)
  await loadCustomers(load)
  expect(exportFile.asked()).toEqual([null, `bytes=${half.bytes}-`])
  expect(await stateOf(load)).toMatchObject({ rows: MANY, members: MANY, ledger: MANY })
})

test('a server that knows no ranges is read past what is here already', async () => {
  exportFile.write(lines(MANY))
  const load = await aLoad(MANY)
  await loadHalf(load)
  exportFile.behave({ ignoresRange: true })
  await loadCustomers(load)
  expect(await stateOf(load)).toMatchObject({ rows: MANY, members: MANY })
})

test('another file at the same address is read from its beginning', async () => {
  exportFile.write(lines(MANY))
  const load = await aLoad(30)
  await loadHalf(load)
  exportFile.write(lines(30))
  await loadCustomers(load)
  expect(await stateOf(load)).toMatchObject({ rows: 30 })
})

test('a load that died after its last batch reads nothing again', async () => {
  exportFile.write(lines(5))
  const load = await aLoad(5)
  await loadCustomers(load)
  const { bytes } = await stateOf(load)
  await loadCustomers(load)
  expect(exportFile.asked().at(-1)).toBe(`bytes=${bytes}-`)
  expect(await stateOf(load)).toMatchObject({ rows: 5, members: 5 })
})

test('an address that has expired asks for a new export', async () => {
  const load = await aLoad(1)
  exportFile.behave({ refuses: 403 })
  await expect(loadCustomers(load)).rejects.toThrow(FileGone)
  exportFile.behave({ refuses: 503 })
  await expect(loadCustomers(load)).rejects.toThrow(ShopifyUnavailable)
})

test('a file shorter than Shopify said is not taken for whole: it is read again from the beginning', async () => {
  exportFile.write(lines(3))
  const load = await aLoad(4)
  await expect(loadCustomers(load)).rejects.toThrow('3 customers of 4')
  expect(await stateOf(load)).toMatchObject({ rows: 0, bytes: 0 })
  exportFile.write(lines(4))
  await loadCustomers(load)
  expect(await stateOf(load)).toMatchObject({ rows: 4, members: 4 })
})

test('customers that cannot be read are counted and named, and stop nobody', async () => {
  exportFile.write([customerLine(1), customerLine(2, { updatedAt: 'yesterday' }), '{"id": ', customerLine(3)])
  const load = await aLoad(4)
  await loadCustomers(load)
  expect(await stateOf(load)).toMatchObject({ rows: 2, members: 2, bad: 2, unreadable: ['7000000000002'] })
})

test('a customer number of nineteen digits is one in the file, too', async () => {
  const gid = 'gid://shopify/Customer/7064055069303700840'
  exportFile.write([
    customerLine(1),
    customerLine(2, { id: gid }),
    customerLine(3, { id: gid, updatedAt: 'yesterday' }),
  ])
  const load = await aLoad(3)
  await loadCustomers(load)
  expect(await stateOf(load)).toMatchObject({ members: 2, unreadable: ['7064055069303700840'] })
})

test('a customer who stands in the file twice is taken as last revised', async () => {
  const later = { updatedAt: '2026-03-03T03:04:05Z', firstName: 'Later' }
  exportFile.write([customerLine(1, later), customerLine(1), customerLine(2)])
  const load = await aLoad(3)
  await loadCustomers(load)
  const found = await db().query('SELECT first_name FROM members WHERE tenant_id = $1 ORDER BY member_id', [
    load.tenantId,
  ])
  expect(found.rows.map((row) => row.first_name)).toEqual(['Later', 'Sarah'])
})

test('who is erased while the file is read does not come back by it', async () => {
  exportFile.write(lines(MANY))
  const load = await aLoad(MANY)
  await loadHalf(load)
  const [known, unknown] = [1, MANY - 1].map((index) => String(JSON.parse(customerLine(index)).id).replace(/\D/g, ''))
  await eraseMember(load.tenantId, known ?? '')
  await eraseMember(load.tenantId, unknown ?? '')
  await loadCustomers(load, BATCH)
  expect(await stateOf(load)).toMatchObject({ rows: MANY, members: MANY - 2 })
  // One whose batch was under way just then.
  await aMember(load.tenantId, { member_id: known, email: 'back@example.com' })
  await eraseReturned(load.tenantId, load.exportedFrom)
  expect(await stateOf(load)).toMatchObject({ members: MANY - 2 })
  // An export begun later is believed, and the numbers are forgotten.
  await loadCustomers({ ...load, exportedFrom: new Date() })
  const left = await db().query('SELECT count(*)::int AS count FROM erased_members WHERE tenant_id = $1', [
    load.tenantId,
  ])
  expect(left.rows).toEqual([{ count: 0 }])
})

/** What a process asked for last goes on in the database after it was killed. */
async function untilQuiet(): Promise<void> {
  const busy = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'`
  while ((await db().query(busy)).rowCount !== 0) await sleep(20)
}

test('a worker killed in the middle of the file loses nothing, and what it did is not done again', async () => {
  exportFile.write(lines(MANY))
  // The file stands still behind the first batches, so that the kill finds the load in hand.
  exportFile.behave({ stopsAfter: HALF })
  const load = await aLoad(MANY)
  const worker = fork(WORKER, [load.tenantId, load.importId, MANY, BATCH, exportFile.url].map(String))
  while ((await stateOf(load)).rows === 0) await sleep(20)
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  await untilQuiet()
  const half = await stateOf(load)
  exportFile.behave({})
  await loadCustomers(load)
  expect(exportFile.asked().at(-1)).toBe(`bytes=${half.bytes}-`)
  expect(await stateOf(load)).toMatchObject({ rows: MANY, members: MANY, ledger: MANY })
})

test('a worker killed while it merges leaves whole batches only', async () => {
  exportFile.write(lines(MANY))
  const load = await aLoad(MANY)
  const worker = fork(WORKER, [load.tenantId, load.importId, MANY, BATCH, exportFile.url].map(String))
  // The merge waits for this lock, so that the kill finds it in hand.
  const holder = await db().connect()
  await holder.query('BEGIN')
  await holder.query('LOCK TABLE members IN SHARE MODE')
  const waits = () =>
    db().query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
  while ((await waits()).rowCount === 0) await sleep(20)
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  await holder.query('COMMIT')
  holder.release()
  const half = await stateOf(load)
  expect(half.members).toBe(half.rows)
  await loadCustomers(load)
  expect(await stateOf(load)).toMatchObject({ rows: MANY, members: MANY, ledger: MANY })
})
