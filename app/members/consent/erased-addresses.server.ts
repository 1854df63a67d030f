// Addresses of people who were erased while they were suppressed: only a keyed hash is kept, so that the same address
// coming back by another import stays suppressed, and nobody can be written to from it.
import { createHmac } from 'node:crypto'
import { clock } from '#app/platform/clock.server.ts'
import type { Sql } from '#app/platform/db/db.server.ts'
import { everyKey, type LinkKey, newestKey } from '#app/platform/link-keys.server.ts'
import { spellingsOf } from '#app/platform/text/mail-spellings.server.ts'
import type { Channel } from '../ledger/ledger.server.ts'
import type { MemberId } from '../core/members.server.ts'

/**
 * What an address or phone number may be kept as: its hash under each kept key, as PostgreSQL reads a bytea; others in each
 * shop. Empty for none.
 */
export function addressHashes(tenantId: number, channel: Channel, address: string | null): string[] {
  return address ? everyKey().map((key) => hashOf(key, tenantId, channel, address)) : []
}

function hashOf(key: LinkKey, tenantId: number, channel: Channel, address: string): string {
  const normal = channel === 'email' ? address.trim().toLowerCase() : address.replaceAll(/[^\d+]/g, '')
  const hash = createHmac('sha256', key.keyFor('erased address')).update(`${tenantId}\n${channel}\n${normal}`)
  return String.raw`\x` + hash.digest('hex')
}

/** SQL: whether a row of members opted in at Shopify after `at`. Such a decision outweighs the opt-out of somebody erased. */
export const optedInAfter = (channel: Channel, at: string, row = 'members') =>
  `coalesce(${row}.${channel}_state = 'SUBSCRIBED' AND ${row}.${channel}_consent_exact AND ${row}.${channel}_consent_updated_at > ${at}, false)`

/**
 * Until the caller's transaction ends nobody saves a customer of the shop: else one with the address could be saved at the
 * same moment, and neither side would see the other. Before any lock of a row.
 */
export async function holdSaves(sql: Sql, tenantId: number): Promise<void> {
  await sql.query("SELECT pg_advisory_xact_lock(hashtext('erased addresses'), $1)", [tenantId])
}

/** Waits for whoever holds saves up. Before any lock of a row. */
export async function beginSave(sql: Sql, tenantId: number): Promise<void> {
  await sql.query("SELECT pg_advisory_xact_lock_shared(hashtext('erased addresses'), $1)", [tenantId])
}

type Suppressed = {
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  unsubscribedAt: Date | null
  complaintAt: Date | null
  bouncedAt: Date | null
  smsUnsubscribedAt: Date | null
}

/** Keeps what suppresses a member who is about to be erased, and returns it with who they are; the caller holds the member's row lock. */
export async function keepSuppression(sql: Sql, tenantId: number, memberId: MemberId): Promise<Suppressed | null> {
  const found = await sql.query<Suppressed>(
    `SELECT first_name AS "firstName", last_name AS "lastName", email, phone, email_complaint_at AS "complaintAt",
       CASE WHEN email_bounce_type = 'hard' THEN email_bounce_at END AS "bouncedAt",
       CASE WHEN email_unsubscribed OR email_state = 'UNSUBSCRIBED'
         THEN coalesce(greatest(email_unsubscribed_at, email_consent_updated_at), updated_at) END AS "unsubscribedAt",
       CASE WHEN sms_state = 'UNSUBSCRIBED' THEN coalesce(sms_consent_updated_at, updated_at) END AS "smsUnsubscribedAt"
     FROM members WHERE tenant_id = $1 AND member_id = $2`,
    [tenantId, memberId],
  )
  const [member] = found.rows
  if (!member) return null
  const { email, phone, unsubscribedAt, complaintAt, bouncedAt, smsUnsubscribedAt } = member
  if (email && (unsubscribedAt ?? complaintAt ?? bouncedAt))
    await keep(sql, tenantId, ['email', email, unsubscribedAt, complaintAt, bouncedAt])
  if (phone && smsUnsubscribedAt) await keep(sql, tenantId, ['sms', phone, smsUnsubscribedAt, null, null])
  return member
}

type Kept = [channel: Channel, address: string, unsubscribed: Date | null, complaint: Date | null, bounced: Date | null]

/** Whether somebody with this address was erased while they must not be written to. */
export async function isSuppressed(sql: Sql, tenantId: number, address: string): Promise<boolean> {
  const hashes = spellingsOf(address).flatMap((each) => addressHashes(tenantId, 'email', each))
  const found = await sql.query(
    `SELECT FROM erased_addresses WHERE tenant_id = $1 AND channel = 'email' AND address_hash = ANY ($2::bytea[]) LIMIT 1`,
    [tenantId, hashes],
  )
  return found.rowCount === 1
}

/** Keeps that an erased person opted out by an e-mail which they still have. False when the shop is erased, too. */
export function keepOptOut(sql: Sql, tenantId: number, address: string, at: Date): Promise<boolean> {
  return keep(sql, tenantId, ['email', address, at, null, null])
}

/** Keeps a complaint or hard bounce that came after its person was erased. */
export async function keepFeedback(
  sql: Sql,
  tenantId: number,
  address: string,
  { isComplaint, at }: { isComplaint: boolean; at: Date },
): Promise<void> {
  const [complaint, bounced] = isComplaint ? [at, null] : [null, at]
  await keep(sql, tenantId, ['email', address, null, complaint, bounced])
}

/** Under each spelling of an internationalised domain: a hash knows no other. */
async function keep(sql: Sql, tenantId: number, [channel, address, ...times]: Kept): Promise<boolean> {
  const spellings = channel === 'email' ? spellingsOf(address) : [address]
  const kept = await sql.query(
    `INSERT INTO erased_addresses AS e (tenant_id, channel, address_hash, unsubscribed_at, complaint_at, bounced_at, erased_at)
     SELECT tenant_id, $2::channel, spelling, $4::timestamptz, $5::timestamptz, $6::timestamptz, $7::timestamptz
     FROM tenants CROSS JOIN unnest($3::bytea[]) AS spelling WHERE tenant_id = $1
     ON CONFLICT (tenant_id, channel, address_hash) DO UPDATE SET
       unsubscribed_at = greatest(e.unsubscribed_at, excluded.unsubscribed_at),
       complaint_at = greatest(e.complaint_at, excluded.complaint_at),
       bounced_at = greatest(e.bounced_at, excluded.bounced_at), erased_at = excluded.erased_at`,
    [tenantId, channel, spellings.map((each) => hashOf(newestKey(), tenantId, channel, each)), ...times, clock.now()],
  )
  return (kept.rowCount ?? 0) > 0
}
