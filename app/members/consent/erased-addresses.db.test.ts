import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { setLinkKeys } from '#app/platform/link-keys.server.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { saveCustomers } from '../intake/apply.server.ts'
import { skipReason } from '../core/consent.ts'
import type { Consent, CustomerChange } from '../core/customer.ts'
import { eraseMember } from '../intake/erase.server.ts'
import { listConsentChanges } from '../ledger/ledger.server.ts'
import { findMember } from '../core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { findWriteBack } from '../outbox/outbox.server.ts'
import { isSuppressed, keepOptOut } from './erased-addresses.server.ts'
import { unsubscribe } from './unsubscribe.server.ts'

const day = (number: number) => new Date(Date.UTC(2026, 0, number))
const ADDRESS = 'sarah@example.com'
const PHONE = '+15550100'
const NEW_ID = '8001'

const profile = (updatedAt: Date, email: string, phone: string | null) => ({
  firstName: 'Sarah',
  lastName: null,
  email,
  phone,
  locale: 'en',
  tags: [],
  ordersCount: 0,
  amountSpent: '0',
  lastOrderAt: null,
  loyaltyPoints: null,
  openTracking: 'UNKNOWN' as const,
  createdAt: day(20),
  updatedAt,
})

const consent = (state: Consent['state'], at: Date, exact = true): Consent => ({ state, optInLevel: null, at, exact })

const customer = (change: Partial<CustomerChange> = {}): CustomerChange => ({
  memberId: NEW_ID,
  profile: profile(day(20), 'Sarah@Example.com', PHONE),
  email: consent('SUBSCRIBED', day(5)),
  sms: consent('SUBSCRIBED', day(5)),
  reference: null,
  ...change,
})

/** A shop that has erased somebody who had unsubscribed on the tenth. */
async function afterErasure() {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { email: ADDRESS, phone: PHONE, sms_state: 'SUBSCRIBED' })
  await unsubscribe({ tenantId, memberId, mailingId: 1, source: 'one-click', at: day(10) })
  await eraseMember(tenantId, memberId)
  expect(await findMember(tenantId, memberId)).toBeNull()
  return tenantId
}

