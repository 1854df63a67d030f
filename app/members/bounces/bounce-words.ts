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

const NEW_ADDRESS =
  'Ask the customer for an address that works and change it in Shopify: the bounce then no longer counts.'
/** All that can be done about an address on a list of bad ones. */
export const SUPPRESSED_ADVICE =
  'Only if you know that the address works: clear the bounce. That also takes it off the list of Amazon SES.'

const CAUSES: Record<BounceCause, Reason> = {
  'unknown-mailbox': { words: 'The address doesn’t exist.', advice: NEW_ADDRESS },
  'unknown-domain': {
    words: 'The domain of the address doesn’t exist or takes no mail.',
    advice: 'Look for a typing error behind the @ and correct it in Shopify: the bounce then no longer counts.',
  },
  'mailbox-off': { words: 'The mailbox is switched off.', advice: NEW_ADDRESS },
  'mailbox-moved': { words: 'The address has been closed or now belongs to someone else.', advice: NEW_ADDRESS },
  'mailbox-full': {
    words: 'The mailbox was full.',
    advice: 'The next campaign tries again. A mailbox that stays full is often no longer used.',
  },
  'too-large': {
    words: 'The email was too large for the mailbox.',
    advice: 'Make the next email smaller: fewer or lighter pictures in the HTML.',
  },
  unreachable: {
    words: 'The mail server of the address couldn’t be reached.',
    advice: 'The next campaign tries again. If it goes on, ask the customer for another address.',
  },
  'try-later': {
    words: 'The email provider asked to try again later and didn’t take the email in time.',
    advice:
      'The next campaign tries again. If many addresses of one provider do this, send to fewer members at a time.',
  },
  'sender-unproven': {
    words: 'The email provider couldn’t verify that the email comes from you (SPF, DKIM or DMARC).',
    advice:
      'This isn’t the customer’s fault. Check the DNS records of your sending domain in Amazon SES; once they are right, clear the bounce.',
  },
  content: {
    words: 'The email provider refused the content of the email.',
    advice: 'Have a look at words, links and pictures that spam filters dislike before you send the next one.',
  },
  policy: {
    words: 'The email provider refused the email by its rules.',
    advice:
      'Often the reputation of the sender is the reason: mail only who reads you, and follow the link that the server gives below, if any.',
  },
  garbled: {
    words: 'The two mail servers didn’t understand each other.',
    advice: 'The next campaign tries again. If it goes on, ask the customer for another address.',
  },
}

const SUPPRESSED: Reason = {
  words: 'The address is on the sending account’s suppression list, so it wasn’t tried.',
  advice: SUPPRESSED_ADVICE,
}

const BY_SUB_TYPE: Record<string, Reason> = {
  NoEmail: CAUSES['unknown-mailbox'],
  Suppressed: {
    words: 'Amazon SES knows this address to bounce and didn’t try to deliver.',
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
    advice: 'Only the customer can subscribe again.',
  },
  MailboxFull: CAUSES['mailbox-full'],
  MessageTooLarge: CAUSES['too-large'],
  ContentRejected: CAUSES.content,
  AttachmentRejected: {
    words: 'The email provider refused an attachment.',
    advice: CAUSES.content.advice,
  },
  CustomTimeoutExceeded: {
    words: 'The email provider didn’t take the email in time.',
    advice: CAUSES['try-later'].advice,
  },
}

const LEAVE_ALONE = 'Glancito doesn’t mail them again, and a complaint can’t be cleared.'

const BY_COMPLAINT: Record<string, Reason> = {
  abuse: { words: 'The reader marked the email as spam.', advice: LEAVE_ALONE },
  fraud: { words: 'The reader reported the email as fraud.', advice: LEAVE_ALONE },
  virus: { words: 'The reader’s provider found a virus in the email.', advice: LEAVE_ALONE },
  'not-spam': {
    words: 'The reader took the email out of the spam folder: nothing to worry about.',
    advice: 'There is nothing to do.',
  },
  'auth-failure': {
    words: 'The reader’s provider couldn’t verify the sender. Nobody complained.',
    advice: 'Check the DNS records of your sending domain in Amazon SES.',
  },
}

const COMPLAINED_BEFORE: Reason = {
  words: 'The address is on the suppression list for an earlier spam complaint, so it wasn’t tried.',
  advice: LEAVE_ALONE,
}

const UNCLEAR: Record<BounceKind, Reason> = {
  hard: { words: 'The address can’t be delivered to, now or later.', advice: NEW_ADDRESS },
  soft: {
    words: 'The email couldn’t be delivered for the time being, or an automatic reply came back.',
    advice: 'The next campaign tries again.',
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
