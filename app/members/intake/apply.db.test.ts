import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { describe, expect, test } from 'vitest'
import { saveCustomers } from './apply.server.ts'
import { skipReason } from '../core/consent.ts'
import type { Consent, CustomerChange, Profile } from '../core/customer.ts'
import { recordBounce, listBounces } from '../bounces/bounces.server.ts'
import { listConsentChanges } from '../ledger/ledger.server.ts'
import { getMember } from '#tests/members.ts'
import { unsubscribe } from '../consent/unsubscribe.server.ts'

const day = (number: number) => new Date(Date.UTC(2026, 0, number))

const profile = (change: Partial<Profile> = {}): Profile => ({
  firstName: 'Sarah',
  lastName: 'Jones',
  email: 'sarah@example.com',
  phone: null,
  locale: 'en',
  tags: ['vip', 'a "quoted", {tag}'],
  ordersCount: 2,
  amountSpent: '99.99',
  lastOrderAt: day(1),
  loyaltyPoints: null,
  openTracking: 'UNKNOWN',
  createdAt: day(1),
  updatedAt: day(2),
  ...change,
})

const consent = (state: Consent['state'], at: Date, exact = true): Consent => ({ state, optInLevel: null, at, exact })

const customer = (memberId: string, change: Partial<CustomerChange> = {}): CustomerChange => ({
  memberId,
  profile: profile(),
  email: consent('SUBSCRIBED', day(1)),
  sms: consent('NOT_SUBSCRIBED', day(2), false),
  reference: null,
  ...change,
})

const only = (memberId: string | bigint, email: Consent): CustomerChange => ({
  memberId: String(memberId),
  profile: null,
  email,
  sms: null,
  reference: 'webhook-1',
})

const ID = '706405506930370084'

test('a customer is in the tier that their points reach, and rises with them', async () => {
  const tenantId = await aTenant()
  const tiers = [
    { name: 'Gold', points: 1000 },
    { name: 'Silver', points: 50 },
  ]
  await db().query('UPDATE settings SET tiers = $2 WHERE tenant_id = $1', [tenantId, JSON.stringify(tiers)])
  await saveCustomers(tenantId, 'import', [customer(ID)])
  expect(await getMember(tenantId, ID)).toMatchObject({ points: 99, tier: 'Silver' })
  const spent = profile({ amountSpent: '1000.00', updatedAt: day(3) })
  await saveCustomers(tenantId, 'shopify-read', [customer(ID, { profile: spent })])
  expect(await getMember(tenantId, ID)).toMatchObject({ points: 1000, tier: 'Gold' })
})

test('a new customer comes in whole, with an id beyond 2^53, points from what was spent and a first ledger row', async () => {
  const tenantId = await aTenant()
  expect(await saveCustomers(tenantId, 'import', [customer(ID)])).toEqual({ inserted: 1, updated: 0 })
  const member = await getMember(tenantId, ID)
  expect(member).toMatchObject({ memberId: BigInt(ID), points: 99, amountSpent: '99.99', emailState: 'SUBSCRIBED' })
  expect(member.tags).toEqual(['vip', 'a "quoted", {tag}'])
  expect(await listConsentChanges(tenantId, ID)).toMatchObject([
    { seq: 1, channel: 'email', oldState: null, newState: 'SUBSCRIBED', source: 'import', shopifyAt: day(1) },
  ])
})

test('the same again writes nothing', async () => {
  const tenantId = await aTenant()
  await saveCustomers(tenantId, 'import', [customer(ID)])
  const before = await db().query('SELECT xmin::text FROM members WHERE tenant_id = $1', [tenantId])
  expect(await saveCustomers(tenantId, 'import', [customer(ID)])).toEqual({ inserted: 0, updated: 0 })
  const after = await db().query('SELECT xmin::text FROM members WHERE tenant_id = $1', [tenantId])
  expect(after.rows).toEqual(before.rows)
  expect(await listConsentChanges(tenantId, ID)).toHaveLength(1)
})

test('an older profile and older consent change nothing, a newer one of either does', async () => {
  const tenantId = await aTenant()
  await saveCustomers(tenantId, 'import', [customer(ID, { email: consent('SUBSCRIBED', day(5)) })])
  const old = { profile: profile({ firstName: 'Old', updatedAt: day(1) }), email: consent('UNSUBSCRIBED', day(4)) }
  expect(await saveCustomers(tenantId, 'shopify-read', [customer(ID, old)])).toEqual({ inserted: 0, updated: 0 })
  const mixed = { profile: profile({ firstName: 'New', updatedAt: day(6) }), email: consent('UNSUBSCRIBED', day(4)) }
  await saveCustomers(tenantId, 'shopify-read', [customer(ID, mixed)])
  expect(await getMember(tenantId, ID)).toMatchObject({ firstName: 'New', emailState: 'SUBSCRIBED' })
})

