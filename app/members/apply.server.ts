// What Shopify says of customers, laid over what we know: the newer wins, by group. Consent goes by the time of the
// decision, the profile by the customer's revision; what is not newer is not written. The ledger gets every change of
// consent in the same transaction.
import { clock } from '#app/platform/clock.server.ts'
import { transaction, type Sql } from '#app/platform/db.server.ts'
import type { CustomerChange } from './customer.ts'
import type { ConsentSource } from './ledger.server.ts'

/** The columns of an incoming change, as a staging table and as a JSON record set. */
export const INCOMING = {
  member_id: 'bigint',
  first_name: 'text',
  last_name: 'text',
  email: 'text',
  phone: 'text',
  locale: 'text',
  tags: 'text[]',
  orders_count: 'int',
  amount_spent: 'numeric',
  last_order_at: 'timestamptz',
  loyalty_points: 'int',
  open_tracking: 'open_tracking',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  email_state: 'marketing_state',
  email_opt_in_level: 'opt_in_level',
  email_at: 'timestamptz',
  email_exact: 'boolean',
  sms_state: 'marketing_state',
  sms_opt_in_level: 'opt_in_level',
  sms_at: 'timestamptz',
  sms_exact: 'boolean',
  reference: 'text',
} as const

export type IncomingRow = Record<keyof typeof INCOMING, string | number | boolean | Date | string[] | null>

export function incomingRow({ memberId, profile, email, sms, reference }: CustomerChange): IncomingRow {
  return {
    member_id: memberId,
    first_name: profile?.firstName ?? null,
    last_name: profile?.lastName ?? null,
    email: profile?.email ?? null,
    phone: profile?.phone ?? null,
    locale: profile?.locale ?? null,
    tags: profile?.tags ?? null,
    orders_count: profile?.ordersCount ?? null,
    amount_spent: profile?.amountSpent ?? null,
    last_order_at: profile?.lastOrderAt ?? null,
    loyalty_points: profile?.loyaltyPoints ?? null,
    open_tracking: profile?.openTracking ?? null,
    created_at: profile?.createdAt ?? null,
    updated_at: profile?.updatedAt ?? null,
    email_state: email?.state ?? null,
    email_opt_in_level: email?.optInLevel ?? null,
    email_at: email?.at ?? null,
    email_exact: email?.exact ?? null,
    sms_state: sms?.state ?? null,
    sms_opt_in_level: sms?.optInLevel ?? null,
    sms_at: sms?.at ?? null,
    sms_exact: sms?.exact ?? null,
    reference,
  }
}

const POINTS = `least(2147483647, CASE s.points_source WHEN 'metafield' THEN coalesce(i.loyalty_points, 0)
  ELSE floor(i.amount_spent * s.points_per_unit) END)::int`

/** Newer, or the same revision read again with something that Shopify does not count as one (a metafield, an order). */
const PROFILE_IS_NEWER = `(i.updated_at > m.updated_at OR (i.updated_at = m.updated_at AND
  (i.first_name, i.last_name, i.email, i.phone, i.locale, i.tags, i.orders_count, i.amount_spent, i.last_order_at,
    i.open_tracking, ${POINTS})
  IS DISTINCT FROM (m.first_name, m.last_name, m.email, m.phone, m.locale, m.tags, m.orders_count, m.amount_spent,
    m.last_order_at, m.open_tracking, m.points)))`

/**
 * Newer by the time of the decision; an opt-out wins a tie. Without its own time a state may not end an UNSUBSCRIBED.
 * NOT_SUBSCRIBED has no decision behind it: any decision in a later revision replaces it, even one dated back.
 */
const consentIsNewer = (channel: 'email' | 'sms') => `(i.${channel}_state IS NOT NULL
  AND (i.${channel}_exact OR m.${channel}_state <> 'UNSUBSCRIBED')
  AND (m.${channel}_consent_updated_at IS NULL
    OR i.${channel}_at > m.${channel}_consent_updated_at
    OR (i.${channel}_at = m.${channel}_consent_updated_at AND i.${channel}_state = 'UNSUBSCRIBED'
      AND m.${channel}_state <> 'UNSUBSCRIBED')
    OR (i.${channel}_exact AND m.${channel}_state = 'NOT_SUBSCRIBED' AND i.${channel}_state <> 'NOT_SUBSCRIBED'
      AND i.updated_at > m.updated_at)))`

// Who unsubscribed here stays so until Shopify has a later opt-in; NOT_SUBSCRIBED or PENDING is none.
const EMAIL_IS_NEWER = `(${consentIsNewer('email')} AND (NOT m.email_unsubscribed OR i.email_state = 'UNSUBSCRIBED'
  OR (i.email_state = 'SUBSCRIBED' AND i.email_at > m.email_unsubscribed_at)))`

