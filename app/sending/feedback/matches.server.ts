// Whose feedback it is. Many are looked up at once: nearly all carry our tags, and theirs are looked up in one query.
import { findMembersByEmail } from '#app/members/core/members.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { Recipient } from '#app/tracking/links.server.ts'
import { keysOf, receiptKey } from '#app/tracking/receipts.server.ts'
import { type Feedback, type FeedbackOutcome, ownOutcome } from './ses-feedback.ts'

export type Match = {
  recipient: Recipient
  outcome: FeedbackOutcome | null
  /** Known to have been handed over, or that it failed. */
  isSettled: boolean
  /** Handed over without tracking, by their choice. */
  isUntracked: boolean
}
type Known = Pick<Match, 'isSettled' | 'isUntracked'>

/** SQL: of a row of recipients. */
const SETTLED = `r.state IN ('sent', 'failed')`
/** Those without tags that are looked up at the same time. */
const UNTAGGED_AT_ONCE = 4

/**
 * The recipients of each, in their order. By our tags where there are any: a message of ours has one recipient, of whom a
 * closed mailing may keep no row. By address else, as of an identity's notifications.
 */
export async function findMatches(all: Feedback[]): Promise<Match[][]> {
  const known = await findTagged(all.flatMap(({ tags }) => tags ?? []))
  const unaddressed = all.filter(({ tags, sentTo }) => tags && sentTo.length === 0 && known.has(receiptKey(tags)))
  const emails = await findEmails(unaddressed.flatMap(({ tags }) => tags ?? []))
  const matches = all.map(({ tags, sentTo, outcomes }): Match[] => {
    const found = tags && known.get(receiptKey(tags))
    if (!found) return []
    const addresses = sentTo.length > 0 ? sentTo : [emails.get(memberKey(tags)) ?? '']
    return [{ recipient: tags, outcome: ownOutcome(outcomes, addresses), ...found }]
  })
  const untagged = all.flatMap((feedback, place) => (feedback.tags ? [] : [{ feedback, place }]))
  for (let from = 0; from < untagged.length; from += UNTAGGED_AT_ONCE)
    await Promise.all(
      untagged.slice(from, from + UNTAGGED_AT_ONCE).map(async ({ feedback, place }) => {
        matches[place] = await findUntagged(feedback)
      }),
    )
  return matches
}

// GROUP BY makes each a look-up in a primary key, whatever the planner thinks of their number.
const TAGGED = `SELECT g.tenant_id AS "tenantId", g.mailing_id AS "mailingId", g.send_no AS "sendNo", g.member_id::text AS "memberId",
    coalesce(r.settled, true) AS "isSettled", coalesce(r.untracked, false) AS "isUntracked"
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[]) AS g(tenant_id, mailing_id, send_no, member_id)
  JOIN LATERAL (SELECT w.tenant_id, w.closed_at IS NOT NULL AS closed FROM mailings w
    WHERE w.tenant_id = g.tenant_id AND w.mailing_id = g.mailing_id GROUP BY w.tenant_id, w.mailing_id) w ON true
  LEFT JOIN LATERAL (SELECT r.tenant_id, bool_and(${SETTLED}) AS settled, bool_and(r.untracked) AS untracked FROM recipients r
    WHERE r.tenant_id = w.tenant_id AND r.mailing_id = g.mailing_id AND r.send_no = g.send_no AND r.member_id = g.member_id
    GROUP BY r.tenant_id) r ON true
  WHERE r.settled IS NOT NULL OR w.closed`

/** Those of these recipients whom there are, by their receipts. */
async function findTagged(recipients: Recipient[]): Promise<Map<string, Known>> {
  if (recipients.length === 0) return new Map()
  const found = await db().query<Recipient & Known>({ name: 'find-tagged', text: TAGGED, values: keysOf(recipients) })
  return new Map(found.rows.map(({ isSettled, isUntracked, ...key }) => [receiptKey(key), { isSettled, isUntracked }]))
}

const memberKey = ({ tenantId, memberId }: Pick<Recipient, 'tenantId' | 'memberId'>) => `${tenantId} ${memberId}`

/** The addresses of members, for what SES says of a mail without saying where it went. */
async function findEmails(recipients: Recipient[]): Promise<Map<string, string | null>> {
  if (recipients.length === 0) return new Map()
  const found = await db().query<{ tenantId: number; memberId: string; email: string | null }>(
    `SELECT g.tenant_id AS "tenantId", g.member_id::text AS "memberId", m.email
     FROM unnest($1::int[], $2::bigint[]) AS g(tenant_id, member_id)
     JOIN LATERAL (SELECT min(email) AS email FROM members m
       WHERE m.tenant_id = g.tenant_id AND m.member_id = g.member_id) m ON true`,
    [recipients.map(({ tenantId }) => tenantId), recipients.map(({ memberId }) => memberId)],
  )
  return new Map(found.rows.map((row) => [memberKey(row), row.email]))
}

/** A mail to one address is looked up by it, whatever else the report names; a rejected one tells no recipient at all. */
async function findUntagged({ messageId, sentTo, outcomes }: Feedback): Promise<Match[]> {
  const told = outcomes.filter(({ address, bounce }) => address !== null || bounce !== null)
  const [only, ...others] = sentTo
  const own = only !== undefined && others.length === 0 ? ownOutcome(told, [only]) : null
  const about = own ? [{ address: only ?? null, outcome: own }] : told.map((each) => ({ ...each, outcome: each }))
  const matches: Match[] = []
  for (const { address, outcome } of about) {
    const found = address === null ? null : await findByAddress(address, messageId)
    if (found) matches.push({ ...found, outcome })
  }
  return matches
}

/**
 * One address may be a member of many shops: whoever was sent this very message, else whoever was sent the latest one
 * whose message id is not stored, since SES may report before it is. Any other message is not one of a campaign's.
 */
async function findByAddress(address: string, messageId: string | null): Promise<Omit<Match, 'outcome'> | null> {
  const members = await findMembersByEmail(address)
  const found = await db().query<Recipient & Known>(
    `SELECT r.tenant_id AS "tenantId", r.mailing_id AS "mailingId", r.send_no AS "sendNo", r.attempt,
       r.member_id::text AS "memberId", ${SETTLED} AS "isSettled", r.untracked AS "isUntracked"
     FROM unnest($1::int[], $2::bigint[]) AS m(tenant_id, member_id)
     JOIN recipients r USING (tenant_id, member_id)
     WHERE r.state IN ('sending', 'sent', 'unconfirmed') AND (r.message_id = $3) IS NOT FALSE
     ORDER BY (r.message_id = $3) IS TRUE DESC, coalesce(r.settled_at, r.frozen_at) DESC, r.mailing_id DESC, r.send_no DESC LIMIT 1`,
    [members.map(({ tenantId }) => tenantId), members.map(({ memberId }) => String(memberId)), messageId],
  )
  const [row] = found.rows
  if (!row) return null
  const { isSettled, isUntracked, ...recipient } = row
  return { recipient, isSettled, isUntracked }
}
