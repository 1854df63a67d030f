import { aTenant } from '#tests/factories.ts'
import { control, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import { noteUninstall } from '#app/inbox/uninstall.server.ts'
import { refreshShop } from '#app/tenants/refresh.server.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { continueImport } from './import-steps.server.ts'
import { performImportWatch } from './import.job.ts'
import { importProgress, listLiveImports, listUnaskedImports, requestImport } from './import.server.ts'
import { performPoints } from '../points.job.ts'
import { recomputePoints } from '../points.server.ts'

const CUSTOMERS = 600

beforeEach(async () => {
  simulator.context.settings.customers = CUSTOMERS
  await control('POST', 'reset')
})

async function runImport(tenantId: number): Promise<void> {
  for (let { again } = await continueImport(tenantId); again; { again } = await continueImport(tenantId)) {
    await sleep(50)
  }
}

const count = async (table: string, tenantId: number) =>
  Number((await db().query(`SELECT count(*) AS count FROM ${table} WHERE tenant_id = $1`, [tenantId])).rows[0].count)

/** Which version of each row stands: an update makes a new one. */
const versions = async (tenantId: number) =>
  new Map(
    (await db().query('SELECT member_id, xmin::text FROM members WHERE tenant_id = $1', [tenantId])).rows.map((row) => [
      String(row.member_id),
      row.xmin,
    ]),
  )

test('opening the app requests one import, which brings every customer with consent, points and progress', async () => {
  const { tenantId, shop } = await openedShop()
  expect(await importProgress(tenantId)).toMatchObject({ status: 'requested', objectsExpected: null })
  await openedShop()
  expect(await count('imports', tenantId)).toBe(1)
  await runImport(tenantId)
  const done = {
    status: 'done',
    objectsExpected: CUSTOMERS,
    objectsExported: CUSTOMERS,
    rowsLoaded: CUSTOMERS,
    error: null,
  }
  expect(await importProgress(tenantId)).toMatchObject(done)
  const there = simulator.store.db
    .prepare(
      `SELECT count(*) AS members, sum(email_state = 'SUBSCRIBED') AS email, sum(sms_state = 'SUBSCRIBED') AS sms,
         sum(spent_cents / 100) AS points, sum(email_state <> 'NOT_SUBSCRIBED') + sum(sms_state <> 'NOT_SUBSCRIBED') AS ledger,
         sum(open_tracking = 'OPTED_OUT') AS opted_out,
         sum(last_order_id IN (SELECT id FROM shopify_orders WHERE created_at > ?)) AS ordered
       FROM shopify_customers WHERE shop = ?`,
    )
    // An app sees the orders of sixty days.
    .get(new Date(Date.now() - 60 * 86_400_000).toISOString(), shop)
  const here = await db().query(
    `SELECT count(*)::int AS members, count(*) FILTER (WHERE email_marketing_consent)::int AS email,
       count(*) FILTER (WHERE sms_marketing_consent)::int AS sms, sum(points)::int AS points,
       (SELECT count(*)::int FROM consent_ledger WHERE tenant_id = $1) AS ledger,
       count(*) FILTER (WHERE open_tracking = 'OPTED_OUT')::int AS opted_out, count(last_order_at)::int AS ordered
     FROM members WHERE tenant_id = $1`,
    [tenantId],
  )
  expect(here.rows[0]).toEqual({ ...there })
  expect(here.rows[0].email).toBeGreaterThan(100)
})

test('importing again writes nothing, and only what changed since is written', async () => {
  const { tenantId } = await openedShop()
  await runImport(tenantId)
  const [before, ledger] = [await versions(tenantId), await count('consent_ledger', tenantId)]
  await requestImport(db(), tenantId)
  await runImport(tenantId)
  expect(await versions(tenantId)).toEqual(before)
  expect(await count('consent_ledger', tenantId)).toBe(ledger)
  const [changed = ''] = before.keys()
  await control('PATCH', `customers/${changed}`, { firstName: 'Renamed' })
  await requestImport(db(), tenantId)
  await runImport(tenantId)
  const after = await versions(tenantId)
  expect([...after].filter(([id, version]) => before.get(id) !== version).map(([id]) => id)).toEqual([changed])
})

test('a killed import is taken up where it was', async () => {
  const { tenantId } = await openedShop()
  await continueImport(tenantId)
  await db().query(`UPDATE imports SET status = 'loading' WHERE tenant_id = $1`, [tenantId])
  expect(await listLiveImports()).toEqual([tenantId])
  await sleep(400)
  await runImport(tenantId)
  expect(await importProgress(tenantId)).toMatchObject({ status: 'done', rowsLoaded: CUSTOMERS })
  expect(await count('members', tenantId)).toBe(CUSTOMERS)
  expect(await listLiveImports()).toEqual([])
})

test('an installation whose worker was killed is taken up, once', async () => {
  const { tenantId } = await openedShop()
  await aTenant({ uninstalled_at: clock.now() })
  await db().query('DELETE FROM imports WHERE tenant_id = $1', [tenantId])
  expect(await listUnaskedImports()).toEqual([tenantId])
  await performImportWatch()
  expect(await importProgress(tenantId)).toMatchObject({ status: 'requested' })
  expect(await listUnaskedImports()).toEqual([])
  await performImportWatch()
  expect(await count('imports', tenantId)).toBe(1)
})

test('an export that ended badly is begun anew', async () => {
  const { tenantId } = await openedShop()
  await continueImport(tenantId)
  await db().query(`UPDATE imports SET bulk_operation_id = 'gid://shopify/BulkOperation/1' WHERE tenant_id = $1`, [
    tenantId,
  ])
  await expect(continueImport(tenantId)).rejects.toThrow(ShopifyUnavailable)
  const again = { status: 'requested', error: expect.stringContaining('the export ended') }
  expect(await importProgress(tenantId)).toMatchObject(again)
  await runImport(tenantId)
  expect(await importProgress(tenantId)).toMatchObject({ status: 'done', error: null })
})

test('while Shopify is down the import waits with the reason, and goes on when it is back', async () => {
  const { tenantId } = await openedShop()
  await control('POST', 'shopify', { down: true })
  await expect(continueImport(tenantId)).rejects.toThrow(ShopifyUnavailable)
  expect(await importProgress(tenantId)).toMatchObject({ status: 'requested', error: 'Shopify answered 503' })
  await control('POST', 'shopify', { down: false })
  await runImport(tenantId)
  expect(await count('members', tenantId)).toBe(CUSTOMERS)
})

test('two workers do not import the same shop at once', async () => {
  const { tenantId } = await openedShop()
  const outcomes = await Promise.all([continueImport(tenantId), continueImport(tenantId)])
  expect(outcomes.filter(({ again }) => again !== null)).toHaveLength(1)
  await runImport(tenantId)
  expect(simulator.store.db.prepare('SELECT count(*) AS n FROM shopify_bulk_operations').get()?.['n']).toBe(1)
})

test.each([0, CUSTOMERS])(
  'an import of %s customers that an uninstall ends under way stays ended',
  async (customers) => {
    simulator.context.settings.customers = customers
    await control('POST', 'reset')
    const { tenantId } = await openedShop()
    // What a load asks first, and last.
    const client = await db().connect()
    await client.query('BEGIN; LOCK TABLE erased_members IN ACCESS EXCLUSIVE MODE')
    const importing = runImport(tenantId)
    await vi.waitFor(async () => {
      const held = await db().query('SELECT FROM pg_locks WHERE NOT granted')
      expect(held.rowCount).toBeGreaterThan(0)
    }, 10_000)
    await noteUninstall(tenantId, new Date())
    await client.query('COMMIT')
    client.release()
    await importing
    const ended = { status: 'failed', error: 'the app was uninstalled' }
    expect(await importProgress(tenantId)).toMatchObject(ended)
    expect(await listLiveImports()).toEqual([])
  },
)

test('a shop without customers is imported too', async () => {
  simulator.context.settings.customers = 0
  await control('POST', 'reset')
  const { tenantId } = await openedShop()
  await runImport(tenantId)
  expect(await importProgress(tenantId)).toMatchObject({ status: 'done', objectsExpected: 0, rowsLoaded: 0 })
})

test('points follow the settings: another rate at once, a metafield with the next import', async () => {
  const { tenantId } = await openedShop()
  await runImport(tenantId)
  const points = async () =>
    (await db().query('SELECT sum(points)::int AS points FROM members WHERE tenant_id = $1', [tenantId])).rows[0].points
  const before = await points()
  await db().query('UPDATE settings SET points_per_unit = 10 WHERE tenant_id = $1', [tenantId])
  await recomputePoints(tenantId)
  expect(await points()).toBeGreaterThan(before * 9)
  const [{ member_id: id }] = (
    await db().query('SELECT member_id FROM members WHERE tenant_id = $1 LIMIT 1', [tenantId])
  ).rows
  const metafield = { namespace: 'loyalty', key: 'points', type: 'number_integer', value: '4321' }
  await control('PATCH', `customers/${id}`, { metafield })
  await db().query(
    `UPDATE settings SET points_source = 'metafield', points_metafield = 'loyalty.points' WHERE tenant_id = $1`,
    [tenantId],
  )
  await performPoints({ tenantId, areElsewhere: true })
  await runImport(tenantId)
  expect(await points()).toBe(4321)
})

test("the shop's own data is read", async () => {
  const { tenantId } = await openedShop()
  await refreshShop(tenantId)
  const tenant = await db().query('SELECT name, currency, timezone, contact_email FROM tenants WHERE tenant_id = $1', [
    tenantId,
  ])
  const expected = {
    name: 'Glancito Demo',
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    contact_email: 'owner@glancito-demo.example',
  }
  expect(tenant.rows).toEqual([expected])
})
