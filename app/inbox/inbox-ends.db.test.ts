// Messages by which customers and shops end: deleted, erased, merged, uninstalled.
import { aKnownCustomer, arrive, CONSENT, consentBody, drainAll, inbox, OTHER, SHOP, takeIn } from '#tests/inbox.ts'
import { aCustomer, control, customerAtShopify, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCampaign } from '#app/campaigns/campaigns.server.ts'
import { recordBounce } from '#app/members/bounces/bounces.server.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { findWriteBack } from '#app/members/outbox/outbox.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { importProgress } from '#app/sync/import/import.server.ts'
import { continueImport } from '#app/sync/import/import-steps.server.ts'
import { aMailing } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { purgeInbox } from './inbox.server.ts'
import { findTenant } from '#app/tenants/tenants.server.ts'

test('customers/delete erases only who is gone at Shopify: its topic is not signed', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await arrive('customers/delete', `{"id":${id}}`)
  await drainAll()
  expect(await findMember(tenantId, id)).not.toBeNull()
  await control('DELETE', `customers/${id}`)
  await arrive('customers/delete', `{"id":${id}}`)
  await drainAll()
  expect(await findMember(tenantId, id)).toBeNull()
})

test('shop/redact of a shop that still has the app is refused, and done when only its uninstall was lost', async () => {
  const { tenantId, shop } = await openedShop()
  const tenants = async () => (await db().query('SELECT FROM tenants WHERE tenant_id = $1', [tenantId])).rowCount
  await arrive('shop/redact', { shop_domain: SHOP })
  await drainAll()
  expect(await tenants()).toBe(1)
  expect(await inbox(tenantId)).toMatchObject([{ state: 'waiting', fault: 'still-installed' }])
  await control('POST', `uninstall?shop=${shop}`)
  await db().query('UPDATE webhook_inbox SET not_before = NULL')
  await drainAll()
  expect(await tenants()).toBe(0)
})

test('a redacted customer is erased: only the number remains', async () => {
  const { tenantId, id } = await aKnownCustomer({ email: 'secret@example.com', firstName: 'Secretname' })
  const feedback = {
    mailingId: 1,
    bounceType: null,
    subType: null,
    diagnostic: '550 <secret@example.com>',
    feedbackId: 'f',
  }
  await recordBounce({ tenantId, memberId: id, kind: 'soft', at: new Date(), ...feedback })
  await unsubscribe({ tenantId, memberId: id, mailingId: 1, source: 'one-click', at: new Date() })
  await arrive(
    CONSENT,
    consentBody(id, 'subscribed', '2020-01-01T00:00:00Z').replace('x@example.com', 'secret@example.com'),
  )
  await drainAll()
  await arrive('customers/redact', `{"shop_domain":"${SHOP}","customer":{"id":${id},"email":"secret@example.com"}}`)
  await drainAll()
  expect(await findMember(tenantId, id)).toBeNull()
  const dump = await db().query(
    `SELECT (SELECT json_agg(t) FROM members t)::text || '' AS members, (SELECT json_agg(t)::text FROM bounces t) AS bounces,
       (SELECT json_agg(t)::text FROM outbox t) AS outbox, (SELECT json_agg(t)::text FROM consent_ledger t) AS ledger,
       (SELECT string_agg(convert_from(body, 'UTF8'), ' ') FROM webhook_inbox) AS inbox`,
  )
  expect(JSON.stringify(dump.rows)).not.toMatch(/secret/i)
  expect(dump.rows[0].ledger).toContain(id)
})

test('an import that was exported before does not bring an erased customer back', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await continueImport(tenantId)
  const exported = () =>
    simulator.store.db.prepare("SELECT id FROM shopify_bulk_operations WHERE status = 'COMPLETED'").get() !== undefined
  while (!exported()) await sleep(10)
  // As a process has left it that was killed before it loaded anything; on a busy machine the first step may have come to its end.
  await db().query(
    `UPDATE imports SET status = 'running', rows_loaded = 0, bytes_loaded = 0, file_tag = NULL, finished_at = NULL WHERE tenant_id = $1`,
    [tenantId],
  )
  expect((await importProgress(tenantId))?.status).toBe('running')
  await arrive('customers/redact', `{"shop_domain":"${SHOP}","customer":{"id":${id}}}`, { id: 'redaction' })
  await drainAll()
  const [redaction] = await inbox(tenantId)
  expect([redaction.state, redaction.body.length]).toEqual(['done', 0])
  await continueImport(tenantId)
  expect((await importProgress(tenantId))?.status).toBe('done')
  expect(await findMember(tenantId, id)).toBeNull()
})

