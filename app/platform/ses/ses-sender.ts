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
      return `${check.domain} isn’t verified in Amazon SES, so nothing can be sent from ${sender}. Verify the domain in the SES console under Identities, or choose another sender email ${place}.`
    case 'pending':
      return `${check.identity} isn’t verified in Amazon SES yet, so nothing can be sent from ${sender}. ${
        check.identity.includes('@')
          ? 'Follow the link in the email Amazon sent to it'
          : 'Add the records from the SES console to your domain’s DNS'
      }, or choose another sender email ${place}.`
  }
}

/** What to know of a sender that SES could not be asked about, else null. */
export function senderDoubt(check: SenderCheck, sender: string): string | null {
  if (check.kind !== 'unasked') return null
  const why =
    check.why === 'not-allowed'
      ? 'this installation’s AWS key may not ask (ses:GetEmailIdentity)'
      : 'SES didn’t respond'
  return `Glancito couldn’t check whether ${sender} is verified in Amazon SES: ${why}. Send yourself a test email before a campaign.`
}
