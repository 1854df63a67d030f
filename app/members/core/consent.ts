// Who may be mailed. The members table, the send pipeline and the audience's SQL all answer to these rules.

export const MARKETING_STATES = [
  'SUBSCRIBED',
  'UNSUBSCRIBED',
  'NOT_SUBSCRIBED',
  'PENDING',
  'INVALID',
  'REDACTED',
] as const
export type MarketingState = (typeof MARKETING_STATES)[number]

export const SKIP_REASONS = [
  'no-address',
  'no-consent',
  'unsubscribed',
  'hard-bounced',
  'complained',
  'erased',
] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** Why a recipient got nothing: a reason of their own, or that the campaign was cancelled before their turn. */
export type LeftOutReason = SkipReason | 'cancelled'

/** What decides whether a member may be mailed. */
export type MailState = {
  email: string | null
  emailState: MarketingState
  emailUnsubscribed: boolean
  emailBounceType: 'hard' | 'soft' | null
  emailComplaintAt: Date | null
}

export function hasUnsubscribed(member: Pick<MailState, 'emailState' | 'emailUnsubscribed'>): boolean {
  return member.emailUnsubscribed || member.emailState === 'UNSUBSCRIBED'
}

/** Shopify must say SUBSCRIBED; whoever unsubscribed is named as that, which tells the merchant more. */
export function lacksConsent(member: Pick<MailState, 'emailState' | 'emailUnsubscribed'>): boolean {
  return member.emailState !== 'SUBSCRIBED' && !hasUnsubscribed(member)
}

/** Why a member must not get marketing mail, or null. A soft bounce does not block. */
export function skipReason(member: MailState): SkipReason | null {
  if (!member.email) return 'no-address'
  if (lacksConsent(member)) return 'no-consent'
  if (hasUnsubscribed(member)) return 'unsubscribed'
  if (member.emailBounceType === 'hard') return 'hard-bounced'
  if (member.emailComplaintAt) return 'complained'
  return null
}