test('several changes of one member in one batch are applied in turn, whatever their order', async () => {
  const tenantId = await aTenant()
  await saveCustomers(tenantId, 'import', [customer(ID)])
  await saveCustomers(tenantId, 'shopify-webhook', [
    only(ID, consent('UNSUBSCRIBED', day(9))),
    only(ID, consent('SUBSCRIBED', day(8))),
    only(ID, consent('UNSUBSCRIBED', day(7))),
  ])
  expect((await getMember(tenantId, ID)).emailState).toBe('UNSUBSCRIBED')
  expect((await listConsentChanges(tenantId, ID)).map((change) => change.newState)).toEqual([
    'UNSUBSCRIBED',
    'SUBSCRIBED',
  ])
})

describe('a member who unsubscribed here', () => {
  const unsubscribed = async () => {
    const tenantId = await aTenant()
    const memberId = await aMember(tenantId, { email_consent_updated_at: day(1), updated_at: day(1) })
    await unsubscribe({ tenantId, memberId, mailingId: 1, source: 'one-click', at: day(10) })
    return { tenantId, memberId }
  }

  const cases: [string, Consent, boolean][] = [
    ["Shopify's echo", consent('UNSUBSCRIBED', day(10)), true],
    ['an older SUBSCRIBED', consent('SUBSCRIBED', day(9)), true],
    ['a SUBSCRIBED that does not say when', consent('SUBSCRIBED', day(12), false), true],
    ['a later NOT_SUBSCRIBED', consent('NOT_SUBSCRIBED', day(12)), true],
    ['a later PENDING', consent('PENDING', day(12)), true],
    ['a later SUBSCRIBED', consent('SUBSCRIBED', day(12)), false],
  ]
  test.each(cases)('after %s', async (_name, incoming, stays) => {
    const { tenantId, memberId } = await unsubscribed()
    await saveCustomers(tenantId, 'shopify-webhook', [only(memberId, incoming)])
    const member = await getMember(tenantId, memberId)
    expect(member.emailUnsubscribed).toBe(stays)
    expect(skipReason(member)).toBe(stays ? 'unsubscribed' : null)
    expect(await listConsentChanges(tenantId, memberId)).toHaveLength(stays ? 1 : 2)
  })
})

test.each<[string, Consent, boolean]>([
  ['an opt-out', consent('UNSUBSCRIBED', day(9)), true],
  ['a late opt-out that changes nothing', consent('UNSUBSCRIBED', day(1)), false],
  ['the same consent again', consent('SUBSCRIBED', day(9)), false],
  ['a consent that is pending', consent('PENDING', day(9)), false],
])('of a break, %s at Shopify ends it or not', async (_what, incoming, ends) => {
  const tenantId = await aTenant()
  const until = new Date(Date.now() + 86_400_000)
  const memberId = await aMember(tenantId, {
    email_consent_updated_at: day(5),
    email_consent_exact: true,
    updated_at: day(1),
    paused_until: until,
  })
  await saveCustomers(tenantId, 'shopify-webhook', [only(memberId, incoming)])
  expect((await getMember(tenantId, memberId)).pausedUntil).toEqual(ends ? null : until)
})

test('the end is the same in whatever order a confirmation and its opt-in arrive after an unsubscribe here', async () => {
  const statements = [consent('SUBSCRIBED', day(11)), consent('PENDING', day(12))]
  const ends = []
  for (const order of [statements, statements.toReversed()]) {
    const tenantId = await aTenant()
    const memberId = await aMember(tenantId, { email_consent_updated_at: day(1), updated_at: day(1) })
    await unsubscribe({ tenantId, memberId, mailingId: 1, source: 'one-click', at: day(10) })
    for (const statement of order) await saveCustomers(tenantId, 'shopify-webhook', [only(memberId, statement)])
    const { emailState, emailUnsubscribed } = await getMember(tenantId, memberId)
    ends.push({ emailState, emailUnsubscribed })
  }
  expect(ends).toEqual([1, 2].map(() => ({ emailState: 'PENDING', emailUnsubscribed: false })))
})

