import { describe, expect, test } from 'vitest'
import { refusalWords, troubleOf, troubleWords } from './ses-words.ts'

const SENDER = 'me@shop.example'
const failed = (...identities: string[]) =>
  `Email address is not verified. The following identities failed the check in region US-EAST-1: ${identities.join(', ')}`

describe('an answer of SES is told by its name and its text', () => {
  test.each([
    ['MessageRejected', failed(`"Shop" <${SENDER}>`), 'sender-unverified'],
    ['MessageRejected', failed('ME@Shop.example'), 'sender-unverified'],
    ['MessageRejected', failed(SENDER, 'reader@mail.example'), 'sender-unverified'],
    ['MessageRejected', 'Email address is not verified.', 'sender-unverified'],
    ['MessageRejected', failed('reader@mail.example'), 'sandbox'],
    ['MessageRejected', failed('…@…'), 'sandbox'],
    ['MailFromDomainNotVerifiedException', 'The MAIL FROM domain is not verified.', 'mail-from'],
    ['AccountSuspendedException', 'x', 'suspended'],
    ['SendingPausedException', 'Email sending is disabled for this account.', 'paused'],
    ['SendingPausedException', 'Email sending is disabled for configuration set <a>.', 'paused'],
    ['', 'Amazon SES has switched off sending for this account.', 'paused'],
    ['NotFoundException', 'Configuration set <glancito> does not exist.', 'configuration-set'],
    ['AccessDeniedException', 'User: arn:aws:iam::1:user/x is not authorized to perform: ses:SendEmail', 'not-allowed'],
    ['InvalidSignatureException', 'The request signature we calculated does not match', 'credentials'],
    ['ExpiredTokenException', 'The security token included in the request is expired', 'credentials'],
    ['CredentialsProviderError', 'Could not load credentials from any providers', 'credentials'],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'credentials'],
    ['BadRequestException', 'Local part is not ASCII', 'address'],
    ['BadRequestException', "Missing final '@domain'", 'address'],
    ['BadRequestException', 'Domain contains illegal character', 'address'],
    ['BadRequestException', 'Message length is more than 41943040 bytes long.', 'too-large'],
    ['MessageRejected', 'Transaction failed: Virus found', 'content'],
    ['SomethingNewException', 'Hm', 'other'],
    ['', '', 'other'],
  ])('%s “%s” is %s', (name, reason, trouble) => {
    expect(troubleOf({ name, reason }, SENDER)).toBe(trouble)
  })
})

test('the text alone tells as much, where the name was not kept', () => {
  const reasons = ['Email sending is disabled for this account.', 'The account is suspended', 'Local part is not ASCII']
  expect(reasons.map((reason) => troubleOf({ name: '', reason }, SENDER))).toEqual(['paused', 'suspended', 'address'])
})

test('whatever SES answers, the merchant reads no word of its code and learns what to do', () => {
  const refusal = { name: 'MessageRejected', reason: failed(SENDER) }
  const words = refusalWords(refusal, SENDER)
  expect(words).toBe(
    `Amazon SES doesn’t accept emails from ${SENDER}, because neither the address nor its domain is verified there. Verify it in Amazon SES, or enter another sender email in Settings.`,
  )
  expect(words).not.toMatch(/US-EAST-1|identities failed|Exception/)
  expect(troubleWords('other', SENDER).todo).toMatch(/^Try again/)
})
