// Bounces and complaints of members: the history, and what of it blocks the next send.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { isSameAddress } from '#app/platform/text/mail-address.ts'
import { deleteSuppressedDestination } from '#app/platform/ses/ses.server.ts'
import { largestFirst, type PageOf, type Place, readPage } from '#app/ui/tables/keyset-page.ts'
import { holdSaves, keepFeedback } from '../consent/erased-addresses.server.ts'
import { isHarmless } from './complaints.ts'
import { isNotTried } from './not-tried.ts'
import { findMembersByEmail, lockPresent, type MemberId } from '../core/members.server.ts'
import { lockWas, noteUpdated } from '../core/totals.server.ts'

export type BounceKind = 'hard' | 'soft' | 'complaint'

export type NewBounce = {
  tenantId: number
  memberId: MemberId
  mailingId: number | null
  kind: BounceKind
  /** SES's bounceType; of a complaint its complaintFeedbackType. */
  bounceType: string | null
  subType: string | null
  diagnostic: string | null
  /** SES's id of the feedback: the same one arrives again by another route or a second delivery. */
  feedbackId: string
  /** The addresses that the mail went to, where they are told. */
  sentTo?: string[]
  /** Which one this is about: another one than it went to where the mail was forwarded. */
  address?: string | null
  at: Date
}

/**
 * Writes down a bounce or complaint and marks the member; a soft bounce never replaces a hard one, and one of an address
 * that the member had before is history only. If they were erased since, whoever has the address now or later is blocked
 * instead. False when it was known already or nobody is there. A complaint blocks every later mail of ours and is shown to
 * the merchant, but it is not written into the consent, here or at Shopify: it is a mailbox provider's report of a mail,
 * which SES says only may be this person's and which a later not-spam report may take back, while an UNSUBSCRIBED at
 * Shopify could not be.
 */
export function recordBounce(bounce: NewBounce): Promise<boolean> {
  return transaction(async (sql) => {
    const present = await lockPresent(sql, bounce.tenantId, bounce.memberId)
    if (present === null) return recordOfErased(sql, bounce)
    // A complaint is the person's, whoever Shopify has merged them into; a bounce is the address's.
    return record(sql, bounce.kind === 'complaint' ? { ...bounce, memberId: present } : bounce)
  })
}

async function recordOfErased(sql: Sql, bounce: NewBounce): Promise<boolean> {
  const { tenantId, address, kind, at } = bounce
  if (!address || !blocks(bounce)) return false
  await holdSaves(sql, tenantId)
  await keepFeedback(sql, tenantId, address, { isComplaint: kind === 'complaint', at })
  let isNews = false
  for (const other of await findMembersByEmail(address, sql))
    if (other.tenantId === tenantId) isNews = (await record(sql, { ...bounce, memberId: other.memberId })) || isNews
  return isNews
}

/** What a bounce or complaint marks the member with. */
async function markOf(sql: Sql, bounce: NewBounce): Promise<BounceKind | 'nothing' | 'new address'> {
  if (bounce.kind === 'complaint') return blocks(bounce) ? 'complaint' : 'nothing'
  return (await wentToPresentAddress(sql, bounce)) ? bounce.kind : 'new address'
}

/** Whether a mail went to the address that its member has now, or may have. Locks the member. */
async function wentToPresentAddress(sql: Sql, bounce: NewBounce): Promise<boolean> {
  const { tenantId, memberId, sentTo = [], address } = bounce
  const found = await sql.query<{ email: string | null }>(
    'SELECT email FROM members WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE',
    [tenantId, memberId],
  )
  const email = found.rows[0]?.email ?? ''
  // A mail that was forwarded bounces elsewhere; that may be where the member has moved to.
  const all = address ? [...sentTo, address] : sentTo
  return all.length === 0 || all.some((each) => isSameAddress(each, email))
}

async function record(sql: Sql, bounce: NewBounce): Promise<boolean> {
  const mark = await markOf(sql, bounce)
  const recorded = await sql.query(
    `WITH ${lockWas('member_id = $2')}, noted AS (
       INSERT INTO bounces (tenant_id, member_id, mailing_id, kind, bounce_type, sub_type, diagnostic, feedback_id, occurred_at,
         cleared_at, cleared_by)
       SELECT $1, was_id, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10 = 'new address' THEN $11::timestamptz END,
         CASE WHEN $10 = 'new address' THEN $10 END
       FROM was ON CONFLICT DO NOTHING
       RETURNING bounce_id
     ), updated AS (UPDATE members SET
       email_bounce_type = CASE WHEN $10 = 'hard' THEN 'hard' WHEN $10 = 'soft' AND email_bounce_type IS NULL THEN 'soft'
         ELSE email_bounce_type END,
       email_bounce_at = CASE WHEN $10 = 'hard' AND email_bounce_type IS DISTINCT FROM 'hard' THEN $9
         WHEN $10 = 'hard' OR ($10 = 'soft' AND email_bounce_type IS DISTINCT FROM 'hard')
         THEN greatest(email_bounce_at, $9) ELSE email_bounce_at END,
       email_complaint_at = CASE WHEN $10 = 'complaint' THEN greatest(email_complaint_at, $9)
         ELSE email_complaint_at END
       FROM was, noted WHERE tenant_id = $1 AND member_id = was_id RETURNING email, facets, was_email, was_facets
     ), ${noteUpdated} SELECT FROM updated`,
    [
      bounce.tenantId,
      bounce.memberId,
      bounce.mailingId,
      bounce.kind,
      bounce.bounceType,
      bounce.subType,
      bounce.diagnostic,
      bounce.feedbackId,
      bounce.at,
      mark,
      clock.now(),
    ],
  )
  return recorded.rowCount === 1
}

