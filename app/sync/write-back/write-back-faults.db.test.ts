import { aKnownCustomer, drainAll, makeDue, soon } from '#tests/write-backs.ts'
import { aCustomer, control, customerAtShopify, openedShop } from '#tests/simulated-shopify.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { noteUninstall } from '#app/inbox/uninstall.server.ts'
import { expect, test } from 'vitest'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { recordBounce } from '#app/members/bounces/bounces.server.ts'
import { listConsentDeliveries } from '#app/members/consent/consent-deliveries.server.ts'
import { getMember } from '#tests/members.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { findWriteBack, queueWriteBack, retryWriteBacks } from '#app/members/outbox/outbox.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { resubscribe, unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { drainOutbox, type ShopsInProgress, outboxIdle } from './write-back.server.ts'

const leave = (member: { tenantId: number; memberId: string }, at = soon()) =>
  unsubscribe({ ...member, mailingId: 3, source: 'one-click', at })

test('what Shopify was told is recorded beside the change in the ledger', async () => {
  const member = await aKnownCustomer()
  const told = { toldAt: expect.any(Date), confirmedAt: expect.any(Date), error: null }
  await leave(member)
  expect(await listConsentDeliveries(member.tenantId, member.memberId)).toMatchObject([
    { outcome: 'waiting', toldAt: null },
    { outcome: 'waiting', toldAt: null },
  ])
  await drainAll()
  const deliveries = await listConsentDeliveries(member.tenantId, member.memberId)
  expect(deliveries).toMatchObject([
    { seq: 3, outcome: 'confirmed', ...told },
    { seq: 4, outcome: 'confirmed', ...told },
  ])
})

test('a refusal on one channel leaves the other told and keeps its reason', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await control('POST', 'shopify', { consent: { refuse: 1 } })
  await leave({ tenantId, memberId })
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({
    state: 'refused',
    error: 'Marketing consent cannot be changed',
    emailOutcome: 'refused',
    smsOutcome: 'confirmed',
  })
  expect((await customerAtShopify(memberId)).sms_state).toBe('UNSUBSCRIBED')
  expect((await getMember(tenantId, memberId)).emailUnsubscribed).toBe(true)
})

test('a refusal stays in the history when Shopify takes the change after all', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await control('POST', 'shopify', { consent: { refuse: 1 } })
  await leave({ tenantId, memberId })
  await drainAll()
  await retryWriteBacks(tenantId, memberId)
  const refusal = { error: 'Marketing consent cannot be changed' }
  expect((await listConsentDeliveries(tenantId, memberId))[0]).toMatchObject({ outcome: 'waiting', ...refusal })
  await drainAll()
  expect(await listConsentDeliveries(tenantId, memberId)).toMatchObject([
    { outcome: 'confirmed', toldAt: expect.any(Date), ...refusal },
    { outcome: 'confirmed', error: null },
  ])
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed', error: null })
})

test('what Shopify took but did not keep is written again until it shows', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await control('POST', 'shopify', { consent: { forget: 1 } })
  await leave({ tenantId, memberId })
  await drainAll()
  const open = { state: 'waiting', error: 'Shopify accepted email UNSUBSCRIBED but doesn’t show it' }
  expect(await findWriteBack(tenantId, memberId)).toMatchObject(open)
  await makeDue()
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed', error: null })
})

test('SMS is skipped, not told, when Shopify has lost the phone number', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await leave({ tenantId, memberId })
  await control('PATCH', `customers/${memberId}`, { phone: null })
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({
    state: 'confirmed',
    emailOutcome: 'confirmed',
    smsOutcome: 'skipped',
  })
  expect((await listConsentDeliveries(tenantId, memberId))[1]).toMatchObject({
    outcome: 'skipped',
    toldAt: null,
    error: 'the customer has no phone number in Shopify',
  })
})

test('a decision dated in the future is told as of now, which Shopify takes', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await leave({ tenantId, memberId }, soon(86_400))
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
})

