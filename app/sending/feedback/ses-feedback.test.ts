import { expect, test } from 'vitest'
import fixtures from '../../../tests/fixtures/ses-events.json' with { type: 'json' }
import { readFeedback } from './ses-feedback.ts'

const example = (id: string): Record<string, unknown> => {
  const found = fixtures.examples.find((each) => each.id === id)
  if (!found) throw new Error(`no example ${id}`)
  return found.payload
}
const read = (event: unknown) => readFeedback(JSON.stringify(event))
const MAIL = {
  messageId: 'm-1',
  destination: ['mary@example.com'],
  tags: {
    format: ['1'],
    tenant_id: ['1'],
    mailing_id: ['2'],
    send_no: ['3'],
    attempt: ['4'],
    member_id: ['7000000000001'],
  },
}

const aBounce = (bounce: Record<string, unknown>, recipient: Record<string, unknown> = {}) => ({
  eventType: 'Bounce',
  mail: MAIL,
  bounce: {
    feedbackId: 'f-1',
    timestamp: '2026-11-20T10:00:00.000Z',
    bouncedRecipients: [{ emailAddress: 'mary@example.com', ...recipient }],
    ...bounce,
  },
})
const aComplaint = (complaint: Record<string, unknown>) => ({
  eventType: 'Complaint',
  mail: MAIL,
  complaint: { feedbackId: 'f-2', complainedRecipients: [{ emailAddress: 'mary@example.com' }], ...complaint },
})

test.each(fixtures.examples.filter(({ id }) => !id.startsWith('fragment/')).map(({ id, kind }) => [id, kind]))(
  'the documented example %s is read as %s',
  (id, kind) => {
    expect(read(example(id))).toMatchObject({ kind })
  },
)

test.each(fixtures.examples.filter(({ id }) => id.startsWith('fragment/')).map(({ id }) => id))(
  'the fragment %s alone is no event',
  (id) => {
    expect(read(example(id))).toBeNull()
  },
)

test('only those who bounced have bounced, not all the message was sent to', () => {
  expect(read(example('notification/bounce-notification-with-a-dsn'))?.outcomes.map(({ address }) => address)).toEqual([
    'jane@example.com',
  ])
  expect(
    read(example('notification/bounce-notification-without-a-dsn'))?.outcomes.map(({ address }) => address),
  ).toEqual(['jane@example.com', 'richard@example.com'])
})

test("each recipient's own status wins over the type of the report", () => {
  const event = { eventType: 'Bounce', mail: MAIL, bounce: example('fragment/bounce-object') }
  expect(read(event)?.outcomes.map(({ address, events, bounce }) => [address, events, bounce?.kind])).toEqual([
    ['recipient1@example.com', ['bounced', 'hardBounced'], 'hard'],
    ['recipient2@example.com', ['bounced', 'softBounced'], 'soft'],
  ])
})

test.each([
  ['Permanent', 'General', 'hard', ['bounced', 'hardBounced']],
  ['Permanent', 'NoEmail', 'hard', ['bounced', 'hardBounced']],
  ['Permanent', 'Suppressed', 'hard', ['bounced', 'hardBounced']],
  ['Permanent', 'OnAccountSuppressionList', 'hard', ['suppressed']],
  ['Permanent', 'OnTenantSuppressionList', 'hard', ['suppressed']],
  ['Permanent', 'EmailValidationSuppressed', 'hard', ['suppressed']],
  ['Permanent', 'UnsubscribedRecipient', 'hard', ['suppressed']],
  ['Permanent', 'SomethingNew', 'hard', ['bounced', 'hardBounced']],
  ['Transient', 'General', 'soft', ['bounced', 'softBounced']],
  ['Transient', 'MailboxFull', 'soft', ['bounced', 'softBounced']],
  ['Transient', 'CustomTimeoutExceeded', 'soft', ['bounced', 'softBounced']],
  ['Undetermined', 'Undetermined', 'soft', ['bounced', 'softBounced']],
  ['SomethingNew', 'General', 'soft', ['bounced', 'softBounced']],
])('a bounce %s / %s is %s', (bounceType, bounceSubType, ...[kind, events]) => {
  expect(read(aBounce({ bounceType, bounceSubType }))?.outcomes).toMatchObject([
    { events, bounce: { kind, feedbackId: 'f-1' } },
  ])
})

