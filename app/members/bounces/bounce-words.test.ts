import { expect, test } from 'vitest'
import { bounceAdvice, bounceTitle, bounceWords, serverWords } from './bounce-words.ts'

test.each([
  ['hard', 'Permanent', 'General', 'smtp; 550 5.1.1 user unknown', 'The address doesn’t exist.'],
  ['hard', 'Permanent', 'NoEmail', null, 'The address doesn’t exist.'],
  ['hard', 'Permanent', 'OnAccountSuppressionList', null, 'suppression list'],
  ['hard', 'Permanent', 'General', null, 'This address permanently can’t receive email.'],
  ['soft', 'Transient', 'MailboxFull', 'smtp; 552 5.2.2 over quota', 'The mailbox was full.'],
  ['soft', 'Transient', 'General', 'smtp; 451 4.7.1 greylisted', 'asked to try again later'],
  ['hard', 'Permanent', 'General', 'smtp; 554 5.7.9 policy', 'rejected the email under its policies'],
  ['soft', 'Transient', 'General', null, 'automatic reply'],
  ['soft', 'Transient', 'SomethingNew', null, 'couldn’t be delivered for now'],
  ['complaint', 'abuse', null, null, 'The reader marked the email as spam.'],
  ['complaint', 'not-spam', null, null, 'nothing to worry about'],
  ['complaint', null, null, null, 'The reader complained about the email.'],
] as const)('%s %s %s %s', (...row) => {
  const [kind, bounceType, subType, diagnostic, words] = row
  expect(bounceWords({ kind, bounceType, subType, diagnostic })).toContain(words)
})

test.each([
  ['hard', 'General', 'Hard bounce'],
  ['hard', null, 'Hard bounce'],
  ['hard', 'Suppressed', 'Hard bounce'],
  ['hard', 'OnAccountSuppressionList', 'Not tried'],
  ['hard', 'OnTenantSuppressionList', 'Not tried'],
  ['hard', 'EmailValidationSuppressed', 'Not tried'],
  ['hard', 'UnsubscribedRecipient', 'Not tried'],
  ['hard', 'OnSuppressionList', 'Hard bounce'],
  ['soft', 'OnAccountSuppressionList', 'Soft bounce'],
  ['complaint', null, 'Spam complaint'],
  ['complaint', 'OnAccountSuppressionList', 'Not tried'],
] as const)('a %s of the sub-type %s is called %s', (kind, subType, title) => {
  expect(bounceTitle({ kind, subType })).toBe(title)
})

test('a complaint that SES knew of before is told as mail that it did not try', () => {
  const complaint = {
    kind: 'complaint',
    bounceType: null,
    subType: 'OnAccountSuppressionList',
    diagnostic: null,
  } as const
  expect(bounceWords(complaint)).toContain('because of an earlier spam complaint, so delivery wasn’t attempted')
})

test('what can be done is told by the cause', () => {
  const hard = { kind: 'hard', bounceType: 'Permanent', subType: 'General' } as const
  expect(bounceAdvice({ ...hard, diagnostic: 'smtp; 550 5.1.1 no' })).toContain('update it in Shopify')
  expect(bounceAdvice({ ...hard, diagnostic: 'smtp; 550 5.7.26 no' })).toContain('DNS records')
  expect(bounceAdvice({ ...hard, kind: 'complaint', diagnostic: null })).toContain('can’t be cleared')
})

test('what the server said stands without the name of its protocol', () => {
  expect(serverWords('smtp; 550 5.1.1 user unknown')).toBe('550 5.1.1 user unknown')
  expect(serverWords('550 no')).toBe('550 no')
  expect(serverWords(' ')).toBeNull()
  expect(serverWords(null)).toBeNull()
})
