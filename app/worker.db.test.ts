import { aCustomer, control, customerAtShopify, openedShop, simulator } from '#tests/simulated-shopify.ts'
import type { AddressInfo } from 'node:net'
import { importProgress } from '#app/sync/import/import.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { getMember } from '#tests/members.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { createWeb } from '#app/web.server.ts'
import { startWorker } from '#app/worker.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

let stop = async () => {}

beforeAll(async () => {
  const server = await createWeb({ remix: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  simulator.context.settings.appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stopWorker = await startWorker()
  stop = async () => {
    await stopWorker()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

afterAll(() => stop())

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 100 })

test(
  'from install to Shopify and back: import, webhooks over HTTP, write-back, echo',
  { timeout: 90_000 },
  async () => {
    const customer = await aCustomer()
    const { tenantId } = await openedShop()
    await eventually(async () =>
      expect(await importProgress(tenantId)).toMatchObject({ status: 'done', rowsLoaded: 1, objectsExpected: 1 }),
    )
    const shop = await db().query('SELECT currency FROM tenants WHERE tenant_id = $1', [tenantId])
    expect(shop.rows).toEqual([{ currency: 'EUR' }])

    await control('PATCH', `customers/${customer.id}`, { firstName: 'Renamed' })
    await eventually(async () => expect(await getMember(tenantId, customer.id)).toMatchObject({ firstName: 'Renamed' }))

    const request = { tenantId, memberId: customer.id, mailingId: 1, source: 'one-click' } as const
    expect(await unsubscribe({ ...request, at: new Date() })).toBe('unsubscribed')
    const gone = { email_state: 'UNSUBSCRIBED', sms_state: 'UNSUBSCRIBED' }
    await eventually(async () => expect(await customerAtShopify(customer.id)).toMatchObject(gone))
    const echoes = () =>
      db().query(`SELECT FROM webhook_inbox WHERE topic LIKE 'customers%consent/update' AND state = 'done'`)
    await eventually(async () => expect((await echoes()).rowCount).toBeGreaterThanOrEqual(2))
    expect(await listConsentChanges(tenantId, customer.id)).toHaveLength(4)

    // Shopify keeps whole seconds, and within the second of an opt-out the opt-out wins.
    const later = new Date(Date.now() + 1000).toISOString()
    await control('PATCH', `customers/${customer.id}`, { emailState: 'SUBSCRIBED', at: later })
    await eventually(async () =>
      expect(await getMember(tenantId, customer.id)).toMatchObject({
        emailUnsubscribed: false,
        emailState: 'SUBSCRIBED',
      }),
    )
  },
)