/** Each known member with what is newer about it, beside what was known. */
const news = (incoming: string) => `WITH i AS (${incoming}), compared AS (
  SELECT i.*, ${POINTS} AS points, coalesce(${PROFILE_IS_NEWER}, false) AS profile_newer,
    coalesce(${EMAIL_IS_NEWER}, false) AS email_newer, coalesce(${consentIsNewer('sms')}, false) AS sms_newer,
    m.email_state AS old_email_state, m.email_opt_in_level AS old_email_level, m.sms_state AS old_sms_state,
    m.sms_opt_in_level AS old_sms_level, m.email_norm AS old_email_norm, m.email_bounce_type AS old_bounce
  FROM i JOIN members m ON m.tenant_id = $1 AND m.member_id = i.member_id JOIN settings s ON s.tenant_id = $1
), n AS (
  SELECT *, email_newer AND email_state = 'SUBSCRIBED' AS lifts,
    -- A bounce is a fact about the address, not the person: a new address starts without one.
    profile_newer AND lower(email) IS DISTINCT FROM old_email_norm AS moves
  FROM compared WHERE profile_newer OR email_newer OR sms_newer
)`

/** Locks those that will change, in the order of ids, so that two of these never wait for each other. */
const lockStatement = (incoming: string) => `${news(incoming)}
  SELECT $2::consent_source, $3::timestamptz, count(*) FROM (SELECT FROM n JOIN members m
    ON m.tenant_id = $1 AND m.member_id = n.member_id ORDER BY m.member_id FOR UPDATE OF m) AS locked`

const LEDGER = `INSERT INTO consent_ledger (tenant_id, member_id, seq, channel, source, old_state, new_state, opt_in_level,
    shopify_at, recorded_at, reference)
  SELECT $1, c.member_id, coalesce((SELECT max(seq) FROM consent_ledger l WHERE l.tenant_id = $1 AND l.member_id = c.member_id), 0)
    + row_number() OVER (PARTITION BY c.member_id ORDER BY c.channel), c.channel, $2, c.old_state, c.new_state,
    c.opt_in_level, c.shopify_at, $3, c.reference FROM changes c`

const PROFILE = ['first_name', 'last_name', 'email', 'phone', 'locale', 'tags', 'orders_count', 'amount_spent']
const REST = ['last_order_at', 'open_tracking', 'points', 'updated_at']

const CHANGES = [
  ...[...PROFILE, ...REST].map(
    (column) => `${column} = CASE WHEN n.profile_newer THEN n.${column} ELSE m.${column} END`,
  ),
  ...['email', 'sms'].flatMap((channel) => [
    `${channel}_state = CASE WHEN n.${channel}_newer THEN n.${channel}_state ELSE m.${channel}_state END`,
    `${channel}_opt_in_level = CASE WHEN n.${channel}_newer THEN n.${channel}_opt_in_level ELSE m.${channel}_opt_in_level END`,
    `${channel}_consent_updated_at = CASE WHEN n.${channel}_newer THEN n.${channel}_at ELSE m.${channel}_consent_updated_at END`,
  ]),
  'email_unsubscribed = m.email_unsubscribed AND NOT n.lifts',
  'email_unsubscribed_at = CASE WHEN NOT n.lifts THEN m.email_unsubscribed_at END',
  'email_bounce_type = CASE WHEN NOT n.moves THEN m.email_bounce_type END',
  'email_bounce_at = CASE WHEN NOT n.moves THEN m.email_bounce_at END',
]

const updateStatement = (incoming: string) => `${news(incoming)}, updated AS (
  UPDATE members m SET ${CHANGES.join(', ')} FROM n WHERE m.tenant_id = $1 AND m.member_id = n.member_id
  RETURNING m.member_id, n.reference, n.old_email_state, n.old_email_level, n.old_sms_state, n.old_sms_level,
    m.email_state, m.email_opt_in_level, CASE WHEN n.email_exact THEN n.email_at END AS email_at,
    m.sms_state, m.sms_opt_in_level, CASE WHEN n.sms_exact THEN n.sms_at END AS sms_at,
    n.moves AND n.old_bounce IS NOT NULL AS bounce_cleared
), changes AS (
  SELECT member_id, 'email'::channel AS channel, old_email_state AS old_state, email_state AS new_state,
    email_opt_in_level AS opt_in_level, email_at AS shopify_at, reference FROM updated
  WHERE (old_email_state, old_email_level) IS DISTINCT FROM (email_state, email_opt_in_level)
  UNION ALL SELECT member_id, 'sms', old_sms_state, sms_state, sms_opt_in_level, sms_at, reference FROM updated
  WHERE (old_sms_state, old_sms_level) IS DISTINCT FROM (sms_state, sms_opt_in_level)
), ledger AS (${LEDGER}), cleared AS (
  UPDATE bounces b SET cleared_at = $3, cleared_by = 'new address' FROM updated u
  WHERE u.bounce_cleared AND b.tenant_id = $1 AND b.member_id = u.member_id AND b.kind <> 'complaint' AND b.cleared_at IS NULL
) SELECT count(*)::int AS count FROM updated`

