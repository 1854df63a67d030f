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

/**
 * Why a recipient got nothing: a reason of their own, that they had been mailed as often as the shop wants, or that the
 * campaign was cancelled before their turn.
 */
export type LeftOutReason = SkipReason | 'too-often' | 'cancelled'

/** What decides whether a member may be mailed. */
export type MailState = {
  email: string | null
  emailState: MarketingState
  emailUnsubscribed: boolean
  emailBounceType: 'hard' | 'soft' | null
  emailComplaintAt: Date | null
  /** Until when they asked for no marketing mail; null once that is over, so that it ends by itself. */
  pausedUntil: Date | null
}

export function hasUnsubscribed(member: Pick<MailState, 'emailState' | 'emailUnsubscribed'>): boolean {
  return member.emailUnsubscribed || member.emailState === 'UNSUBSCRIBED'
}

/** The same over `members m`. */
export const UNSUBSCRIBED_SQL = "(m.email_unsubscribed OR m.email_state = 'UNSUBSCRIBED')"
export const COMPLAINED_SQL = '(m.email_complaint_at IS NOT NULL)'

/**
 * What keeps a member from marketing mail. The first that holds is the reason that is named; `sql` says of a row of
 * `members m` at a time what `holds` says of the member, and a test holds the two equal. Whoever unsubscribed is named as
 * that and not as one without consent, which tells the merchant more; a soft bounce blocks nobody.
 */
const BLOCKS = [
  { reason: 'no-address', holds: ({ email }: MailState) => !email, sql: () => "coalesce(m.email, '') = ''" },
  {
    reason: 'no-consent',
    holds: (member: MailState) => member.emailState !== 'SUBSCRIBED' && !hasUnsubscribed(member),
    sql: () => `m.email_state <> 'SUBSCRIBED' AND NOT ${UNSUBSCRIBED_SQL}`,
  },
  { reason: 'unsubscribed', holds: hasUnsubscribed, sql: () => UNSUBSCRIBED_SQL },
  {
    reason: 'hard-bounced',
    holds: ({ emailBounceType }: MailState) => emailBounceType === 'hard',
    sql: () => "m.email_bounce_type = 'hard'",
  },
  {
    reason: 'complained',
    holds: ({ emailComplaintAt }: MailState) => emailComplaintAt !== null,
    sql: () => COMPLAINED_SQL,
  },
  {
    reason: 'paused',
    holds: ({ pausedUntil }: MailState) => pausedUntil !== null,
    sql: (at: string) => `m.paused_until > ${at}::timestamptz`,
  },
] as const

/** SQL: `pausedUntil` of a row of members at a time, a parameter. */
export const pausedUntilSql = (at: string, row = 'm') =>
  `CASE WHEN ${row}.paused_until > ${at}::timestamptz THEN ${row}.paused_until END`

/** A reason that may hold of a member as they are now. */
export type BlockReason = (typeof BLOCKS)[number]['reason']
export const BLOCK_REASONS: readonly BlockReason[] = BLOCKS.map(({ reason }) => reason)

/** Why a recipient is left out: they are blocked, or there is nobody left to ask. */
export type SkipReason = BlockReason | 'erased'

/** Whether this keeps the member from marketing mail, whatever else may. */
export function isBlockedBy(member: MailState, reason: BlockReason): boolean {
  return BLOCKS.some((block) => block.reason === reason && block.holds(member))
}

/** Why a member must not get marketing mail, or null; asked of some reasons only when they are named. */
export function skipReason(member: MailState, among: readonly BlockReason[] = BLOCK_REASONS): BlockReason | null {
  return BLOCKS.find(({ reason, holds }) => among.includes(reason) && holds(member))?.reason ?? null
}

/** `skipReason()` over `members m` at a time, a parameter. */
export const skipReasonSql = (at: string) =>
  `(CASE ${BLOCKS.map(({ reason, sql }) => `WHEN ${sql(at)} THEN '${reason}'`).join(' ')} END)::skip_reason`