test('a shop that Shopify answers slowly does not hold up the loop', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  const shopsInProgress: ShopsInProgress = new Map()
  await leave({ tenantId, memberId })
  await control('POST', 'shopify', { slowMs: 3000 })
  expect(await drainOutbox(shopsInProgress)).toBe(1)
  // It is still at Shopify, and the loop looks for other shops meanwhile.
  expect([...shopsInProgress.keys()]).toEqual([tenantId])
  await control('POST', 'shopify', { slowMs: 0 })
  await outboxIdle(shopsInProgress)
  expect(shopsInProgress.size).toBe(0)
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed' })
})

test('a budget that is used up postpones, and no try is counted', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await leave({ tenantId, memberId })
  await db().query('UPDATE shopify_budget SET available = -100, maximum = 1000, restore_rate = 10')
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'waiting', attempts: 0, error: null })
  await db().query('UPDATE shopify_budget SET available = 1000')
  await makeDue()
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed', attempts: 1 })
})

test('a budget that will have points in a moment is waited for with what was read', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await leave({ tenantId, memberId })
  await db().query('UPDATE shopify_budget SET available = 0, maximum = 400, restore_rate = 50')
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed', attempts: 1 })
})

test('an unsubscribe during the write of an undo is what Shopify ends with', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await leave({ tenantId, memberId }, soon(1))
  await drainAll()
  await resubscribe({ tenantId, memberId, mailingId: 3, at: soon(2) })
  await control('POST', 'shopify', { slowMs: 150 })
  const workers = [drainAll(), drainAll()]
  await new Promise((resolve) => setTimeout(resolve, 250))
  await leave({ tenantId, memberId }, soon(3))
  await Promise.all(workers)
  await drainAll()
  expect(await customerAtShopify(memberId)).toMatchObject({ email_state: 'UNSUBSCRIBED', sms_state: 'UNSUBSCRIBED' })
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed', emailState: 'UNSUBSCRIBED' })
})

test('when two customers become one while an unsubscribe waits, Shopify hears of it for the one who is left', async () => {
  const { tenantId, memberId: gone } = await aKnownCustomer()
  const { id: kept } = await aCustomer({ email: 'kept@example.com', phone: '+15550199' })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [kept]))
  await leave({ tenantId, memberId: gone })
  await control('POST', 'merge', { kept, deleted: gone })
  await drainAll()
  expect(await findWriteBack(tenantId, gone)).toMatchObject({ state: 'waiting' })
  await mergeMembers({ tenantId, kept, gone, at: soon(), reference: 'webhook' })
  await drainAll()
  expect(await findWriteBack(tenantId, gone)).toBeNull()
  expect(await customerAtShopify(kept)).toMatchObject({ email_state: 'UNSUBSCRIBED', sms_state: 'UNSUBSCRIBED' })
})

test('after the shop has come back, what waited is told at once', async () => {
  const { tenantId, shop, memberId } = await aKnownCustomer()
  await leave({ tenantId, memberId })
  await control('POST', `uninstall?shop=${shop}`)
  await drainAll()
  await db().query("UPDATE outbox SET attempts = 12, not_before = now() + interval '6 hours'")
  await noteUninstall(tenantId, new Date())
  await drainAll()
  await openedShop()
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed' })
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
})

test('after two weeks in vain people are told', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await leave({ tenantId, memberId })
  await control('POST', 'shopify', { down: true })
  clock.set(() => new Date(Date.now() + 15 * 86_400_000))
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'refused', error: 'Shopify answered 503' })
})

test('a complaint blocks every mail and is no word about consent: nothing is queued for Shopify', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  const complaint = { mailingId: 3, bounceType: 'abuse', subType: null, diagnostic: null, at: soon(), feedbackId: 'f' }
  await recordBounce({ tenantId, memberId, kind: 'complaint', ...complaint })
  expect(await getMember(tenantId, memberId)).toMatchObject({
    emailState: 'SUBSCRIBED',
    emailComplaintAt: complaint.at,
  })
  expect(await findWriteBack(tenantId, memberId)).toBeNull()
})

test('a write-back of a member without a ledger is written all the same', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  const pending = { emailState: 'UNSUBSCRIBED', smsState: null, consentedAt: soon() } as const
  await queueWriteBack(db(), { tenantId, memberId, ...pending })
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
  expect(await listConsentDeliveries(tenantId, memberId)).toEqual([])
})
