// Members: the shop's customers as this app knows them, their consent and their bounces. Owns members, consent_ledger,
// bounces, outbox and imports.
import { db, type Sql } from '#app/platform/db/db.server.ts'
import { spellingsOf } from '#app/platform/text/mail-spellings.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { type MailState, type MarketingState, pausedUntilSql } from './consent.ts'
import type { OptInLevel } from './customer.ts'

/** A Shopify customer number: it exceeds 2^53, so it is never a JavaScript number. */
export type MemberId = bigint | string

export type { OptInLevel }

export type Member = MailState & {
  tenantId: number
  memberId: bigint
  firstName: string | null
  lastName: string | null
  phone: string | null
  locale: string | null
  points: number
  tier: string | null
  tags: string[]
  ordersCount: number
  /** In the shop's currency, as exact decimal text. */
  amountSpent: string
  /** Null of who has ordered: longer ago than Shopify shows. */
  lastOrderAt: Date | null
  /** Null of who has ordered: before `ordersKnownSince`. */
  firstOrderAt: Date | null
  countryCode: string | null
  provinceCode: string | null
  timeZone: string | null
  /** Null of everybody where the app may not read it. */
  city: string | null
  emailOptInLevel: OptInLevel | null
  emailConsentUpdatedAt: Date | null
  /** Whether that is when the person decided; else it is only when it was true at the latest. */
  emailConsentExact: boolean
  smsState: MarketingState
  smsOptInLevel: OptInLevel | null
  smsConsentUpdatedAt: Date | null
  smsConsentExact: boolean
  emailUnsubscribedAt: Date | null
  emailBounceAt: Date | null
  openTracking: 'OPTED_IN' | 'OPTED_OUT' | 'UNKNOWN'
  createdAt: Date
  updatedAt: Date
}

const COLUMNS = `tenant_id AS "tenantId", member_id AS "memberId", first_name AS "firstName", last_name AS "lastName",
  email, phone, locale, points, tier, tags, orders_count AS "ordersCount", amount_spent AS "amountSpent",
  last_order_at AS "lastOrderAt", first_order_at AS "firstOrderAt", country_code AS "countryCode",
  province_code AS "provinceCode", time_zone AS "timeZone", city, email_state AS "emailState", email_opt_in_level AS "emailOptInLevel",
  email_consent_updated_at AS "emailConsentUpdatedAt", email_consent_exact AS "emailConsentExact",
  sms_state AS "smsState", sms_opt_in_level AS "smsOptInLevel", sms_consent_updated_at AS "smsConsentUpdatedAt",
  sms_consent_exact AS "smsConsentExact", email_unsubscribed AS "emailUnsubscribed",
  email_unsubscribed_at AS "emailUnsubscribedAt", email_bounce_type AS "emailBounceType",
  email_bounce_at AS "emailBounceAt", email_complaint_at AS "emailComplaintAt",
  ${pausedUntilSql('$3', 'members')} AS "pausedUntil", open_tracking AS "openTracking",
  created_at AS "createdAt", updated_at AS "updatedAt"`

/** The member with this customer number in this shop, or null. */
export async function findMember(tenantId: number, memberId: MemberId, sql: Sql = db()): Promise<Member | null> {
  const found = await sql.query<Member>(`SELECT ${COLUMNS} FROM members WHERE tenant_id = $1 AND member_id = $2`, [
    tenantId,
    memberId,
    clock.now(),
  ])
  return found.rows[0] ?? null
}

/** Since when each channel's consent is what it is; null where Shopify has not told: what is stored then is no date of it. */
export function consentTimes(member: Member): { email: Date | null; sms: Date | null } {
  return {
    email: member.emailConsentExact ? member.emailConsentUpdatedAt : null,
    sms: member.smsConsentExact ? member.smsConsentUpdatedAt : null,
  }
}

/** Whom a customer number in an e-mail of long ago means now: the one that Shopify merged this customer into, or itself. */
export async function followMerge(sql: Sql, tenantId: number, memberId: MemberId): Promise<MemberId> {
  const merged = await sql.query<{ kept: bigint }>(
    'SELECT kept FROM merged_members WHERE tenant_id = $1 AND gone = $2',
    [tenantId, memberId],
  )
  return merged.rows[0]?.kept ?? memberId
}

/**
 * Locks the member, or whom Shopify has merged them into, and says who it is; null when neither is here. The merges are
 * asked for in a statement after each lock that found nobody: so one under way loses nothing.
 */
export async function lockPresent(sql: Sql, tenantId: number, memberId: MemberId): Promise<MemberId | null> {
  let wanted = memberId
  for (;;) {
    const locked = await sql.query('SELECT FROM members WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE', [
      tenantId,
      wanted,
    ])
    if (locked.rowCount === 1) return wanted
    const kept = await followMerge(sql, tenantId, memberId)
    if (String(kept) === String(wanted)) return null
    wanted = kept
  }
}

/** SQL: the ways in which `email_norm` may have an address, of a parameter made by `spellingsOf`. */
export const normOf = (parameter: string) =>
  `ANY (ARRAY(SELECT lower(spelling) FROM unnest(${parameter}::text[]) AS spelling))`

/** Every member of every shop with this address: SES reports a bounce by the address alone when its tags are lost. */
export async function findMembersByEmail(
  email: string,
  sql: Sql = db(),
): Promise<{ tenantId: number; memberId: bigint }[]> {
  const found = await sql.query<{ tenantId: number; memberId: bigint }>(
    `SELECT tenant_id AS "tenantId", member_id AS "memberId" FROM members WHERE email_norm = ${normOf('$1')} ORDER BY 1, 2`,
    [spellingsOf(email)],
  )
  return found.rows
}

/** Those of these customer numbers that are members. */
export async function listKnownMembers(tenantId: number, memberIds: string[]): Promise<Set<string>> {
  if (memberIds.length === 0) return new Set()
  const found = await db().query<{ memberId: string }>(
    'SELECT member_id::text AS "memberId" FROM members WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])',
    [tenantId, memberIds],
  )
  return new Set(found.rows.map((row) => row.memberId))
}
