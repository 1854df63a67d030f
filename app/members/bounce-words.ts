// Bounces and complaints in plain words. The kinds are those of SES: Amazon SES Developer Guide, "Contents of Amazon SNS
// notifications".
import type { BounceKind } from './bounces.server.ts'

type Feedback = {
  kind: BounceKind
  bounceType: string | null
  subType: string | null
  diagnostic: string | null
}

const KINDS: Record<BounceKind, string> = { hard: 'Hard bounce', soft: 'Soft bounce', complaint: 'Spam complaint' }

export function bounceTitle(kind: BounceKind): string {
  return KINDS[kind]
}

const BY_SUB_TYPE: Record<string, string> = {
  NoEmail: 'The address does not exist.',
  Suppressed: 'Amazon SES knows this address to bounce and did not try to deliver.',
  OnAccountSuppressionList: 'The address is on the sending account’s suppression list, so it was not tried.',
  OnTenantSuppressionList: 'The address is on the sending account’s suppression list, so it was not tried.',
  EmailValidationSuppressed: 'Amazon SES checked the address and does not expect it to receive mail.',
  UnsubscribedRecipient: 'The recipient had unsubscribed, so Amazon SES did not deliver.',
  MailboxFull: 'The mailbox was full.',
  MessageTooLarge: 'The e-mail was too large for the mailbox.',
  ContentRejected: 'The mailbox’s provider refused the content of the e-mail.',
  AttachmentRejected: 'The mailbox’s provider refused an attachment.',
  CustomTimeoutExceeded: 'The mailbox’s provider did not take the e-mail in time.',
}

const BY_COMPLAINT: Record<string, string> = {
  abuse: 'The reader marked the e-mail as spam.',
  fraud: 'The reader reported the e-mail as fraud.',
  virus: 'The reader’s provider found a virus in the e-mail.',
  'not-spam': 'The reader took the e-mail out of the spam folder: nothing to worry about.',
  'auth-failure': 'The reader’s provider could not verify the sender. Nobody complained.',
}

// Enhanced status codes, RFC 3463: the server's own reason, more exact than SES's type.
const BY_STATUS: [RegExp, string][] = [
  [/\b[45]\.1\.[16]\b/, 'The address does not exist.'],
  [/\b[45]\.1\.2\b/, 'The domain of the address does not exist or takes no mail.'],
  [/\b[45]\.1\.10\b/, 'The domain of the address takes no mail.'],
  [/\b[45]\.2\.1\b/, 'The mailbox is switched off.'],
  [/\b[45]\.2\.2\b/, 'The mailbox was full.'],
  [/\b[45]\.3\.4\b|\b[45]\.2\.3\b/, 'The e-mail was too large for the mailbox.'],
  [/\b[45]\.4\.\d+\b/, 'The mail server could not be reached.'],
  [/\b[45]\.7\.\d+\b/, 'The mailbox’s provider refused the e-mail by its rules.'],
]

/** What happened, in one sentence that a merchant understands. */
export function bounceWords({ kind, bounceType, subType, diagnostic }: Feedback): string {
  if (kind === 'complaint') return BY_COMPLAINT[bounceType ?? ''] ?? 'The reader complained about the e-mail.'
  const known = BY_SUB_TYPE[subType ?? '']
  if (known) return known
  const status = BY_STATUS.find(([pattern]) => pattern.test(diagnostic ?? ''))
  if (status) return status[1]
  return kind === 'hard'
    ? 'The address can not be delivered to, now or later.'
    : 'The e-mail could not be delivered for the time being, or an automatic reply came back.'
}

/** What the mail server wrote, without the protocol's name in front. */
export function serverWords(diagnostic: string | null): string | null {
  return diagnostic?.replace(/^\s*(smtp|x-[\w-]+)\s*;\s*/i, '').trim() || null
}