test('an address erased after an opt-out comes back suppressed, and Shopify is owed the opt-out', async () => {
  const tenantId = await afterErasure()
  await saveCustomers(tenantId, 'import', [customer()])
  const member = await getMember(tenantId, NEW_ID)
  expect(skipReason(member)).toBe('unsubscribed')
  expect(member.smsState).toBe('UNSUBSCRIBED')
  expect(await findWriteBack(tenantId, NEW_ID)).toMatchObject({ emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED' })
  expect(await listConsentChanges(tenantId, NEW_ID)).toMatchObject([
    { channel: 'sms', newState: 'UNSUBSCRIBED', source: 'erased-opt-out', actor: 'glancito', shopifyAt: null },
    { channel: 'email', newState: 'UNSUBSCRIBED', source: 'erased-opt-out' },
  ])
})

test('who opted in after that opt-out may be mailed', async () => {
  const tenantId = await afterErasure()
  const again = { email: consent('SUBSCRIBED', day(12)), sms: consent('SUBSCRIBED', day(12)) }
  await saveCustomers(tenantId, 'shopify-read', [customer(again)])
  expect(skipReason(await getMember(tenantId, NEW_ID))).toBeNull()
  expect(await findWriteBack(tenantId, NEW_ID)).toBeNull()
})

test('an opt-in that does not say when does not count as later', async () => {
  const tenantId = await afterErasure()
  await saveCustomers(tenantId, 'shopify-read', [customer({ email: consent('SUBSCRIBED', day(20), false) })])
  expect(skipReason(await getMember(tenantId, NEW_ID))).toBe('unsubscribed')
})

test('a member who changes to such an address is suppressed from then on', async () => {
  const tenantId = await afterErasure()
  const before = { profile: profile(day(19), 'other@example.com', '+15550199') }
  await saveCustomers(tenantId, 'import', [customer(before)])
  expect(skipReason(await getMember(tenantId, NEW_ID))).toBeNull()
  await saveCustomers(tenantId, 'shopify-read', [customer()])
  const member = await getMember(tenantId, NEW_ID)
  expect([skipReason(member), member.smsState]).toEqual(['unsubscribed', 'UNSUBSCRIBED'])
})

test('a complaint and a hard bounce outlive the erasure too', async () => {
  const tenantId = await aTenant()
  const bounced = { email: ADDRESS, email_bounce_type: 'hard', email_bounce_at: day(3), email_complaint_at: day(4) }
  await eraseMember(tenantId, await aMember(tenantId, bounced))
  await saveCustomers(tenantId, 'import', [customer()])
  expect(await getMember(tenantId, NEW_ID)).toMatchObject({
    emailBounceType: 'hard',
    emailBounceAt: day(3),
    emailComplaintAt: day(4),
    emailUnsubscribed: false,
  })
})

test('of who was never suppressed, and in another shop, nothing is kept', async () => {
  const [tenantId, other] = [await aTenant(), await afterErasure()]
  await eraseMember(tenantId, await aMember(tenantId, { email: ADDRESS }))
  await saveCustomers(tenantId, 'import', [customer()])
  expect(skipReason(await getMember(tenantId, NEW_ID))).toBeNull()
  const kept = await db().query('SELECT tenant_id, channel FROM erased_addresses WHERE tenant_id = ANY ($1)', [
    [tenantId, other],
  ])
  expect(kept.rows.map((row) => row.tenant_id)).toEqual([other, other])
})

describe('when the link key was changed since', () => {
  const [FIRST, SECOND, THIRD] = [2, 3, 4].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [
    string,
    string,
    string,
  ]
  afterEach(() => setLinkKeys(null))

  test('an erased opt-out is known under each kept key', async () => {
    const [ofFirst] = [await afterErasure()]
    setLinkKeys([SECOND, FIRST])
    const ofSecond = await afterErasure()
    setLinkKeys([THIRD, SECOND, FIRST])
    for (const tenantId of [ofFirst, ofSecond, await afterErasure()]) {
      await saveCustomers(tenantId, 'import', [customer()])
      const member = await getMember(tenantId, NEW_ID)
      expect([skipReason(member), member.smsState]).toEqual(['unsubscribed', 'UNSUBSCRIBED'])
      expect(await isSuppressed(db(), tenantId, 'SARAH@example.com')).toBe(true)
      expect(await isSuppressed(db(), tenantId, 'other@example.com')).toBe(false)
    }
  })

  test('of what is kept under two keys the later counts, and no row comes twice', async () => {
    const tenantId = await afterErasure()
    setLinkKeys([SECOND, FIRST])
    await keepOptOut(db(), tenantId, ADDRESS, day(12))
    const kept = await db().query('SELECT FROM erased_addresses WHERE tenant_id = $1', [tenantId])
    expect(kept.rowCount).toBe(3)
    await saveCustomers(tenantId, 'import', [
      customer({ email: consent('SUBSCRIBED', day(11)) }),
      customer({ memberId: '8002', email: consent('SUBSCRIBED', day(13)) }),
    ])
    expect(skipReason(await getMember(tenantId, NEW_ID))).toBe('unsubscribed')
    expect(skipReason(await getMember(tenantId, '8002'))).toBeNull()
    const members = await db().query('SELECT FROM members WHERE tenant_id = $1', [tenantId])
    expect(members.rowCount).toBe(2)
  })

  test('a member who takes an address of long ago is suppressed by it', async () => {
    const tenantId = await afterErasure()
    setLinkKeys([SECOND, FIRST])
    const memberId = String(
      await aMember(tenantId, {
        email: 'new@example.com',
        updated_at: day(1),
        email_consent_updated_at: day(1),
        email_consent_exact: true,
      }),
    )
    await saveCustomers(tenantId, 'shopify-webhook', [customer({ memberId })])
    expect(skipReason(await getMember(tenantId, memberId))).toBe('unsubscribed')
  })
})
