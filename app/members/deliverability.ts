// The answer to "A member says they got no e-mail": every gate before a send, in its order, and what it says of the member.
import { hasUnsubscribed, type MailState, skipReason, type SkipReason } from './consent.ts'
import { STATE_WORDS } from './consent-words.ts'

type Gate = { name: string; passed: boolean; note: string }

export type Deliverability = { blockedBy: SkipReason | null; gates: Gate[] }

/** What stands between the member and the next campaign. */
export function deliverability(member: MailState): Deliverability {
  const { email, emailState, emailBounceType, emailComplaintAt } = member
  const consented = emailState === 'SUBSCRIBED'
  const unsubscribed = hasUnsubscribed(member)
  return {
    blockedBy: skipReason(member),
    gates: [
      { name: 'Has an e-mail address', passed: email !== null, note: email ?? 'Shopify shares none of this customer' },
      {
        name: 'Consented to e-mail marketing',
        passed: consented,
        note: consented ? 'Shopify says: subscribed' : `Shopify says: ${STATE_WORDS[emailState].toLowerCase()}`,
      },
      {
        name: 'Has not unsubscribed',
        passed: !unsubscribed,
        note: unsubscribed ? 'Only the customer can subscribe again' : 'No unsubscribe is recorded',
      },
      {
        name: 'Address does not hard bounce',
        passed: emailBounceType !== 'hard',
        note: BOUNCE_NOTES[emailBounceType ?? 'none'],
      },
      {
        name: 'Has not complained',
        passed: emailComplaintAt === null,
        note: emailComplaintAt ? 'Marked an e-mail as spam' : 'No spam complaint is recorded',
      },
    ],
  }
}

const BOUNCE_NOTES = {
  none: 'Nothing has bounced',
  soft: 'Bounced softly: the next campaign tries again',
  hard: 'Mail to this address was refused for good',
}

export const VERDICTS: Record<SkipReason, string> = {
  'no-address': 'Campaigns skip this member: there is no e-mail address.',
  'no-consent': 'Campaigns skip this member: there is no consent to e-mail marketing.',
  unsubscribed: 'Campaigns skip this member: they unsubscribed.',
  'hard-bounced': 'Campaigns skip this member: the address hard bounced.',
  complained: 'Campaigns skip this member: they marked an e-mail as spam.',
  erased: 'Campaigns skip this member: their data was erased.',
}

export const CLEAR =
  'Campaigns reach this member. If one did not arrive, look in its history below, then have the member look in their spam folder.'
