// What became of the last campaigns for one member, as a story of moments.
import { SKIP_LABELS } from '#app/campaigns/send/skip-words.ts'
import type { LeftOutReason } from '#app/members/core/consent.ts'
import type { MailingSource } from '#app/sending/mailings.server.ts'
import type { Moment } from '../hits/hit-words.ts'
import type { RecipientOutcome, RecipientState } from './outcomes.ts'

/** An e-mail that a member was to get, mostly a campaign's. */
export type MemberCampaign = {
  mailingId: number
  source: MailingSource
  /** Null of what is no campaign's. */
  campaignId: number | null
  /** The campaign's name; the subject of what is none. */
  name: string
  state: RecipientState
  skipReason: LeftOutReason | null
  outcome: RecipientOutcome
  /** When it was sent, skipped or given up; of one still waiting when it was queued. */
  at: string
  moments: Moment[]
}

export const SOURCE_LABELS: Record<MailingSource, string> = {
  campaign: 'Campaign',
  automation: 'Automation',
  bulk: 'Bulk message',
  transactional: 'Transactional email',
  system: 'System email',
}

export const OUTCOME_BADGES: Record<
  RecipientOutcome,
  { text: string; tone?: 'success' | 'info' | 'warning' | 'critical' }
> = {
  complained: { text: 'Complained', tone: 'critical' },
  unsubscribed: { text: 'Unsubscribed', tone: 'critical' },
  clicked: { text: 'Clicked', tone: 'success' },
  opened: { text: 'Opened', tone: 'success' },
  'hard-bounced': { text: 'Hard bounce', tone: 'critical' },
  'soft-bounced': { text: 'Soft bounce', tone: 'warning' },
  bounced: { text: 'Bounced', tone: 'warning' },
  suppressed: { text: 'Not tried', tone: 'critical' },
  rejected: { text: 'Rejected', tone: 'critical' },
  delivered: { text: 'Delivered', tone: 'info' },
  delayed: { text: 'Delayed', tone: 'warning' },
  failed: { text: 'Failed', tone: 'critical' },
  skipped: { text: 'Skipped' },
  unconfirmed: { text: 'Unconfirmed', tone: 'warning' },
  sent: { text: 'Sent', tone: 'info' },
  sending: { text: 'Sending' },
  queued: { text: 'Waiting' },
}

/** What a merchant should know when nothing else happened. */
export function explanation({ state, skipReason, outcome, moments }: MemberCampaign): string | null {
  if (state === 'skipped') return skipReason ? `Not sent: ${lowerFirst(SKIP_LABELS[skipReason])}` : 'Not sent'
  if (state === 'failed') return 'It couldn’t be sent.'
  if (state === 'unconfirmed')
    return 'Amazon SES gave no clear answer. It won’t be sent twice; any sign of it settles this.'
  if (state === 'queued' || state === 'sending') return 'It’s on its way.'
  if (outcome === 'suppressed') return 'Amazon SES didn’t try: the address is on its suppression list.'
  if (outcome === 'rejected') return 'Amazon SES accepted it, then rejected it.'
  if (!moments.some(({ hits }) => hits > 0)) return 'Handed to Amazon SES; no news yet.'
  return null
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
