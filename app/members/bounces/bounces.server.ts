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
    const { tenantId } = bounce
    const present = await lockPresent(sql, tenantId, bounce.memberId)
    if (present === null) return recordOfErased(sql, bounce)
    // A complaint is the person's, whoever Shopify has merged them into; a bounce is the address's.
    const { news } = await record(sql, tenantId, [
      bounce.kind === 'complaint' ? { ...bounce, memberId: present } : bounce,
    ])
    return news > 0
  })
}

/** Members of one transaction: nobody waits long for the lock of their row. */
const AT_ONCE = 250

/** Each as `recordBounce`; those of a shop together, as far as their members are there. */
export async function recordBounces(bounces: NewBounce[]): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(bounces, (bounce) => bounce.tenantId))
    for (const round of rounds(own)) {
      const { missing } = await transaction((sql) => record(sql, tenantId, round))
      for (const bounce of missing) await recordBounce(bounce)
    }
}

/** Bounces in their order, in rounds in which each member has one. */
function rounds(bounces: NewBounce[]): NewBounce[][] {
  const all: NewBounce[][] = []
  const next = new Map<string, number>()
  for (const bounce of bounces) {
    const member = String(bounce.memberId)
    let place = next.get(member) ?? 0
    while ((all[place]?.length ?? 0) >= AT_ONCE) place += 1
    const round = (all[place] ??= [])
    round.push(bounce)
    next.set(member, place + 1)
  }
  return all
}

async function recordOfErased(sql: Sql, bounce: NewBounce): Promise<boolean> {
  const { tenantId, address, kind, at } = bounce
  if (!address || !blocks(bounce)) return false
  await holdSaves(sql, tenantId)
  await keepFeedback(sql, tenantId, address, { isComplaint: kind === 'complaint', at })
  const namesakes = (await findMembersByEmail(address, sql)).filter((other) => other.tenantId === tenantId)
  const { news } = await record(
    sql,
    tenantId,
    namesakes.map(({ memberId }) => ({ ...bounce, memberId })),
  )
  return news > 0
}

/** What a bounce or complaint marks the member with, who has this address now. */
function markOf(bounce: NewBounce, email: string | null): BounceKind | 'nothing' | 'new address' {
  if (bounce.kind === 'complaint') return blocks(bounce) ? 'complaint' : 'nothing'
  return wentTo(bounce, email ?? '') ? bounce.kind : 'new address'
}

/** Whether a mail went to this address, or may have. */
function wentTo({ sentTo = [], address }: NewBounce, email: string): boolean {
  // A mail that was forwarded bounces elsewhere; that may be where the member has moved to.
  const all = address ? [...sentTo, address] : sentTo
  return all.length === 0 || all.some((each) => isSameAddress(each, email))
}

const RECORD = `WITH given AS (
    SELECT * FROM unnest($2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::text[])
      AS g(given_id, mailing_id, kind, bounce_type, sub_type, diagnostic, feedback_id, told_at, mark)
  ), ${lockWas('member_id = ANY ($2::bigint[])')}, noted AS (
    INSERT INTO bounces (tenant_id, member_id, mailing_id, kind, bounce_type, sub_type, diagnostic, feedback_id, occurred_at,
      cleared_at, cleared_by)
    SELECT $1, was_id, mailing_id, kind, bounce_type, sub_type, diagnostic, feedback_id, told_at,
      CASE WHEN mark = 'new address' THEN $11::timestamptz END, CASE WHEN mark = 'new address' THEN mark END
    FROM was JOIN given ON given_id = was_id ON CONFLICT DO NOTHING
    RETURNING member_id AS noted_id
  ), updated AS (UPDATE members SET
    email_bounce_type = CASE WHEN mark = 'hard' THEN 'hard' WHEN mark = 'soft' AND email_bounce_type IS NULL THEN 'soft'
      ELSE email_bounce_type END,
    email_bounce_at = CASE WHEN mark = 'hard' AND email_bounce_type IS DISTINCT FROM 'hard' THEN told_at
      WHEN mark = 'hard' OR (mark = 'soft' AND email_bounce_type IS DISTINCT FROM 'hard')
      THEN greatest(email_bounce_at, told_at) ELSE email_bounce_at END,
    email_complaint_at = CASE WHEN mark = 'complaint' THEN greatest(email_complaint_at, told_at)
      ELSE email_complaint_at END
    FROM was, noted, given WHERE tenant_id = $1 AND member_id = was_id AND noted_id = was_id AND given_id = was_id
    RETURNING email, facets, was_email, was_facets
  ), ${noteUpdated} SELECT FROM updated`

type RecordedBounces = { news: number; missing: NewBounce[] }

/** Writes down those of members who are there, one of each, and tells whose member is not. Locks the members, in one order. */
async function record(sql: Sql, tenantId: number, bounces: NewBounce[]): Promise<RecordedBounces> {
  const found = await sql.query<{ memberId: string; email: string | null }>(
    `SELECT member_id::text AS "memberId", email FROM members WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])
     ORDER BY member_id FOR UPDATE`,
    [tenantId, bounces.map(({ memberId }) => memberId)],
  )
  const emails = new Map(found.rows.map(({ memberId, email }) => [memberId, email]))
  const isPresent = ({ memberId }: NewBounce) => emails.has(String(memberId))
  const present = bounces.filter(isPresent)
  const missing = bounces.filter((bounce) => !isPresent(bounce))
  if (present.length === 0) return { news: 0, missing }
  const recorded = await sql.query(RECORD, [
    tenantId,
    present.map(({ memberId }) => memberId),
    present.map(({ mailingId }) => mailingId),
    present.map(({ kind }) => kind),
    present.map(({ bounceType }) => bounceType),
    present.map(({ subType }) => subType),
    present.map(({ diagnostic }) => diagnostic),
    present.map(({ feedbackId }) => feedbackId),
    present.map(({ at }) => at),
    present.map((bounce) => markOf(bounce, emails.get(String(bounce.memberId)) ?? null)),
    clock.now(),
  ])
  return { news: recorded.rowCount ?? 0, missing }
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
export function clearBounce(tenantId: number, memberId: MemberId, by: string): Promise<boolean> {
  return transaction(async (sql) => {
    // Before their bounces, as whoever imports or erases them does.
    await sql.query('SELECT FROM members WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE', [tenantId, memberId])
    const cleared = await sql.query(
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
  })
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
