import { expect, test } from 'vitest'
import { type BounceCause, bounceCause } from './bounce-cause.ts'

test.each<[subType: string | null, status: string | null, diagnostic: string | null, cause: BounceCause]>([
  // What SES names: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
  ['NoEmail', null, null, 'noMailbox'],
  ['MailboxFull', '5.0.0', null, 'mailboxFull'],
  ['MessageTooLarge', null, null, 'tooLarge'],
  ['ContentRejected', '5.7.1', null, 'content'],
  ['AttachmentRejected', null, null, 'content'],
  ['CustomTimeoutExceeded', null, null, 'unreachable'],
  // Where it says General the server's code does: RFC 3463
  ['General', '5.1.1', 'smtp; 550 5.1.1 user unknown', 'noMailbox'],
  ['General', '5.2.1', 'smtp; 550 5.2.1 The email account that you tried to reach is disabled', 'noMailbox'],
  ['General', '5.2.2', null, 'mailboxFull'],
  ['General', '4.2.2', null, 'mailboxFull'],
  ['General', '5.3.4', null, 'tooLarge'],
  ['General', '5.4.4', null, 'unreachable'],
  ['General', '4.4.7', 'smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes', 'unreachable'],
  ['General', '5.1.2', null, 'unreachable'],
  // RFC 7505: the domain takes no mail
  ['General', '5.1.10', null, 'unreachable'],
  ['General', '5.6.0', null, 'content'],
  ['General', '5.7.1', 'smtp; 550 5.7.1 blocked using a blocklist', 'blocked'],
  ['General', '4.7.28', 'smtp; 421-4.7.28 unusual rate of unsolicited mail', 'blocked'],
  // RFC 7372, Gmail and Microsoft
  [
    'General',
    '5.7.26',
    'smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.',
    'unauthenticated',
  ],
  ['General', '5.7.23', null, 'unauthenticated'],
  ['General', '5.7.515', null, 'unauthenticated'],
  // Not in the directory, by Microsoft; too much at once, by Gmail
  ['General', '5.4.1', 'smtp; 550 5.4.1 Recipient address rejected: Access denied', 'noMailbox'],
  ['General', '4.2.1', null, 'other'],
  // A code that says nothing gives way to the one in the text
  ['General', '5.0.0', 'smtp; 550 5.7.1 rejected by policy', 'blocked'],
  ['General', null, 'smtp; 550-5.1.1 no such user', 'noMailbox'],
  [null, null, 'smtp; 552 5.2.2 over quota', 'mailboxFull'],
  ['SomethingNew', '5.1.6', null, 'noMailbox'],
  // No code: an address of the internet, a version, a date
  ['General', null, 'smtp; 550 blocked, see http://example.org/?ip=5.1.1.9', 'other'],
  ['General', null, 'smtp; 550 host 192.5.1.1 refused', 'other'],
  ['General', null, 'server 10.5.1.1 of 2026', 'other'],
  ['General', '5.0.0', null, 'other'],
  ['General', '2.1.5', null, 'other'],
  ['General', 'no', 'smtp; 550 go away', 'other'],
  ['constructor', '__proto__', null, 'other'],
  [null, null, null, 'other'],
])('%s, status %s, %s: %s', (subType, status, diagnostic, cause) =>
  expect(bounceCause({ subType, status, diagnostic })).toBe(cause),
)
