// SES's feedback put into effect: who it is about, what is written down, once however often it arrives.
import { recordBounce } from '#app/members/bounces/bounces.server.ts'
import { findMembersByEmail } from '#app/members/core/members.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { pastMoment } from '#app/platform/text/moment.ts'
import type { SnsMessage } from '#app/platform/ses/sns.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type EventName } from '#app/tracking/events.ts'
import type { Recipient } from '#app/tracking/links.server.ts'
import { BOUNCE_CAUSE } from '#app/tracking/provider/bounce-cause.ts'
import { noteBounceCause } from '../recipients.server.ts'
import { type Feedback, type FeedbackOutcome, ownOutcome, readFeedback } from './ses-feedback.ts'

/** Any event of a message proves that SES has it: whoever sends wants to know. */
export type ConfirmDelivery = (evidence: Recipient & { messageId: string | null }) => Promise<unknown>

type Match = { recipient: Recipient; outcome: FeedbackOutcome | null }

/**
 * Acts on a verified notification; 'ignored' when it is nothing of ours, 'known' when it was acted on before. The receipt
 * is written last and with the events, so that whatever fails before is done again: the rest is harmless twice.
 */
export async function recordFeedback(
  message: SnsMessage,
  confirmDelivery: ConfirmDelivery,
): Promise<'recorded' | 'known' | 'ignored'> {
  if (await hasReceipt(message.messageId)) return 'known'
  const feedback = readFeedback(message.message)
  if (!feedback) return 'ignored'
  const matches = await findRecipients(feedback)
  const at = timeOf(feedback, message)
  for (const { recipient, outcome } of matches) {
    await confirmDelivery({ ...recipient, messageId: feedback.messageId })
    if (!outcome?.bounce) continue
    const memberId = BigInt(recipient.memberId)
    const { sentTo } = feedback
    const feedbackId = outcome.bounce.feedbackId ?? feedback.messageId ?? message.messageId
    await recordBounce({ ...recipient, memberId, ...outcome.bounce, feedbackId, sentTo, address: outcome.address, at })
  }
  return transaction(async (sql) => {
    const receipt = await sql.query(
      'INSERT INTO sns_receipts (message_id, topic_arn, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [message.messageId, message.topicArn, clock.now()],
    )
    if (receipt.rowCount === 0) return 'known'
    for (const { recipient, outcome } of matches)
      if (outcome?.bounce?.cause) await noteBounceCause(sql, recipient, BOUNCE_CAUSE[outcome.bounce.cause])
    const events = await Promise.all(
      matches.map(async ({ recipient, outcome }) => {
        const names = await withUndelivered(sql, recipient, outcome?.events ?? [])
        return names.map((name) => ({ ...recipient, type: EVENT[name], at }))
      }),
    )
    await recordEvents(sql, events.flat())
    return matches.length > 0 ? 'recorded' : 'ignored'
  })
}

const UNDELIVERED = new Set<EventName>(['bounced', 'suppressed', 'rejected'])

/** Who was not tracked is left out of what rates are a share of, unless they are already for not having got it. */
async function withUndelivered(sql: Sql, to: Recipient, events: EventName[]): Promise<EventName[]> {
  if (!events.some((name) => UNDELIVERED.has(name))) return events
  const found = await sql.query(
    `SELECT FROM recipients WHERE tenant_id = $1 AND mailing_id = $2 AND send_no = $3 AND member_id = $4 AND untracked`,
    [to.tenantId, to.mailingId, to.sendNo, to.memberId],
  )
  return found.rowCount === 1 ? [...events, 'untrackedUndelivered'] : events
}

const SES_BEGAN = Date.UTC(2011, 0)

/** When it happened; when SNS sent the message where SES does not say, or says what can not be. */
function timeOf({ at }: Feedback, { sentAt }: SnsMessage): Date {
  return pastMoment(at, SES_BEGAN, sentAt) ?? sentAt
}

async function hasReceipt(messageId: string): Promise<boolean> {
  const found = await db().query('SELECT 1 FROM sns_receipts WHERE message_id = $1', [messageId])
  return found.rowCount === 1
}

/**
 * By our tags where there are any: a message of ours has one recipient, of whom a closed mailing may keep no row. By address
 * else, as of an identity's notifications.
 */
async function findRecipients(feedback: Feedback): Promise<Match[]> {
  const { tags, sentTo, outcomes } = feedback
  if (!tags) return findUntagged(feedback)
  const known = await db().query<{ email: string | null }>(
    `SELECT m.email FROM mailings w
     LEFT JOIN recipients r ON r.tenant_id = $1 AND r.mailing_id = $2 AND r.send_no = $3 AND r.member_id = $4
     LEFT JOIN members m ON m.tenant_id = $1 AND m.member_id = $4
     WHERE w.tenant_id = $1 AND w.mailing_id = $2 AND (r.member_id IS NOT NULL OR w.closed_at IS NOT NULL)`,
    [tags.tenantId, tags.mailingId, tags.sendNo, tags.memberId],
  )
  const [row] = known.rows
  const addresses = sentTo.length > 0 ? sentTo : [row?.email ?? '']
  return row ? [{ recipient: tags, outcome: ownOutcome(outcomes, addresses) }] : []
}

/** A mail to one address is looked up by it, whatever else the report names; a rejected one tells no recipient at all. */
async function findUntagged({ messageId, sentTo, outcomes }: Feedback): Promise<Match[]> {
  const told = outcomes.filter(({ address, bounce }) => address !== null || bounce !== null)
  const [only, ...others] = sentTo
  const own = only !== undefined && others.length === 0 ? ownOutcome(told, [only]) : null
  const about = own ? [{ address: only ?? null, outcome: own }] : told.map((each) => ({ ...each, outcome: each }))
  const found = await Promise.all(
    about.map(async ({ address, outcome }) => {
      const recipient = address === null ? null : await findByAddress(address, messageId)
      return recipient ? [{ recipient, outcome }] : []
    }),
  )
  return found.flat()
}

/**
 * One address may be a member of many shops: whoever was sent this very message, else whoever was sent the latest one
 * whose message id is not stored, since SES may report before it is. Any other message is not one of a campaign's.
 */
async function findByAddress(address: string, messageId: string | null): Promise<Recipient | null> {
  const members = await findMembersByEmail(address)
  const found = await db().query<Recipient>(
    `SELECT r.tenant_id AS "tenantId", r.mailing_id AS "mailingId", r.send_no AS "sendNo", r.attempt,
       r.member_id::text AS "memberId"
     FROM unnest($1::int[], $2::bigint[]) AS m(tenant_id, member_id)
     JOIN recipients r USING (tenant_id, member_id)
     WHERE r.state IN ('sending', 'sent', 'unconfirmed') AND (r.message_id = $3) IS NOT FALSE
     ORDER BY (r.message_id = $3) IS TRUE DESC, coalesce(r.settled_at, r.frozen_at) DESC, r.mailing_id DESC, r.send_no DESC LIMIT 1`,
    [members.map(({ tenantId }) => tenantId), members.map(({ memberId }) => String(memberId)), messageId],
  )
  return found.rows[0] ?? null
}