test.each([
  [{ complaintFeedbackType: 'abuse' }, ['complained']],
  [{ complaintFeedbackType: 'fraud' }, ['complained']],
  [{ complaintFeedbackType: 'virus' }, ['complained']],
  [{ complaintFeedbackType: 'other' }, ['complained']],
  [{}, ['complained']],
  [{ complaintSubType: null }, ['complained']],
  [{ complaintSubType: 'OnAccountSuppressionList' }, ['suppressed']],
  [{ complaintFeedbackType: 'not-spam' }, []],
  [{ complaintFeedbackType: 'auth-failure' }, []],
])('a complaint %o is recorded as %j', (complaint, events) => {
  expect(read(aComplaint(complaint))?.outcomes).toMatchObject([{ events, bounce: { kind: 'complaint' } }])
})

test.each([
  ['event/reject', ['rejected']],
  ['event/rendering-failure', ['rejected']],
  ['event/deliverydelay', ['delayed']],
  ['event/delivery', ['delivered']],
])('%s is recorded as %j and marks no member', (id, events) => {
  expect(read(example(id))?.outcomes).toMatchObject([{ events, bounce: null }])
})

test.each(['event/send', 'event/open', 'event/click', 'event/subscription'])('%s leaves our counts alone', (id) => {
  expect(read(example(id))?.outcomes).toEqual([])
})

test('a rejected message is not looked up by an address that is not its recipient', () => {
  expect(read(example('event/reject'))?.outcomes[0]?.address).toBeNull()
})

test.each(['Mary <MARY@Example.com>', ' mary@example.com', '"Doe, Mary" <mary@example.com>'])(
  'the address %s is mary@example.com',
  (emailAddress) => {
    expect(read(aBounce({ bounceType: 'Permanent' }, { emailAddress }))?.outcomes[0]?.address).toBe('mary@example.com')
  },
)

test.each([
  ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z'],
  ['2018-10-08T14:05:45 +0000', '2018-10-08T14:05:45.000Z'],
  ['2009-12-03T04:24:21.000-05:00', '2009-12-03T09:24:21.000Z'],
])('the time %s is read', (timestamp, at) => {
  expect(read(aBounce({ bounceType: 'Permanent', timestamp }))?.at?.toISOString()).toBe(at)
})

test('a time nobody can read is none, not a failure', () => {
  expect(read(aBounce({ bounceType: 'Permanent', timestamp: 'yesterday' }))).toMatchObject({ at: null, kind: 'Bounce' })
})

const told = (tags: Record<string, unknown>) =>
  read({ ...aBounce({ bounceType: 'Permanent' }), mail: { messageId: 'm', tags } })?.tags
const NOW = {
  format: ['1'],
  tenant_id: ['1'],
  mailing_id: ['2'],
  send_no: ['3'],
  attempt: ['4'],
  member_id: ['7000000000001'],
}
const BEFORE = { tenant_id: ['1'], campaign_id: ['2'], member_id: ['7000000000001'] }

test('our tags tell the recipient, the receipt and the attempt; ids keep all their digits', () => {
  const recipient = { tenantId: 1, mailingId: 2, memberId: '7000000000001' }
  expect(told(NOW)).toEqual({ ...recipient, sendNo: 3, attempt: 4 })
  expect(told({ ...NOW, send_no: ['0'], attempt: ['32767'] })).toEqual({ ...recipient, sendNo: 0, attempt: 32_767 })
  expect(told(BEFORE)).toEqual({ ...recipient, sendNo: 0, attempt: 0 })
})

test.each([
  ['others’ alone', { campaign_id: ['spring'] }],
  ['with a member that no column holds', { ...NOW, member_id: ['9999999999999999999'] }],
  ['of before, with a member that no column holds', { ...BEFORE, member_id: ['9999999999999999999'] }],
  ['of before, without a campaign', { ...BEFORE, campaign_id: undefined }],
  ['of before, with a mailing in place of the campaign', { ...BEFORE, campaign_id: undefined, mailing_id: ['2'] }],
  ['without a mailing', { ...NOW, mailing_id: undefined, campaign_id: ['2'] }],
  ['without a receipt', { ...NOW, send_no: undefined }],
  ['with a receipt that no column holds', { ...NOW, send_no: ['32768'] }],
  ['with a receipt below zero', { ...NOW, send_no: ['-1'] }],
  ['with an attempt that is no number', { ...NOW, attempt: ['1e3'] }],
])('tags %s are nobody’s', (_what, tags) => {
  expect(told(tags)).toBeNull()
})

test.each(['hello', '[]', 'null', '{}', '{"eventType":"Bounce"}', '{"mail":{"messageId":"x"}}'])(
  '%s is no event',
  (message) => {
    expect(readFeedback(message)).toBeNull()
  },
)

test('a kind that does not exist yet is an event without outcomes', () => {
  expect(read({ eventType: 'Telepathy', mail: MAIL })).toMatchObject({ kind: 'Telepathy', outcomes: [] })
})
