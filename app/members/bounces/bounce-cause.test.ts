import { expect, test } from 'vitest'
import { enhancedStatus, readCause } from './bounce-cause.ts'

// Answers as the large providers give them.
test.each([
  ['smtp; 550-5.1.1 The email account that you tried to reach does not exist.', 'unknown-mailbox'],
  ['smtp; 550 5.4.1 Recipient address rejected: Access denied. [ABC.eurprd01]', 'unknown-mailbox'],
  ['smtp; 554 delivery error: dd This user doesn’t have a yahoo.com account (a@yahoo.com)', 'unknown-mailbox'],
  ['smtp; 550 5.5.0 Requested action not taken: no such user here', 'unknown-mailbox'],
  ['smtp; 550 5.1.2 bad destination system', 'unknown-domain'],
  ['smtp; 556 5.1.10 Recipient address has null MX', 'unknown-domain'],
  ['smtp; 550 5.4.4 Unable to route: host not found', 'unknown-domain'],
  ['smtp; 550-5.2.1 The email account that you tried to reach is disabled.', 'mailbox-off'],
  ['smtp; 554 This account has been disabled or discontinued', 'mailbox-off'],
  ['smtp; 550 5.7.17 RRVS: owner has changed', 'mailbox-moved'],
  ['smtp; 452-4.2.2 The recipient’s inbox is out of storage space', 'mailbox-full'],
  ['smtp; 552 Mailbox full', 'mailbox-full'],
  ['smtp; 552 5.3.4 Message size exceeds fixed limit', 'too-large'],
  ['smtp; 550 5.4.300 Message expired', 'unreachable'],
  ['smtp; 4.4.7 Unable to deliver message for 840 minutes', 'unreachable'],
  ['smtp; 451 4.7.1 Greylisting in action, please come back later', 'try-later'],
  ['smtp; 421-4.7.28 Our system has detected an unusual rate of unsolicited mail', 'try-later'],
  ['smtp; 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred', 'try-later'],
  ['smtp; 450 mailbox busy', 'try-later'],
  ['smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.', 'sender-unproven'],
  ['smtp; 550 5.7.1 Unauthenticated email is not accepted due to domain’s DMARC policy', 'sender-unproven'],
  ['smtp; 550 5.7.515 Access denied, sending domain does not meet the required level', 'sender-unproven'],
  ['smtp; 550 5.7.1 Messages from [192.0.2.1] weren’t sent: part of their network is on our block list', 'policy'],
  ['smtp; 554 5.7.9 Message not accepted for policy reasons', 'policy'],
  ['smtp; 550-5.7.1 Our system has detected that this message is likely unsolicited mail', 'content'],
  ['smtp; 554 5.6.0 Message content rejected', 'content'],
  ['smtp; 500 5.5.1 Invalid command', 'garbled'],
  ['smtp; 550 no', null],
  ['', null],
] as const)('%s', (diagnostic, cause) => {
  expect(readCause(diagnostic)).toBe(cause)
})

test('an address of the internet is no status code', () => {
  expect(enhancedStatus('554 refused from 4.2.2.1: 5.7.1')).toBe('5.7.1')
  expect(enhancedStatus('550 see 95.1.1 and 5.1.1.20')).toBeNull()
  expect(enhancedStatus('550 5.1.1. No such user')).toBe('5.1.1')
})
