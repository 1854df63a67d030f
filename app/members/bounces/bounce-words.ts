// Bounces and complaints in plain words, and what to do about them. The kinds are those of SES: Amazon SES Developer Guide,
// "Contents of Amazon SNS notifications".
import { type BounceCause, readCause } from './bounce-cause.ts'
import type { BounceKind } from './bounces.server.ts'
import { isNotTried } from './not-tried.ts'

export type Feedback = {
  kind: BounceKind
  bounceType: string | null
  subType: string | null
  diagnostic: string | null
}

export const BOUNCE_KINDS: Record<BounceKind, string> = {
  hard: 'Hard bounce',
  soft: 'Soft bounce',
  complaint: 'Spam complaint',
}

export function bounceTitle(feedback: Pick<Feedback, 'kind' | 'subType'>): string {
  return isNotTried(feedback) ? 'Not tried' : BOUNCE_KINDS[feedback.kind]
}

type Reason = { words: string; advice: string }

const NEW_ADDRESS = 'Ask the customer for a working address and update it in Shopify. The bounce then no longer counts.'
/** All that can be done about an address on a list of bad ones. */
export const SUPPRESSED_ADVICE =
  'If you know the address works, clear the bounce. That also removes it from the Amazon SES suppression list.'

const CAUSES: Record<BounceCause, Reason> = {
  'unknown-mailbox': { words: 'The address doesn’t exist.', advice: NEW_ADDRESS },
  'unknown-domain': {
    words: 'The address’s domain doesn’t exist or doesn’t accept email.',
    advice: 'Check for a typo after the @ and correct it in Shopify. The bounce then no longer counts.',
  },
  'mailbox-off': { words: 'The mailbox is disabled.', advice: NEW_ADDRESS },
  'mailbox-moved': { words: 'The address has been closed or now belongs to someone else.', advice: NEW_ADDRESS },
  'mailbox-full': {
    words: 'The mailbox was full.',
    advice: 'The next campaign will try again. A mailbox that stays full is often no longer used.',
  },
  'too-large': {
    words: 'The email was too large for the mailbox.',
    advice: 'Make the next email smaller: use fewer or smaller images.',
  },
  unreachable: {
    words: 'The address’s mail server couldn’t be reached.',
    advice: 'The next campaign will try again. If it keeps happening, ask the customer for another address.',
  },
  'try-later': {
    words: 'The email provider asked to try again later and didn’t accept the email in time.',
    advice:
      'The next campaign will try again. If this happens with many addresses at one provider, send to fewer members at a time.',
  },
  'sender-unproven': {
    words: 'The email provider couldn’t verify that the email comes from you (SPF, DKIM, or DMARC).',
    advice:
      'This isn’t the customer’s fault. Check your sending domain’s DNS records in Amazon SES. Once they’re correct, clear the bounce.',
  },
  content: {
    words: 'The email provider rejected the email’s content.',
    advice: 'Before you send the next one, look for words, links, and images that spam filters dislike.',
  },
  policy: {
    words: 'The email provider rejected the email under its policies.',
    advice:
      'Sender reputation is often the reason. Email only people who read your emails, and follow the link in the server’s response below, if there is one.',
  },
  garbled: {
    words: 'The mail servers couldn’t communicate.',
    advice: 'The next campaign will try again. If it keeps happening, ask the customer for another address.',
  },
}

const SUPPRESSED: Reason = {
  words: 'The address is on the sending account’s suppression list, so delivery wasn’t attempted.',
  advice: SUPPRESSED_ADVICE,
}

const BY_SUB_TYPE: Record<string, Reason> = {
  NoEmail: CAUSES['unknown-mailbox'],
  Suppressed: {
    words: 'Amazon SES knows this address bounces and didn’t try to deliver.',
    advice: SUPPRESSED_ADVICE,
  },
  OnAccountSuppressionList: SUPPRESSED,
  OnTenantSuppressionList: SUPPRESSED,
  EmailValidationSuppressed: {
    words: 'Amazon SES checked the address and doesn’t expect it to receive mail.',
    advice: SUPPRESSED_ADVICE,
  },
  UnsubscribedRecipient: {
    words: 'The recipient had unsubscribed, so Amazon SES didn’t deliver.',
    advice: 'Only the customer can resubscribe.',
  },
  MailboxFull: CAUSES['mailbox-full'],
  MessageTooLarge: CAUSES['too-large'],
  ContentRejected: CAUSES.content,
  AttachmentRejected: {
    words: 'The email provider rejected an attachment.',
    advice: CAUSES.content.advice,
  },
  CustomTimeoutExceeded: {
    words: 'The email provider didn’t accept the email in time.',
    advice: CAUSES['try-later'].advice,
  },
}

const LEAVE_ALONE = 'Glancito won’t email them again, and a complaint can’t be cleared.'

const BY_COMPLAINT: Record<string, Reason> = {
  abuse: { words: 'The reader marked the email as spam.', advice: LEAVE_ALONE },
  fraud: { words: 'The reader reported the email as fraud.', advice: LEAVE_ALONE },
  virus: { words: 'The reader’s provider found a virus in the email.', advice: LEAVE_ALONE },
  'not-spam': {
    words: 'The reader moved the email out of spam: nothing to worry about.',
    advice: 'There’s nothing to do.',
  },
  'auth-failure': {
    words: 'The reader’s provider couldn’t verify the sender. Nobody complained.',
    advice: 'Check your sending domain’s DNS records in Amazon SES.',
  },
}

const COMPLAINED_BEFORE: Reason = {
  words: 'The address is on the suppression list because of an earlier spam complaint, so delivery wasn’t attempted.',
  advice: LEAVE_ALONE,
}

const UNCLEAR: Record<BounceKind, Reason> = {
  hard: { words: 'This address permanently can’t receive email.', advice: NEW_ADDRESS },
  soft: {
    words: 'The email couldn’t be delivered for now, or an automatic reply came back.',
    advice: 'The next campaign will try again.',
  },
  complaint: { words: 'The reader complained about the email.', advice: LEAVE_ALONE },
}

function reasonOf({ kind, bounceType, subType, diagnostic }: Feedback): Reason {
  if (kind === 'complaint' && isNotTried({ kind, subType })) return COMPLAINED_BEFORE
  if (kind === 'complaint') return BY_COMPLAINT[bounceType ?? ''] ?? UNCLEAR.complaint
  const known = BY_SUB_TYPE[subType ?? '']
  if (known) return known
  const cause = readCause(diagnostic)
  return cause ? CAUSES[cause] : UNCLEAR[kind]
}

/** What happened, in one sentence that a merchant understands. */
export function bounceWords(feedback: Feedback): string {
  return reasonOf(feedback).words
}

/** What the merchant can do about it. */
export function bounceAdvice(feedback: Feedback): string {
  return reasonOf(feedback).advice
}

/** What the mail server wrote, without the protocol's name in front. */
export function serverWords(diagnostic: string | null): string | null {
  return diagnostic?.replace(/^\s*(smtp|x-[\w-]+)\s*;\s*/i, '').trim() || null
}
