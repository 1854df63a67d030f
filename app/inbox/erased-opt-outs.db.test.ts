// A person is erased, and the same address comes back to Shopify as a new customer: on every way by which customers get
// here, what had suppressed it still does.
import { aCustomer, control, customerAtShopify, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { drainAll } from '#tests/write-backs.ts'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { recordBounce } from '#app/members/bounces/bounces.server.ts'
import { skipReason } from '#app/members/core/consent.ts'
import { continueImport } from '#app/sync/import/import-steps.server.ts'
import { requestImport } from '#app/sync/import/import.server.ts'
import { verifyLedger } from '#app/members/ledger/ledger-verify.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { findWriteBack } from '#app/members/outbox/outbox.server.ts'
import { requestCheck } from '#app/sync/reconcile/reconcile.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import { storeDelivery } from './inbox.server.ts'
import { drainInbox } from './inbox-worker.server.ts'

const SHOP = 'glancito-demo.myshopify.com'
const HOUR = 3_600_000
/** After what the simulated Shopify writes down now. */
const inHours = (hours: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR)

let tenantId: number

beforeEach(async () => {
  simulator.context.settings.customers = 0
  await control('POST', 'reset')
  tenantId = (await openedShop()).tenantId
  await runImport()
})

async function runImport() {
  for (let { again } = await continueImport(tenantId); again; { again } = await continueImport(tenantId))
    await sleep(50)
}

async function deliver(topic: string, id: string) {
  const delivery = { shop: SHOP, topic, webhookId: randomUUID(), apiVersion: '2026-10', triggeredAt: new Date() }
  await storeDelivery({ ...delivery, body: Buffer.from(`{"id":${id}}`) })
  while ((await drainInbox()) > 0);
}

const WAYS: Record<string, (id: string) => Promise<void>> = {
  'a message from Shopify': (id) => deliver('customers/create', id),
  'an import': async () => {
    await requestImport(db(), tenantId)
    await runImport()
  },
  'the nightly check': async () => {
    await requestCheck(tenantId)
    await runImport()
  },
}

const aBounce = (memberId: string, kind: 'hard' | 'complaint') =>
  recordBounce({
    tenantId,
    memberId,
    kind,
    mailingId: null,
    bounceType: kind === 'hard' ? 'Permanent' : 'abuse',
    subType: null,
    diagnostic: null,
    feedbackId: randomUUID(),
    at: clock.now(),
  })

const unsubscribes = (memberId: string) =>
  unsubscribe({ tenantId, memberId, mailingId: null, source: 'one-click', at: inHours(1) })

const SUPPRESSED: Record<string, (memberId: string) => Promise<unknown>> = {
  unsubscribed: unsubscribes,
  complained: (memberId) => aBounce(memberId, 'complaint'),
  'hard-bounced': (memberId) => aBounce(memberId, 'hard'),
}

/** Somebody is suppressed, then deleted at Shopify and erased here. */
async function eraseSuppressed(suppress: (memberId: string) => Promise<unknown>) {
  const { id } = await aCustomer({ email: 'leaver@example.com' })
  await deliver('customers/create', id)
  await suppress(id)
  await control('DELETE', `customers/${id}`)
  await deliver('customers/delete', id)
  expect(await findMember(tenantId, id)).toBeNull()
}

const comesBack = (row: Record<string, unknown> = {}) => aCustomer({ email: 'Leaver@Example.com', ...row })

describe.each(Object.keys(SUPPRESSED))('an address erased while %s', (reason) => {
  test.each(Object.keys(WAYS))('stays suppressed when it comes back by %s', async (way) => {
    await eraseSuppressed(SUPPRESSED[reason] ?? unsubscribes)
    const { id } = await comesBack()
    await WAYS[way]?.(id)
    expect(skipReason(await getMember(tenantId, id))).toBe(reason)
  })
})

test.each(Object.keys(SUPPRESSED))(
  'an address %s is suppressed though we hear of its return before its end',
  async (reason) => {
    const { id: gone } = await aCustomer({ email: 'leaver@example.com' })
    await deliver('customers/create', gone)
    await (SUPPRESSED[reason] ?? unsubscribes)(gone)
    await control('DELETE', `customers/${gone}`)
    const { id } = await comesBack()
    await deliver('customers/create', id)
    await deliver('customers/delete', gone)
    expect(skipReason(await getMember(tenantId, id))).toBe(reason)
    expect((await findWriteBack(tenantId, id))?.emailState ?? null).toBe(
      reason === 'unsubscribed' ? 'UNSUBSCRIBED' : null,
    )
    expect(await verifyLedger(tenantId)).toMatchObject({ faultCount: 0 })
  },
)

test('who opted in again later may be mailed though we hear of their return before their end', async () => {
  const { id: gone } = await aCustomer({ email: 'leaver@example.com' })
  await deliver('customers/create', gone)
  await unsubscribes(gone)
  await control('DELETE', `customers/${gone}`)
  const { id } = await comesBack({ emailState: 'NOT_SUBSCRIBED', smsState: 'NOT_SUBSCRIBED' })
  await control('PATCH', `customers/${id}`, { emailState: 'SUBSCRIBED', at: inHours(2).toISOString() })
  await deliver('customers/create', id)
  await deliver('customers/delete', gone)
  expect(skipReason(await getMember(tenantId, id))).toBeNull()
})

test.each(Object.keys(WAYS))('Shopify is told the opt-out of e-mail and SMS after %s', async (way) => {
  await eraseSuppressed(unsubscribes)
  const { id } = await comesBack()
  await WAYS[way]?.(id)
  expect(await findWriteBack(tenantId, id)).toMatchObject({ emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED' })
  await drainAll()
  expect(await customerAtShopify(id)).toMatchObject({ email_state: 'UNSUBSCRIBED', sms_state: 'UNSUBSCRIBED' })
})

test.each(Object.keys(WAYS))('who opted in again later may be mailed when they come back by %s', async (way) => {
  await eraseSuppressed(unsubscribes)
  const { id } = await comesBack({ emailState: 'NOT_SUBSCRIBED', smsState: 'NOT_SUBSCRIBED' })
  await control('PATCH', `customers/${id}`, { emailState: 'SUBSCRIBED', at: inHours(2).toISOString() })
  await WAYS[way]?.(id)
  expect(skipReason(await getMember(tenantId, id))).toBeNull()
  expect((await findWriteBack(tenantId, id))?.emailState ?? null).toBeNull()
})

test('a member who is given such an address is suppressed from then on, also within the second of another change', async () => {
  await eraseSuppressed(unsubscribes)
  await control('POST', 'clock', { now: new Date().toISOString() })
  const { id } = await aCustomer({ email: 'other@example.com', phone: '+15550199' })
  await deliver('customers/create', id)
  expect(skipReason(await getMember(tenantId, id))).toBeNull()
  await control('PATCH', `customers/${id}`, { email: 'LEAVER@example.com' })
  await deliver('customers/update', id)
  expect(skipReason(await getMember(tenantId, id))).toBe('unsubscribed')
  await control('POST', 'clock', { now: null })
})

test('erased twice, it is still known', async () => {
  await eraseSuppressed(unsubscribes)
  const { id: again } = await comesBack()
  await deliver('customers/create', again)
  await control('DELETE', `customers/${again}`)
  await deliver('customers/delete', again)
  const { id } = await comesBack()
  await deliver('customers/create', id)
  expect(skipReason(await getMember(tenantId, id))).toBe('unsubscribed')
})
