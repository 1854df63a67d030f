// The answer to "A member says they got no e-mail": every gate before a send, in its order, and what it says of the member.
import { isBlockedBy, type MailState, skipReason, type SkipReason } from '../core/consent.ts'
import { STATE_WORDS } from '../consent/consent-words.ts'
import type { ConsentSource } from '../ledger/ledger.server.ts'
import type { WriteBackOutcome } from '../outbox/outbox.server.ts'

/** A fact, with its day where that is known; times as ISO text. */
type Gate = { name: string; at: string | null; passed: boolean; note: string; noteAt: string | null }

export type Deliverability = { blockedBy: SkipReason | null; verdict: string; gates: Gate[] }

/** How what is known of the member came to be; times as ISO text, null where there is none. */
export type Background = {
  /** Where the present e-mail consent came from. */
  source: ConsentSource | null
  /** What became of it on its way to Shopify; null when it was Shopify's own. */
  told: WriteBackOutcome | 'waiting' | null
  unsubscribedAt: string | null
  bouncedAt: string | null
  /** Whether a hard bounce is only that SES did not try. */
  notTried: boolean
  /** The last bounce that no longer counts: cleared by hand at a time, or without one of an address of before. */
  formerBounce: { clearedAt: string | null } | null
  complainedAt: string | null
}

/** What stands between the member and the next campaign. */
export function deliverability(member: MailState, background: Background): Deliverability {
  const blockedBy = skipReason(member)
  return {
    blockedBy,
    verdict: blockedBy ? blockedWords(blockedBy, background.notTried) : CLEAR,
    gates: [
      addressGate(member),
      consentGate(member, background),
      unsubscribeGate(member, background),
      bounceGate(member, background),
      complaintGate(member, background),
      ...pauseGates(member),
    ],
  }
}

const gate = (
  passed: boolean,
  name: string,
  note: string,
  days: { at?: string | null; noteAt?: string | null } = {},
) => ({
  passed,
  name,
  note,
  at: days.at ?? null,
  noteAt: days.noteAt ?? null,
})

function addressGate(member: MailState): Gate {
  return isBlockedBy(member, 'no-address')
    ? gate(false, 'No email address', 'Shopify doesn’t share one for this customer')
    : gate(true, 'Has an email address', member.email ?? '')
}

function consentGate(member: MailState, background: Background): Gate {
  const consents = member.emailState === 'SUBSCRIBED'
  const name = consents ? 'Consented to email marketing' : 'No consent to email marketing'
  return gate(
    consents,
    name,
    decidedHere(member, background) ?? `Shopify says: ${STATE_WORDS[member.emailState].toLowerCase()}`,
  )
}

/** A decision that Shopify has not made itself: whose it is, and whether Shopify has heard of it. */
function decidedHere({ emailState }: MailState, { source, told }: Background): string | null {
  const decided = source && HERE[source]
  // What Shopify has said since is Shopify's.
  if (!decided || decided.state !== emailState) return null
  return decided.words + (told ? `; ${TOLD[told]}` : '')
}

const HERE: Partial<Record<ConsentSource, { state: MailState['emailState']; words: string }>> = {
  'unsubscribe-link': { state: 'UNSUBSCRIBED', words: 'They used the unsubscribe link in an email' },
  'one-click': { state: 'UNSUBSCRIBED', words: 'They used the unsubscribe button in their email app' },
  'resubscribe-link': { state: 'SUBSCRIBED', words: 'They undid their unsubscribe' },
  'erased-opt-out': { state: 'UNSUBSCRIBED', words: 'Someone with this address opted out before' },
  merge: { state: 'UNSUBSCRIBED', words: 'A customer merged into this one had unsubscribed' },
}

const TOLD: Record<WriteBackOutcome | 'waiting', string> = {
  waiting: 'Shopify doesn’t know yet',
  told: 'Shopify hasn’t confirmed it yet',
  confirmed: 'Shopify knows',
  refused: 'Shopify refused the change',
  skipped: 'Shopify wasn’t told',
  superseded: 'Shopify has a later choice',
}

function unsubscribeGate(member: MailState, { unsubscribedAt: at }: Background): Gate {
  return isBlockedBy(member, 'unsubscribed')
    ? gate(false, 'Unsubscribed', 'Only the customer can resubscribe', { at })
    : gate(true, 'Hasn’t unsubscribed', 'No unsubscribe is recorded')
}

function bounceGate({ emailBounceType }: MailState, { bouncedAt, notTried, formerBounce }: Background): Gate {
  switch (emailBounceType) {
    case 'hard':
      if (notTried)
        return gate(false, 'Not tried', 'The address is on the Amazon SES suppression list', { at: bouncedAt })
      return gate(false, 'Hard bounced', 'This address permanently refused an email', { at: bouncedAt })
    case 'soft':
      return gate(true, 'No hard bounce', 'Soft bounced: the next campaign will try again')
    case null:
      if (!formerBounce) return gate(true, 'No hard bounce', 'Nothing has bounced')
      return formerBounce.clearedAt
        ? gate(true, 'No hard bounce', 'The bounce was cleared', { noteAt: formerBounce.clearedAt })
        : gate(true, 'No hard bounce', 'A previous address bounced, not this one')
  }
}

function complaintGate(member: MailState, { complainedAt: at }: Background): Gate {
  return isBlockedBy(member, 'complained')
    ? gate(false, 'Marked an email as spam', 'A complaint can’t be cleared', { at })
    : gate(true, 'Hasn’t complained', 'No spam complaint is recorded')
}

/** Of a break that is over, or that they never took, there is nothing to say. */
function pauseGates({ pausedUntil }: MailState): Gate[] {
  if (!pausedUntil) return []
  const noteAt = pausedUntil.toISOString()
  return [gate(false, 'Taking a break from emails', 'Their own choice; ends automatically', { noteAt })]
}

/** Why campaigns skip a member, in a sentence. */
export function blockedWords(reason: SkipReason, notTried: boolean): string {
  return reason === 'hard-bounced' && notTried
    ? 'Campaigns skip this member: the address is on the Amazon SES suppression list, so SES doesn’t try it.'
    : VERDICTS[reason]
}

const VERDICTS: Record<SkipReason, string> = {
  'no-address': 'Campaigns skip this member: there is no email address.',
  'no-consent': 'Campaigns skip this member: there is no consent to email marketing.',
  unsubscribed: 'Campaigns skip this member: they unsubscribed.',
  'hard-bounced': 'Campaigns skip this member: the address hard bounced.',
  complained: 'Campaigns skip this member: they marked an email as spam.',
  paused: 'Campaigns skip this member: they’re taking a break from emails, which ends automatically.',
  erased: 'Campaigns skip this member: their data was erased.',
}

const CLEAR =
  'Campaigns reach this member. If one didn’t arrive, check its history below, then ask them to check their spam folder.'
