import { transaction } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { getMember } from '#tests/members.ts'
import { expect, test } from 'vitest'
import { skipReason } from '../core/consent.ts'
import { listConsentChanges } from '../ledger/ledger.server.ts'
import { findWriteBack } from '../outbox/outbox.server.ts'
import { type Ending, endConsent } from './end-consent.server.ts'

const [EARLY, LATE] = [new Date('2026-03-01T10:00:00Z'), new Date('2026-03-02T10:00:00Z')]
const EVIDENCE = { source: 'merge', shopifyAt: null, mailingId: null, reference: 'a test' } as const
const ended = (channel: Ending['channel'], change: Partial<Ending> = {}): Ending => ({
  channel,
  at: LATE,
  oldState: 'SUBSCRIBED',
  optInLevel: null,
  ...change,
})

test.each<[string, Ending[], { reason: string | null; sms: string; news: string[]; owed: (string | null)[] | null }]>([
  ['nothing', [], { reason: null, sms: 'SUBSCRIBED', news: [], owed: null }],
  [
    'e-mail alone',
    [ended('email')],
    { reason: 'unsubscribed', sms: 'SUBSCRIBED', news: ['email'], owed: ['UNSUBSCRIBED', null] },
  ],
  ['SMS alone', [ended('sms')], { reason: null, sms: 'UNSUBSCRIBED', news: ['sms'], owed: [null, 'UNSUBSCRIBED'] }],
  [
    'both at once',
    [ended('email'), ended('sms')],
    { reason: 'unsubscribed', sms: 'UNSUBSCRIBED', news: ['email', 'sms'], owed: ['UNSUBSCRIBED', 'UNSUBSCRIBED'] },
  ],
  [
    'each at its own time',
    [ended('email', { at: EARLY }), ended('sms')],
    { reason: 'unsubscribed', sms: 'UNSUBSCRIBED', news: ['email', 'sms'], owed: ['UNSUBSCRIBED', 'UNSUBSCRIBED'] },
  ],
  [
    'what had ended before is no news, and is told again',
    [ended('email', { oldState: 'UNSUBSCRIBED' })],
    { reason: 'unsubscribed', sms: 'SUBSCRIBED', news: [], owed: ['UNSUBSCRIBED', null] },
  ],
])(
  'an end of consent, %s: row, ledger and what Shopify is owed agree',
  async (_, endings, { reason, sms, news, owed }) => {
    const tenantId = await aTenant()
    const memberId = await aMember(tenantId, { phone: '+15550100', sms_state: 'SUBSCRIBED' })
    await transaction((sql) => endConsent(sql, { tenantId, memberId }, endings, EVIDENCE))
    const member = await getMember(tenantId, memberId)
    expect([skipReason(member), member.smsState]).toEqual([reason, sms])
    const changes = await listConsentChanges(tenantId, memberId)
    expect(changes.map(({ channel }) => channel).toSorted()).toEqual(news)
    const writeBack = await findWriteBack(tenantId, memberId)
    expect(writeBack && [writeBack.emailState, writeBack.smsState]).toEqual(owed)
  },
)

test('a later time that is known of the opt-out stays', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { email_unsubscribed: true, email_unsubscribed_at: LATE })
  const ending = ended('email', { at: EARLY, oldState: 'UNSUBSCRIBED' })
  await transaction((sql) => endConsent(sql, { tenantId, memberId }, [ending], EVIDENCE))
  expect((await getMember(tenantId, memberId)).emailUnsubscribedAt).toEqual(LATE)
})