test('when customers are merged, the stricter consent and the suppression survive', async () => {
  const { tenantId, id: kept } = await aKnownCustomer()
  const { id: gone } = await aCustomer({ email: 'other@example.com', phone: '+15550101' })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [gone]))
  await unsubscribe({ tenantId, memberId: gone, mailingId: 1, source: 'one-click', at: new Date() })
  await control('POST', 'merge', { kept, deleted: gone })
  await takeIn((all) => all.filter((delivery) => delivery.topic === 'customers/merge'))
  await drainAll()
  expect(await findMember(tenantId, gone)).toBeNull()
  expect(await getMember(tenantId, kept)).toMatchObject({ emailUnsubscribed: true, smsState: 'UNSUBSCRIBED' })
  const pending = { emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED', state: 'waiting' }
  expect(await findWriteBack(tenantId, kept)).toMatchObject(pending)
  const [change] = await listConsentChanges(tenantId, kept)
  expect(change).toMatchObject({ source: 'merge', newState: 'UNSUBSCRIBED' })
  expect((await customerAtShopify(kept)).email).toBe('sarah@example.com')
})

test('an uninstall ends sessions, imports and campaigns; a late one does not end a new install', async () => {
  const { tenantId, shop } = await openedShop()
  const { campaignId } = await aMailing(tenantId)
  await arrive('app/uninstalled', { id: 1, myshopify_domain: SHOP }, { at: new Date(Date.now() - 3_600_000) })
  await drainAll()
  expect(await findTenant(shop)).not.toBeNull()
  expect((await getCampaign(tenantId, campaignId)).status).toBe('sending')
  await arrive('app/uninstalled', { id: 1, myshopify_domain: SHOP })
  await drainAll()
  expect(await findTenant(shop)).toBeNull()
  expect((await db().query('SELECT FROM sessions WHERE shop = $1', [shop])).rowCount).toBe(0)
  const imports = await db().query('SELECT status FROM imports WHERE tenant_id = $1', [tenantId])
  expect(imports.rows).toEqual([{ status: 'failed' }])
  expect((await getCampaign(tenantId, campaignId)).status).toBe('paused')
  const back = await openedShop()
  expect(back.tenantId).toBe(tenantId)
})

test('shop/redact leaves no row of the shop in any table, and all of the others', async () => {
  const { tenantId, id } = await aKnownCustomer()
  const other = await openedShop(OTHER)
  for (const tenant of [tenantId, other.tenantId])
    await db().query('INSERT INTO mail_stats (tenant_id, mailing_id, type, slot) VALUES ($1, 1, 1, 1)', [tenant])
  await unsubscribe({ tenantId, memberId: id, mailingId: 1, source: 'one-click', at: new Date() })
  await arrive('app/uninstalled', { id: 1, myshopify_domain: SHOP })
  await drainAll()
  await arrive('shop/redact', { shop_domain: SHOP })
  await drainAll()
  const tables = await db().query(
    `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = 'public'`,
  )
  const left: string[] = []
  for (const { name } of tables.rows) {
    const rows = await db().query(`SELECT FROM ${name} WHERE tenant_id = $1`, [tenantId])
    if (rows.rowCount) left.push(name)
  }
  expect(tables.rows.length).toBeGreaterThan(12)
  expect(left).toEqual([])
  expect((await db().query('SELECT FROM mail_stats WHERE tenant_id = $1', [other.tenantId])).rowCount).toBe(1)
  expect(await findTenant(OTHER)).not.toBeNull()
})

test('a privacy request that could not be processed is not forgotten with the other dead ones', async () => {
  const { tenantId } = await aKnownCustomer()
  await arrive('customers/redact', { shop_domain: 'another.myshopify.com', customer: { id: '1' } })
  await arrive(CONSENT, '{}')
  await drainAll()
  await db().query(`UPDATE webhook_inbox SET received_at = now() - interval '31 days'`)
  await purgeInbox()
  expect(await inbox(tenantId)).toMatchObject([{ topic: 'customers/redact', state: 'dead' }])
})
