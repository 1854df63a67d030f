// What SES says of a sender, in a merchant's words.

export type SenderCheck =
  | { kind: 'verified' }
  /** SES knows this identity, and its owner has not proved it yet. */
  | { kind: 'pending'; identity: string }
  /** SES knows neither the address nor a domain above it. */
  | { kind: 'unverified'; domain: string }
  /** SES could not be asked: what it would say is not known. */
  | { kind: 'unasked'; why: 'not-allowed' | 'no-answer' }

/**
 * What is wrong with a sender and how it is mended, or null when SES takes its e-mails or could not be asked; `place` is
 * where another can be chosen, from where this is read.
 */
export function senderProblem(
  check: SenderCheck,
  sender: string,
  place: 'here' | 'in Settings' = 'in Settings',
): string | null {
  switch (check.kind) {
    case 'verified':
    case 'unasked':
      return null
    case 'unverified':
      return `${check.domain} isn’t verified at Amazon SES, so nothing can be sent from ${sender}. Verify the domain in the SES console under Identities, or choose another sender email ${place}.`
    case 'pending':
      return `${check.identity} isn’t verified at Amazon SES yet, so nothing can be sent from ${sender}. ${
        check.identity.includes('@')
          ? 'Follow the link in the email that Amazon sent to it'
          : 'Add the records that the SES console shows to the DNS of your domain'
      }, or choose another sender email ${place}.`
  }
}

/** What to know of a sender that SES could not be asked about, else null. */
export function senderDoubt(check: SenderCheck, sender: string): string | null {
  if (check.kind !== 'unasked') return null
  const why =
    check.why === 'not-allowed'
      ? 'the key of this installation may not ask (ses:GetEmailIdentity)'
      : 'it gave no answer'
  return `Amazon SES couldn’t be asked whether ${sender} is verified: ${why}. Send yourself a test email before a campaign.`
}
