import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { clearBounce, recordBounce } from '../bounces/bounces.server.ts'
import { findProfile } from './profile.server.ts'
import { unsubscribe } from '../consent/unsubscribe.server.ts'

const at = new Date('2026-11-01T09:00:00Z')

test('a profile tells of consent, bounces and what Shopify is owed', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { last_name: 'Jones', phone: '+15550100', sms_state: 'SUBSCRIBED' })
  const { mailingId } = await aMailing(tenantId, {}, { name: 'Spring sale' })
  const bounce = { bounceType: 'Permanent', subType: 'General', diagnostic: 'smtp; 550 5.1.1 no', feedbackId: 'f1' }
  await recordBounce({ tenantId, memberId, mailingId, kind: 'hard', ...bounce, at })
  await unsubscribe({ tenantId, memberId, mailingId, source: 'one-click', at })
  const profile = await findProfile(tenantId, String(memberId))
  expect(profile).toMatchObject({
    name: 'Sarah Jones',
    bounce: 'hard',
    deliverability: { blockedBy: 'unsubscribed' },
    bounces: { rows: [{ kind: 'hard', campaign: 'Spring sale', clearedAt: null }], next: null, previous: null },
    consent: { email: { state: 'UNSUBSCRIBED', source: 'one-click' }, unsubscribedAt: at.toISOString() },
    writeBack: { state: 'waiting', emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED' },
  })
  expect(JSON.stringify(profile)).toContain('+15550100')
})

test('what Shopify does not know yet is not put into its mouth, and a cleared bounce is told as that', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const bounce = { bounceType: 'Permanent', subType: 'General', diagnostic: null, feedbackId: 'f1' }
  await recordBounce({ tenantId, memberId, mailingId: null, kind: 'hard', ...bounce, at })
  await clearBounce(tenantId, memberId, 'your staff')
  await unsubscribe({ tenantId, memberId, mailingId: null, source: 'unsubscribe-link', at })
  const gates = (await findProfile(tenantId, String(memberId)))?.deliverability.gates
  expect(gates?.[1]?.note).toBe('They used the unsubscribe link in an email; Shopify doesn’t know yet')
  expect(gates?.[2]).toMatchObject({ name: 'Unsubscribed', at: at.toISOString() })
  expect(gates?.[3]).toMatchObject({ note: 'The bounce was cleared', noteAt: expect.any(String) })
  await db().query(`UPDATE outbox SET state = 'refused' WHERE tenant_id = $1`, [tenantId])
  const refused = (await findProfile(tenantId, String(memberId)))?.deliverability.gates
  expect(refused?.[1]?.note).toContain('Shopify refused the change')
})

test('a member of another shop is not there', async () => {
  const memberId = await aMember(await aTenant())
  expect(await findProfile(await aTenant(), String(memberId))).toBeNull()
})

test('a member of whom Shopify shares nothing personal still has a page that says so', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { first_name: null, last_name: ' ', email: null, phone: null })
  expect(await findProfile(tenantId, String(memberId))).toMatchObject({
    name: `Customer ${memberId}`,
    customer: { hasName: false, email: null, phone: null, points: 0 },
    deliverability: {
      blockedBy: 'no-address',
      gates: [{ note: 'Shopify doesn’t share one for this customer' }, {}, {}, {}, {}],
    },
  })
})

test('who unsubscribed here is shown as that, whatever Shopify has', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { email_unsubscribed: true, email_unsubscribed_at: at })
  expect((await findProfile(tenantId, String(memberId)))?.consent.email.state).toBe('UNSUBSCRIBED')
})

test('no date is told of a consent whose time Shopify does not know', async () => {
  const tenantId = await aTenant()
  const consent = { email_consent_updated_at: at, sms_consent_updated_at: at }
  const guessed = await aMember(tenantId, { ...consent, email_consent_exact: false, sms_consent_exact: false })
  const known = await aMember(tenantId, { ...consent, email_consent_exact: true, sms_consent_exact: true })
  const since = async (memberId: bigint) => {
    const profile = await findProfile(tenantId, String(memberId))
    return [profile?.consent.email.since, profile?.consent.sms.since]
  }
  expect(await since(guessed)).toEqual([null, null])
  expect(await since(known)).toEqual([at.toISOString(), at.toISOString()])
})