/** Unknown customers come in whole; one that another transaction is just inserting is left to the update. */
const insertStatement = (incoming: string) => `WITH i AS (${incoming}), inserted AS (
  INSERT INTO members (tenant_id, member_id, created_at, points, updated_at, last_order_at, open_tracking, ${PROFILE.join(', ')}, email_state,
    email_opt_in_level, email_consent_updated_at, sms_state, sms_opt_in_level, sms_consent_updated_at)
  SELECT $1, i.member_id, i.created_at, ${POINTS}, i.updated_at, i.last_order_at, i.open_tracking,
    ${PROFILE.map((column) => `i.${column}`).join(', ')}, i.email_state, i.email_opt_in_level, i.email_at, i.sms_state, i.sms_opt_in_level, i.sms_at
  FROM i JOIN settings s ON s.tenant_id = $1
  WHERE i.updated_at IS NOT NULL AND i.email_state IS NOT NULL AND i.sms_state IS NOT NULL
    AND NOT EXISTS (SELECT FROM members m WHERE m.tenant_id = $1 AND m.member_id = i.member_id)
  ORDER BY i.member_id
  ON CONFLICT DO NOTHING RETURNING member_id, email_state, email_opt_in_level, sms_state, sms_opt_in_level
), changes AS (
  SELECT n.member_id, 'email'::channel AS channel, NULL::marketing_state AS old_state, n.email_state AS new_state,
    n.email_opt_in_level AS opt_in_level, CASE WHEN i.email_exact THEN i.email_at END AS shopify_at, i.reference
  FROM inserted n JOIN i USING (member_id) WHERE n.email_state <> 'NOT_SUBSCRIBED'
  UNION ALL SELECT n.member_id, 'sms', NULL, n.sms_state, n.sms_opt_in_level, CASE WHEN i.sms_exact THEN i.sms_at END, i.reference
  FROM inserted n JOIN i USING (member_id) WHERE n.sms_state <> 'NOT_SUBSCRIBED'
), ledger AS (${LEDGER})
SELECT count(*)::int AS count FROM inserted`

export type Applied = { inserted: number; updated: number }

/** Lays the rows of `incoming` (a query of the columns of INCOMING, each member once) over the members, in one transaction. */
export async function mergeCustomers(
  sql: Sql,
  tenantId: number,
  source: ConsentSource,
  incoming: { query: string; values: unknown[] },
): Promise<Applied> {
  const { query, values } = incoming
  const common = [tenantId, source, clock.now()]
  const inserted = await sql.query<{ count: number }>(insertStatement(query), [...common, ...values])
  await sql.query(lockStatement(query), [...common, ...values])
  const updated = await sql.query<{ count: number }>(updateStatement(query), [...common, ...values])
  return { inserted: inserted.rows[0]?.count ?? 0, updated: updated.rows[0]?.count ?? 0 }
}

const RECORDS = `SELECT * FROM jsonb_to_recordset($4::jsonb) AS r(${Object.entries(INCOMING)
  .map(([column, type]) => `${column} ${type}`)
  .join(', ')})`

/** Lays what Shopify said of some customers over the members, all or nothing; of one customer in the order given. */
export async function saveCustomers(
  tenantId: number,
  source: ConsentSource,
  changes: CustomerChange[],
): Promise<Applied> {
  return transaction(async (sql) => {
    const total = { inserted: 0, updated: 0 }
    for (const round of rounds(changes)) {
      const values = [JSON.stringify(round.map(incomingRow))]
      const applied = await mergeCustomers(sql, tenantId, source, { query: RECORDS, values })
      total.inserted += applied.inserted
      total.updated += applied.updated
    }
    return total
  })
}

/** Splits changes so that each round holds a member once: one statement can change a row only once. */
function rounds(changes: CustomerChange[]): CustomerChange[][] {
  const seen = new Map<string, number>()
  const result: CustomerChange[][] = []
  for (const change of changes) {
    const round = seen.get(change.memberId) ?? 0
    seen.set(change.memberId, round + 1)
    ;(result[round] ??= []).push(change)
  }
  return result
}