const blocks = ({ kind, bounceType }: NewBounce) => kind === 'hard' || (kind === 'complaint' && !isHarmless(bounceType))

type Bounced = { memberId: MemberId; email: string | null; bounce: BounceKind | null }

/**
 * Lets a member receive mail again after a bounce, here and at SES; a complaint stays. Nothing is changed when SES cannot
 * be reached: cleared only here, the next mail would bounce from its suppression list at once.
 */
export async function liftBounce(
  tenantId: number,
  { memberId, email, bounce }: Bounced,
  by: string,
): Promise<'cleared' | 'nothing' | 'ses-unreachable'> {
  if (email && bounce === 'hard' && !(await unblock(email))) return 'ses-unreachable'
  return (await clearBounce(tenantId, memberId, by)) ? 'cleared' : 'nothing'
}

async function unblock(address: string): Promise<boolean> {
  try {
    await deleteSuppressedDestination(address)
    return true
  } catch (error) {
    log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'address not taken off the suppression list')
    return false
  }
}

/** False when there was nothing to clear. */
export async function clearBounce(tenantId: number, memberId: MemberId, by: string): Promise<boolean> {
  const cleared = await db().query(
    `WITH cleared AS (
       UPDATE bounces SET cleared_at = $3, cleared_by = $4
       WHERE tenant_id = $1 AND member_id = $2 AND kind <> 'complaint' AND cleared_at IS NULL
     ), ${lockWas('member_id = $2 AND email_bounce_type IS NOT NULL')}, updated AS (
       UPDATE members SET email_bounce_type = NULL, email_bounce_at = NULL
       FROM was WHERE tenant_id = $1 AND member_id = was_id RETURNING email, facets, was_email, was_facets
     ), ${noteUpdated} SELECT FROM updated`,
    [tenantId, memberId, clock.now(), by],
  )
  return cleared.rowCount === 1
}

/** Those of these members whose hard bounces, as far as they count, are all of mail that SES did not try. */
export async function listNotTried(tenantId: number, memberIds: string[]): Promise<Set<string>> {
  if (memberIds.length === 0) return new Set()
  const found = await db().query<{ memberId: string; subTypes: (string | null)[] }>(
    `SELECT member_id::text AS "memberId", array_agg(DISTINCT sub_type) AS "subTypes" FROM bounces
     WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[]) AND kind = 'hard' AND cleared_at IS NULL GROUP BY member_id`,
    [tenantId, memberIds],
  )
  const notTried = found.rows.filter(({ subTypes }) =>
    subTypes.every((subType) => isNotTried({ kind: 'hard', subType })),
  )
  return new Set(notTried.map(({ memberId }) => memberId))
}

export type Bounce = {
  bounceId: string
  mailingId: number | null
  kind: BounceKind
  bounceType: string | null
  subType: string | null
  diagnostic: string | null
  occurredAt: Date
  clearedAt: Date | null
  clearedBy: string | null
}

const COLUMNS = `bounce_id::text AS "bounceId", mailing_id AS "mailingId", kind, bounce_type AS "bounceType",
  sub_type AS "subType", diagnostic, occurred_at AS "occurredAt", cleared_at AS "clearedAt", cleared_by AS "clearedBy"`

/** All of a member's bounces and complaints, the newest first. */
export async function listBounces(tenantId: number, memberId: MemberId): Promise<Bounce[]> {
  const found = await db().query<Bounce>(
    `SELECT ${COLUMNS} FROM bounces WHERE tenant_id = $1 AND member_id = $2 ORDER BY occurred_at DESC, bounce_id DESC`,
    [tenantId, memberId],
  )
  return found.rows
}

const PAGE = 20

/** A page of them; its place is a bounce. */
export function listBouncePage(tenantId: number, memberId: MemberId, place: Place<string>): Promise<PageOf<Bounce>> {
  return readPage(place, {
    size: PAGE,
    keyOf: ({ bounceId }) => bounceId,
    read: async (from, limit) => {
      const { sign, direction, key } = largestFirst(from)
      const found = await db().query<Bounce>(
        `SELECT ${COLUMNS} FROM bounces
         WHERE tenant_id = $1 AND member_id = $2 AND ($3::bigint IS NULL OR (occurred_at, bounce_id) ${sign} (
           SELECT occurred_at, bounce_id FROM bounces WHERE tenant_id = $1 AND member_id = $2 AND bounce_id = $3))
         ORDER BY occurred_at ${direction}, bounces.bounce_id ${direction} LIMIT $4`,
        [tenantId, memberId, key, limit],
      )
      return found.rows
    },
  })
}
