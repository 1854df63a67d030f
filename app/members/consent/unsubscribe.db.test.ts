import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { saveCustomers } from '../intake/apply.server.ts'
import { skipReason } from '../core/consent.ts'
import { listConsentChanges } from '../ledger/ledger.server.ts'
import { getMember } from '#tests/members.ts'
import { findWriteBack, queueWriteBack } from '../outbox/outbox.server.ts'
import { resubscribe, unsubscribe } from './unsubscribe.server.ts'

const at = new Date('2026-05-04T10:00:00.123Z')
const later = new Date('2026-05-04T10:05:00Z')
const reader = { sms_state: 'SUBSCRIBED', phone: '+15550100', email_consent_updated_at: new Date('2026-01-01') }

test('an unsubscribe suppresses at once, ends SMS too, and owes Shopify both', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, reader)
  clock.set(() => at)
  expect(await unsubscribe({ tenantId, memberId, mailingId: 7, source: 'unsubscribe-link', at })).toBe('unsubscribed')
  const member = await getMember(tenantId, memberId)
  expect(member).toMatchObject({ emailUnsubscribed: true, emailUnsubscribedAt: at, smsState: 'UNSUBSCRIBED' })
  expect(skipReason(member)).toBe('unsubscribed')
  expect(await listConsentChanges(tenantId, memberId)).toMatchObject([
    { seq: 2, channel: 'sms', oldState: 'SUBSCRIBED', newState: 'UNSUBSCRIBED', mailingId: 7, recordedAt: at },
    { seq: 1, channel: 'email', oldState: 'SUBSCRIBED', newState: 'UNSUBSCRIBED', source: 'unsubscribe-link' },
  ])
  const pending = { state: 'waiting', emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED' }
  expect(await findWriteBack(tenantId, memberId)).toMatchObject(pending)
})

test.each([
  ['the shop keeps SMS apart', { ...reader }, false],
  ['the member has no phone', { ...reader, phone: null }, true],
])('SMS stays as it is when %s', async (_why, row, follows) => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, row)
  await db().query('UPDATE settings SET sms_follows_email = $2 WHERE tenant_id = $1', [tenantId, follows])
  await unsubscribe({ tenantId, memberId, mailingId: 7, source: 'one-click', at })
  expect((await getMember(tenantId, memberId)).smsState).toBe(row.sms_state)
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ emailState: 'UNSUBSCRIBED', smsState: null })
})

test('SMS ends with the e-mail even where its opt-in is still on its way, and an undo does not begin it', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { ...reader, sms_state: 'NOT_SUBSCRIBED' })
  await unsubscribe({ tenantId, memberId, mailingId: 7, source: 'one-click', at })
  const late = { state: 'SUBSCRIBED', optInLevel: null, at: new Date(at.getTime() - 60_000), exact: true } as const
  const change = { memberId: String(memberId), profile: null, email: null, sms: late, reference: null }
  await saveCustomers(tenantId, 'shopify-webhook', [change])
  expect((await getMember(tenantId, memberId)).smsState).toBe('UNSUBSCRIBED')
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ smsState: 'UNSUBSCRIBED' })
  expect(await resubscribe({ tenantId, memberId, mailingId: 7, at: later })).toBe('resubscribed')
  expect((await getMember(tenantId, memberId)).smsState).toBe('UNSUBSCRIBED')
})

test('asking twice changes nothing more, and nobody is found in another shop', async () => {
  const [tenantId, other] = [await aTenant(), await aTenant()]
  const memberId = await aMember(tenantId, reader)
  const request = { tenantId, memberId, mailingId: 7, source: 'one-click', at } as const
  await unsubscribe(request)
  expect(await unsubscribe({ ...request, at: later })).toBe('already')
  expect(await unsubscribe({ ...request, tenantId: other })).toBe('unknown')
  expect(await listConsentChanges(tenantId, memberId)).toHaveLength(2)
  expect(await listConsentChanges(other, memberId)).toEqual([])
  expect((await getMember(tenantId, memberId)).emailUnsubscribedAt).toEqual(later)
})

test('two at the same moment are one unsubscribe', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, reader)
  const request = { tenantId, memberId, mailingId: 7, source: 'one-click', at } as const
  const outcomes = await Promise.all([unsubscribe(request), unsubscribe(request), unsubscribe(request)])
  expect(outcomes.toSorted()).toEqual(['already', 'already', 'unsubscribed'])
  expect(await listConsentChanges(tenantId, memberId)).toHaveLength(2)
})

test('the confirmation page takes back what its link did, e-mail and SMS', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, reader)
  await unsubscribe({ tenantId, memberId, mailingId: 7, source: 'unsubscribe-link', at })
  await unsubscribe({ tenantId, memberId, mailingId: 7, source: 'unsubscribe-link', at: later })
  expect(await resubscribe({ tenantId, memberId, mailingId: 7, at: later })).toBe('resubscribed')
  const member = await getMember(tenantId, memberId)
  expect(skipReason(member)).toBeNull()
  expect(member.smsState).toBe('SUBSCRIBED')
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ emailState: 'SUBSCRIBED', smsState: 'SUBSCRIBED' })
  expect(await listConsentChanges(tenantId, memberId)).toHaveLength(4)
  expect(await resubscribe({ tenantId, memberId, mailingId: 7, at: later })).toBe('changed')
})

test('nothing is taken back for another campaign, nor after Shopify recorded a decision of its own', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, reader)
  await unsubscribe({ tenantId, memberId, mailingId: 7, source: 'unsubscribe-link', at })
  expect(await resubscribe({ tenantId, memberId, mailingId: 8, at: later })).toBe('changed')
  await db().query('UPDATE members SET email_consent_updated_at = $3 WHERE tenant_id = $1 AND member_id = $2', [
    tenantId,
    memberId,
    later,
  ])
  expect(await resubscribe({ tenantId, memberId, mailingId: 7, at: later })).toBe('changed')
  expect((await getMember(tenantId, memberId)).emailUnsubscribed).toBe(true)
})

test('who never subscribed is not subscribed by an undo', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { email_state: 'NOT_SUBSCRIBED' })
  await unsubscribe({ tenantId, memberId, mailingId: 7, source: 'unsubscribe-link', at })
  expect(await resubscribe({ tenantId, memberId, mailingId: 7, at: later })).toBe('changed')
})

test('an older SUBSCRIBED never replaces an UNSUBSCRIBED that is pending, the reverse always does', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const owe = (emailState: 'SUBSCRIBED' | 'UNSUBSCRIBED', consentedAt: Date) =>
    queueWriteBack(db(), { tenantId, memberId, emailState, smsState: null, consentedAt })
  await owe('UNSUBSCRIBED', later)
  await owe('SUBSCRIBED', at)
  expect((await findWriteBack(tenantId, memberId))?.emailState).toBe('UNSUBSCRIBED')
  await owe('SUBSCRIBED', later)
  expect((await findWriteBack(tenantId, memberId))?.emailState).toBe('SUBSCRIBED')
  await owe('UNSUBSCRIBED', at)
  expect((await findWriteBack(tenantId, memberId))?.emailState).toBe('UNSUBSCRIBED')
})
