// Opt-outs that were taken back as a mail scanner's, until a person at the shop has looked at each, or the customer has decided.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import { largestFirst, type PageOf, type Place, readPage } from '#app/ui/tables/keyset-page.ts'
import { findMember, type MemberId } from '../core/members.server.ts'
import { appendChanges, type AppendedChange, type Channel } from '../ledger/ledger.server.ts'
import type { FollowedOptOut } from './followed-opt-outs.server.ts'

/** What a visitor has done that no person does. */
export type WhyHeld = {
  /** Tracked links of the e-mail, all of which they followed, beside the one that unsubscribes. */
  links: number
  withinMs: number
  /** Until they unsubscribed; null where neither the delivery nor the hand-over is known. */
  sinceDeliveryMs: number | null
  gateway: string | null
}

export type HeldOptOut = WhyHeld & {
  heldNo: string
  memberId: string
  mailingId: number
  sendNo: number
  mailedId: string
  followedAt: Date
  times: number
  email: boolean
  sms: boolean
}

/** Puts an opt-out where the merchant reviews it, in the transaction that takes it back. */
export async function hold(
  sql: Sql,
  { tenantId, memberId, mailingId, sendNo, mailedId, followedAt, times }: FollowedOptOut,
  { why, appended }: { why: WhyHeld; appended: AppendedChange[] },
): Promise<void> {
  const seqOf = (channel: Channel) => appended.find((each) => each.channel === channel)?.seq ?? null
  await sql.query(
    `INSERT INTO held_opt_outs AS h (tenant_id, member_id, mailing_id, send_no, mailed_id, followed_at, times, held_at, email_seq, sms_seq,
       links, within_ms, since_delivery_ms, gateway)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     ON CONFLICT (tenant_id, mailing_id, send_no, mailed_id) DO UPDATE SET member_id = excluded.member_id,
       followed_at = excluded.followed_at, times = h.times + excluded.times, held_at = excluded.held_at,
       email_seq = excluded.email_seq, sms_seq = excluded.sms_seq, links = excluded.links, within_ms = excluded.within_ms,
       since_delivery_ms = excluded.since_delivery_ms, gateway = excluded.gateway`,
    [
      tenantId,
      memberId,
      mailingId,
      sendNo,
      mailedId,
      followedAt,
      times,
      clock.now(),
      seqOf('email'),
      seqOf('sms'),
      why.links,
      why.withinMs,
      why.sinceDeliveryMs,
      why.gateway,
    ],
  )
}

/** SQL: whether a channel of the held opt-out `h` of tenant $1 was given back and nobody has changed it since. */
const isGivenBack = (channel: Channel) =>
  `(h.${channel}_seq IS NOT NULL AND NOT EXISTS (SELECT FROM consent_ledger l WHERE l.tenant_id = $1
    AND l.member_id = h.member_id AND l.channel = '${channel}' AND l.seq > h.${channel}_seq AND l.old_state IS DISTINCT FROM l.new_state))`

/** Who has changed their consent since has decided by themselves. */
const OPEN = `held_opt_outs h WHERE h.tenant_id = $1 AND (${isGivenBack('email')} OR ${isGivenBack('sms')})`

const COLUMNS = `h.held_no::text AS "heldNo", h.member_id::text AS "memberId", h.mailing_id AS "mailingId", h.send_no AS "sendNo",
  h.mailed_id::text AS "mailedId", h.followed_at AS "followedAt", h.times, h.links, h.within_ms AS "withinMs",
  h.since_delivery_ms::float8 AS "sinceDeliveryMs", h.gateway, ${isGivenBack('email')} AS email, ${isGivenBack('sms')} AS sms`

