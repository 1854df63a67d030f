// What became of an e-mail for one member, in one word: the most telling that is known of it.
import { EVENT } from '#app/tracking/events.ts'

export const OUTCOMES = [
  'complained',
  'unsubscribed',
  'clicked',
  'opened',
  'hard-bounced',
  'soft-bounced',
  'bounced',
  'suppressed',
  'rejected',
  'delivered',
  'delayed',
  'failed',
  'skipped',
  'unconfirmed',
  'sent',
  'sending',
  'queued',
] as const
export type RecipientOutcome = (typeof OUTCOMES)[number]

/** SQL: of the copies `r` of a campaign that a member may have, the one that got furthest first, then the latest. */
export const FURTHEST_FIRST =
  "array_position('{sent,unconfirmed,sending,queued,failed,skipped}', r.state::text), r.mailing_id DESC, r.send_no DESC"

export type RecipientState = 'queued' | 'sending' | 'sent' | 'failed' | 'skipped' | 'unconfirmed'

// The most telling first: whoever clicked has also opened, and whoever complained matters more than both.
const BY_EVENT: [number, RecipientOutcome][] = [
  [EVENT.complained, 'complained'],
  [EVENT.unsubscribed, 'unsubscribed'],
  [EVENT.clicked, 'clicked'],
  [EVENT.opened, 'opened'],
  [EVENT.hardBounced, 'hard-bounced'],
  [EVENT.softBounced, 'soft-bounced'],
  [EVENT.bounced, 'bounced'],
  [EVENT.suppressed, 'suppressed'],
  [EVENT.rejected, 'rejected'],
  [EVENT.delivered, 'delivered'],
  [EVENT.delayed, 'delayed'],
]

export type SeenEvent = { type: number; at: Date }

/**
 * The most telling thing that happened to one recipient, and when. An unsubscribe that was taken back on its
 * confirmation page does not count.
 */
export function outcomeOf(
  state: RecipientState,
  stateAt: Date,
  events: SeenEvent[],
): { outcome: RecipientOutcome; at: Date } {
  const seen = new Map(events.map((event) => [event.type, event.at]))
  const tookBack = seen.get(EVENT.resubscribed)
  for (const [type, outcome] of BY_EVENT) {
    const at = seen.get(type)
    if (!at || (type === EVENT.unsubscribed && tookBack && tookBack >= at)) continue
    return { outcome, at }
  }
  return { outcome: state, at: stateAt }
}