test('consent dated back by another app replaces NOT_SUBSCRIBED of an earlier revision, which nobody decided', async () => {
  const tenantId = await aTenant()
  const never = { email: consent('NOT_SUBSCRIBED', day(20), false), profile: profile({ updatedAt: day(20) }) }
  await saveCustomers(tenantId, 'import', [customer(ID, never)])
  const back = { email: consent('SUBSCRIBED', day(3)), profile: profile({ updatedAt: day(21) }) }
  await saveCustomers(tenantId, 'shopify-read', [customer(ID, back)])
  expect((await getMember(tenantId, ID)).emailState).toBe('SUBSCRIBED')
})

test('a new address starts without the bounce of the old one', async () => {
  const tenantId = await aTenant()
  await saveCustomers(tenantId, 'import', [customer(ID)])
  const feedback = { mailingId: null, bounceType: 'Permanent', subType: null, diagnostic: null, feedbackId: 'f1' }
  await recordBounce({ tenantId, memberId: ID, kind: 'hard', at: day(3), ...feedback })
  await saveCustomers(tenantId, 'shopify-read', [
    customer(ID, { profile: profile({ updatedAt: day(4), firstName: 'S' }) }),
  ])
  expect((await getMember(tenantId, ID)).emailBounceType).toBe('hard')
  clock.set(() => day(5))
  const moved = profile({ updatedAt: day(5), email: 'sarah@elsewhere.example' })
  await saveCustomers(tenantId, 'shopify-read', [customer(ID, { profile: moved })])
  expect((await getMember(tenantId, ID)).emailBounceType).toBeNull()
  expect(await listBounces(tenantId, ID)).toMatchObject([{ clearedAt: day(5), clearedBy: 'new address' }])
})

test('an older export of the same second does not take back an order', async () => {
  const tenantId = await aTenant()
  const older = profile({ ordersCount: 1, amountSpent: '12.50' })
  await saveCustomers(tenantId, 'shopify-read', [customer(ID)])
  await saveCustomers(tenantId, 'import', [customer(ID, { profile: older })])
  expect(await getMember(tenantId, ID)).toMatchObject({ ordersCount: 2, amountSpent: '99.99' })
})

test('consent ends with the address or number that it was given for, unless Shopify has it for the new one', async () => {
  const tenantId = await aTenant()
  const both = { email: consent('SUBSCRIBED', day(1)), sms: consent('SUBSCRIBED', day(1)) }
  await saveCustomers(tenantId, 'import', [customer(ID, { ...both, profile: profile({ phone: '+15550100' }) })])
  const kept = profile({ updatedAt: day(3), phone: '+15550100', email: 'sarah@new.example' })
  await saveCustomers(tenantId, 'shopify-read', [customer(ID, { ...both, profile: kept })])
  expect(await getMember(tenantId, ID)).toMatchObject({ emailState: 'SUBSCRIBED', smsState: 'SUBSCRIBED' })
  const none = consent('NOT_SUBSCRIBED', day(4), false)
  const lost = profile({ updatedAt: day(4), phone: null, email: 'sarah@newest.example' })
  await saveCustomers(tenantId, 'shopify-read', [customer(ID, { email: none, sms: none, profile: lost })])
  await saveCustomers(tenantId, 'shopify-webhook', [only(ID, consent('SUBSCRIBED', day(2)))])
  expect(await getMember(tenantId, ID)).toMatchObject({ emailState: 'NOT_SUBSCRIBED', smsState: 'NOT_SUBSCRIBED' })
  expect(await listConsentChanges(tenantId, ID)).toHaveLength(4)
  await saveCustomers(tenantId, 'shopify-webhook', [only(ID, consent('SUBSCRIBED', day(5)))])
  expect((await getMember(tenantId, ID)).emailState).toBe('SUBSCRIBED')
})

test('points come from the metafield when the shop says so', async () => {
  const tenantId = await aTenant()
  await db().query("UPDATE settings SET points_source = 'metafield' WHERE tenant_id = $1", [tenantId])
  await saveCustomers(tenantId, 'import', [customer(ID, { profile: profile({ loyaltyPoints: 1250 }) })])
  expect((await getMember(tenantId, ID)).points).toBe(1250)
  await saveCustomers(tenantId, 'shopify-read', [customer(ID, { profile: profile({ loyaltyPoints: 1300 }) })])
  expect((await getMember(tenantId, ID)).points).toBe(1300)
})

test("one shop's customer never touches another shop's member of the same number", async () => {
  const [one, other] = [await aTenant(), await aTenant()]
  await aMember(one, { member_id: ID, first_name: 'Mine', updated_at: day(1), email_consent_updated_at: day(1) })
  await saveCustomers(other, 'shopify-webhook', [customer(ID), only(ID, consent('UNSUBSCRIBED', day(9)))])
  expect(await getMember(one, ID)).toMatchObject({ firstName: 'Mine', emailState: 'SUBSCRIBED' })
})