/** How many wait for a person, of the shop or of one member. */
export async function countHeld(tenantId: number, memberId: MemberId | null = null): Promise<number> {
  const found = await db().query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${OPEN} AND ($2::bigint IS NULL OR h.member_id = $2)`,
    [tenantId, memberId],
  )
  return found.rows[0]?.count ?? 0
}

/** The numbers of those that wait for a person, the newest first: none newer than `newest`, where it is said. */
export async function heldNumbers(tenantId: number, newest: string | null, limit: number): Promise<string[]> {
  const found = await db().query<{ heldNo: string }>(
    `SELECT h.held_no::text AS "heldNo" FROM ${OPEN} AND ($2::bigint IS NULL OR h.held_no <= $2) ORDER BY h.held_no DESC LIMIT $3`,
    [tenantId, newest, limit],
  )
  return found.rows.map(({ heldNo }) => heldNo)
}

const PAGE = 50

type HeldPerson = HeldOptOut & { firstName: string | null; lastName: string | null; address: string | null }

/** A page of those that wait for a person, the newest first. */
export function listHeld(tenantId: number, place: Place<string>): Promise<PageOf<HeldPerson>> {
  return readPage(place, {
    size: PAGE,
    keyOf: ({ heldNo }) => heldNo,
    read: async (from, limit) => {
      const { sign, direction, key } = largestFirst(from)
      const found = await db().query<HeldPerson>(
        `SELECT h.*, m.first_name AS "firstName", m.last_name AS "lastName", m.email AS address
         FROM (SELECT ${COLUMNS} FROM ${OPEN} AND ($2::bigint IS NULL OR h.held_no ${sign} $2)
           ORDER BY h.held_no ${direction} LIMIT $3) AS h
         LEFT JOIN members m ON m.tenant_id = $1 AND m.member_id = h."memberId"::bigint ORDER BY h."heldNo"::bigint ${direction}`,
        [tenantId, key, limit],
      )
      return found.rows
    },
  })
}

/** One that waits for a person, locked with its member, who is first; null when it does not wait any more. */
export async function lockHeld(sql: Sql, tenantId: number, heldNo: string): Promise<HeldOptOut | null> {
  await sql.query(
    `SELECT FROM members WHERE tenant_id = $1 AND member_id = (
       SELECT member_id FROM held_opt_outs WHERE tenant_id = $1 AND held_no = $2) FOR UPDATE`,
    [tenantId, heldNo],
  )
  const found = await sql.query<HeldOptOut>(`SELECT ${COLUMNS} FROM ${OPEN} AND h.held_no = $2 FOR UPDATE OF h`, [
    tenantId,
    heldNo,
  ])
  return found.rows[0] ?? null
}

/** It does not wait any more. */
export async function closeHeld(sql: Sql, tenantId: number, heldNo: string): Promise<void> {
  await sql.query('DELETE FROM held_opt_outs WHERE tenant_id = $1 AND held_no = $2', [tenantId, heldNo])
}

/** Keeps a member as they are, who is locked, and notes in the ledger who has decided that, for what they are subscribed to. */
export async function noteKept(sql: Sql, tenantId: number, held: HeldOptOut, by: string): Promise<void> {
  const member = await findMember(tenantId, held.memberId, sql)
  if (!member) return
  const kept: Channel[] = []
  if (held.email && member.emailState === 'SUBSCRIBED') kept.push('email')
  if (held.sms && member.smsState === 'SUBSCRIBED') kept.push('sms')
  if (kept.length === 0) return
  await appendChanges(
    sql,
    tenantId,
    held.memberId,
    kept.map((channel) => ({
      channel,
      source: 'admin' as const,
      oldState: 'SUBSCRIBED' as const,
      newState: 'SUBSCRIBED' as const,
      optInLevel: channel === 'email' ? member.emailOptInLevel : member.smsOptInLevel,
      shopifyAt: null,
      mailingId: held.mailingId,
      reference: by,
    })),
  )
}

/** Those of somebody who was merged wait under whom they were merged into, as long as nothing is decided of these from now on. */
export async function carryHeld(sql: Sql, tenantId: number, gone: MemberId, kept: MemberId): Promise<void> {
  const newest = (channel: Channel) => `CASE WHEN h.${channel}_seq IS NOT NULL AND NOT EXISTS (
      SELECT FROM members m WHERE m.tenant_id = $1 AND m.member_id = $3 AND (m.${channel}_state = 'UNSUBSCRIBED'${channel === 'email' ? ' OR m.email_unsubscribed' : ''}))
    THEN coalesce((SELECT max(seq) FROM consent_ledger WHERE tenant_id = $1 AND member_id = $3), 0) END`
  await sql.query(
    `UPDATE held_opt_outs t SET member_id = $3, email_seq = carried.email_seq, sms_seq = carried.sms_seq
     FROM (SELECT h.held_no, ${newest('email')} AS email_seq, ${newest('sms')} AS sms_seq FROM ${OPEN} AND h.member_id = $2) AS carried
     WHERE t.tenant_id = $1 AND t.held_no = carried.held_no`,
    [tenantId, gone, kept],
  )
}

/** Forgets those whose members have decided by themselves; returns how many. */
export async function forgetDecided(): Promise<number> {
  const shops = await db().query<{ tenantId: number }>(
    'SELECT DISTINCT tenant_id AS "tenantId" FROM held_opt_outs ORDER BY 1',
  )
  let forgotten = 0
  for (const { tenantId } of shops.rows) {
    const gone = await db().query(
      `DELETE FROM held_opt_outs d WHERE d.tenant_id = $1 AND NOT EXISTS (SELECT FROM ${OPEN} AND h.held_no = d.held_no)`,
      [tenantId],
    )
    forgotten += gone.rowCount ?? 0
  }
  return forgotten
}
