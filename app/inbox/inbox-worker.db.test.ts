import { aKnownCustomer, arrive, CONSENT, consentBody, drainAll, inbox, OTHER, takeIn } from '#tests/inbox.ts'
import { aCustomer, control, openedShop } from '#tests/simulated-shopify.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { expect, test } from 'vitest'
import { purgeInbox } from './inbox.server.ts'

test('a customer created at Shopify becomes a member, in whatever order the deliveries come', async () => {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer({ tags: ['vip'] })
  const sent = await takeIn((all) => all.toReversed())
  expect(sent.map((delivery) => delivery.topic)).toContain(CONSENT)
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({
    emailState: 'SUBSCRIBED',
    smsState: 'SUBSCRIBED',
    tags: ['vip'],
  })
  expect(await listConsentChanges(tenantId, id)).toHaveLength(2)
  expect(new Set((await inbox(tenantId)).map((row) => row.state))).toEqual(new Set(['done']))
})

test('customers/update only asks for a refresh: the profile is read from Shopify', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await control('PATCH', `customers/${id}`, { firstName: 'Renamed', addTags: ['gold'] })
  await arrive('customers/update', `{"id":${id}}`)
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Renamed', tags: ['gold'] })
})

test('a paid order brings points, spent and orders', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await control('POST', `customers/${id}/orders`, { amount: 120.5, paid: true })
  await takeIn((all) => all.filter((delivery) => delivery.topic.startsWith('orders/')))
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ points: 120, amountSpent: '120.50', ordersCount: 1 })
})

test('consent that arrives out of order ends as the latest decision', async () => {
  const { tenantId, id } = await aKnownCustomer({ emailState: 'NOT_SUBSCRIBED' })
  await arrive(CONSENT, consentBody(id, 'unsubscribed', '2030-01-03T00:00:00Z'))
  await drainAll()
  await arrive(CONSENT, consentBody(id, 'subscribed', '2030-01-02T00:00:00Z'))
  await drainAll()
  expect((await getMember(tenantId, id)).emailState).toBe('UNSUBSCRIBED')
  await arrive(CONSENT, consentBody(id, 'subscribed', '2030-01-04T00:00:00Z'))
  await drainAll()
  expect((await getMember(tenantId, id)).emailState).toBe('SUBSCRIBED')
})

test("Shopify's echo of our own write-back changes nothing, a later opt-in lifts the unsubscribe", async () => {
  const { tenantId, id } = await aKnownCustomer()
  const at = new Date(Date.now() + 1000)
  await unsubscribe({ tenantId, memberId: id, mailingId: 5, source: 'one-click', at })
  const before = await db().query('SELECT xmin::text FROM members WHERE tenant_id = $1', [tenantId])
  await arrive(CONSENT, consentBody(id, 'unsubscribed', at.toISOString()))
  await drainAll()
  expect((await db().query('SELECT xmin::text FROM members WHERE tenant_id = $1', [tenantId])).rows).toEqual(
    before.rows,
  )
  await arrive(CONSENT, consentBody(id, 'subscribed', new Date(at.getTime() + 60_000).toISOString()))
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ emailUnsubscribed: false, emailState: 'SUBSCRIBED' })
})

test("another shop's customer number does nothing in this one", async () => {
  const { tenantId, id } = await aKnownCustomer()
  const other = await openedShop(OTHER)
  await arrive(CONSENT, consentBody(id, 'unsubscribed', '2030-01-01T00:00:00Z'), { shop: OTHER })
  await arrive('customers/update', `{"id":${id}}`, { shop: OTHER })
  await arrive('customers/delete', `{"id":${id}}`, { shop: OTHER })
  await drainAll()
  expect((await getMember(tenantId, id)).emailState).toBe('SUBSCRIBED')
  expect(await findMember(other.tenantId, id)).toBeNull()
  expect((await inbox(other.tenantId)).map((row) => row.state)).toEqual(['done', 'done', 'done'])
})

test('a delivery that makes no sense is dead at once with its error and stops no other, not even of its customer', async () => {
  const { tenantId, id } = await aKnownCustomer()
  const nobody = await arrive(CONSENT, '{"customer_id": "not a number"}')
  const same = await arrive(CONSENT, `{"customer_id": ${id}, "email_marketing_consent": 5}`)
  await arrive(CONSENT, consentBody(id, 'unsubscribed', '2030-01-01T00:00:00Z'))
  await drainAll()
  expect((await getMember(tenantId, id)).emailState).toBe('UNSUBSCRIBED')
  const rows = await inbox(tenantId)
  const find = (webhookId: string) => rows.find((row) => row.webhook_id === webhookId)
  expect(find(nobody)).toMatchObject({ state: 'dead', fault: 'unreadable', attempts: 1 })
  expect(find(same)).toMatchObject({ state: 'dead', error: expect.stringContaining('email_marketing_consent') })
})

test('while Shopify is down refreshes wait without wearing out, and consent in payloads is applied', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await control('PATCH', `customers/${id}`, { firstName: 'Later' })
  await control('POST', 'shopify', { down: true })
  await arrive('customers/update', `{"id":${id}}`)
  await arrive(CONSENT, consentBody(id, 'unsubscribed', '2030-01-01T00:00:00Z'))
  for (let turn = 0; turn < 6; turn += 1) {
    await drainAll()
    await db().query('UPDATE webhook_inbox SET not_before = NULL')
  }
  expect(await getMember(tenantId, id)).toMatchObject({ emailState: 'UNSUBSCRIBED', firstName: 'Sarah' })
  await control('POST', 'shopify', { down: false })
  await drainAll()
  expect(await getMember(tenantId, id)).toMatchObject({ firstName: 'Later' })
})

test('two workers at once apply everything once', async () => {
  const { tenantId, id } = await aKnownCustomer()
  for (let hour = 10; hour < 20; hour += 1)
    await arrive(CONSENT, consentBody(id, hour % 2 ? 'subscribed' : 'unsubscribed', `2030-01-01T${hour}:00:00Z`))
  await Promise.all([drainAll(), drainAll(), drainAll()])
  expect((await getMember(tenantId, id)).emailState).toBe('SUBSCRIBED')
  expect(new Set((await inbox(tenantId)).map((row) => `${row.state} ${row.attempts}`))).toEqual(new Set(['done 1']))
})

test('worked-off deliveries are forgotten after a week', async () => {
  const { tenantId, id } = await aKnownCustomer()
  await arrive('customers/update', `{"id":${id}}`)
  await drainAll()
  await purgeInbox()
  expect(await inbox(tenantId)).toHaveLength(1)
  await db().query(`UPDATE webhook_inbox SET received_at = now() - interval '8 days'`)
  await purgeInbox()
  expect(await inbox(tenantId)).toEqual([])
})
