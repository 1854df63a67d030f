// What Shopify says of customers, laid over what we know, so that the end is the same in whatever order it arrives. The
// profile goes by the customer's revision, consent by the rank, time and strictness of the statement; what does not
// outweigh what is known is not written. The ledger gets every change of consent in the same transaction.
import { clock } from '#app/platform/clock.server.ts'
import { transaction, type Sql } from '#app/platform/db/db.server.ts'
import { noteEchoes } from '../consent/consent-deliveries.server.ts'
import type { CustomerChange } from '../core/customer.ts'
import { pointsSql, tierSql } from '../core/points.ts'
import { beginSave, optedInAfter } from '../consent/erased-addresses.server.ts'
import { incomingRow, RECORDS } from './incoming.server.ts'
import { isKnown, PLACE, READ_APART } from './read-apart.ts'
import { noteTotals, noteUpdated } from '../core/totals.server.ts'
import { appendTo, type ConsentSource } from '../ledger/ledger.server.ts'
import { queueOptOut } from '../outbox/outbox.server.ts'

/** What the member's e-mail consent comes to: an unsubscribe here outweighs what Shopify says. */
const effective = (row: string) => `CASE WHEN ${row}.email_unsubscribed THEN 'UNSUBSCRIBED' ELSE ${row}.email_state END`

const sourceOf = (suppressed: string) =>
  `CASE WHEN ${suppressed} IS NULL THEN $2::consent_source ELSE 'erased-opt-out' END`
const unless = (suppressed: string, at: string) => `CASE WHEN ${suppressed} IS NULL THEN ${at} END`

/** Who starts suppressed because of an erased opt-out: Shopify is owed it. */
const PENDING = `array_agg(member_id::text) FILTER (WHERE suppressed_at IS NOT NULL) AS "emailPending",
  array_agg(member_id::text) FILTER (WHERE sms_suppressed_at IS NOT NULL) AS "smsPending"`

const POINTS = pointsSql({ spent: 'i.amount_spent', told: 'coalesce(i.loyalty_points, 0)' })
const TIER = tierSql(POINTS)

/**
 * Newer, or the same revision read again with something that Shopify does not count as one (a metafield, an order). Its
 * revisions are whole seconds: one with fewer orders was told before.
 */
const PROFILE_IS_NEWER = `(i.updated_at > m.updated_at OR (i.updated_at = m.updated_at
  AND (i.orders_count, coalesce(${isKnown('i', 'last_order_at')}, '-infinity')) >= (m.orders_count, coalesce(m.last_order_at, '-infinity')) AND
  (i.first_name, i.last_name, i.email, i.phone, i.locale, i.tags, i.orders_count, i.amount_spent, ${isKnown('i', 'last_order_at')},
    i.open_tracking, ${POINTS}, ${PLACE.map((column) => isKnown('i', column)).join(', ')})
  IS DISTINCT FROM (m.first_name, m.last_name, m.email, m.phone, m.locale, m.tags, m.orders_count, m.amount_spent,
    m.last_order_at, m.open_tracking, m.points, ${PLACE.map((column) => `m.${column}`).join(', ')})))`

/** What a statement about a channel weighs: see consent_rank() and consent_strictness() in the migrations. */
const weight = (row: 'i' | 'm', channel: 'email' | 'sms') => {
  const [exact, at] = row === 'i' ? ['exact', 'at'] : ['consent_exact', 'consent_updated_at']
  return `(consent_rank(${row}.${channel}_${exact}, ${row}.${channel}_state), coalesce(${row}.${channel}_${at}, '-infinity'),
    consent_strictness(${row}.${channel}_state), coalesce(${row}.${channel}_opt_in_level::text, ''))`
}

const consentIsNewer = (channel: 'email' | 'sms') =>
  `(i.${channel}_state IS NOT NULL AND ${weight('i', channel)} > ${weight('m', channel)})`

// Who unsubscribed here stays so until Shopify tells a later opt-in; NOT_SUBSCRIBED or PENDING is none.
const LIFTS = `(m.email_unsubscribed AND i.email_state = 'SUBSCRIBED' AND i.email_exact AND i.email_at > m.email_unsubscribed_at)`

const MOVES = (column: 'email' | 'phone') =>
  `(i.updated_at >= m.updated_at AND lower(i.${column}) IS DISTINCT FROM lower(m.${column}))`

/**
 * Consent was given for the address or number that is gone, and Shopify does not tell of any for the new one. Without its
 * time that would not outweigh the consent, so the change of address gives it one.
 */
const RESETS = (channel: 'email' | 'sms', column: 'email' | 'phone') =>
  `(${MOVES(column)} AND m.${channel}_state = 'SUBSCRIBED' AND i.${channel}_state <> 'SUBSCRIBED')`

/** Shopify's opt-in is later than the opt-out of an erased person who had this address. */
const optedInSince = (channel: 'email' | 'sms', erased: string) =>
  `(i.${channel}_state = 'SUBSCRIBED' AND i.${channel}_exact AND i.${channel}_at > ${erased}.unsubscribed_at)`

/** What is kept of erased people with this address or number, under whichever key. */
const erased = (channel: 'email' | 'sms', hashes: string, name: string) => `CROSS JOIN LATERAL (
    SELECT max(unsubscribed_at) AS unsubscribed_at, max(complaint_at) AS complaint_at, max(bounced_at) AS bounced_at
    FROM erased_addresses WHERE tenant_id = $1 AND channel = '${channel}' AND address_hash = ANY (${hashes})) AS ${name}`
const ERASED = `${erased('email', 'i.email_hashes', 'x')} ${erased('sms', 'i.phone_hashes', 'y')}`

/**
 * An opt-out of somebody erased with this very address or number that the member does not have: they were saved while the
 * other was being erased, and neither saw the other. What they decided later stands.
 */
const misses = (channel: 'email' | 'sms', column: 'email' | 'phone', erased: string) =>
  `(lower(i.${column}) = lower(m.${column}) AND m.${channel}_state <> 'UNSUBSCRIBED'
    ${channel === 'email' ? 'AND NOT m.email_unsubscribed' : ''} AND NOT ${optedInAfter(channel, `${erased}.unsubscribed_at`, 'm')})`

const MISSES_COMPLAINT = `(lower(i.email) = lower(m.email) AND x.complaint_at > coalesce(m.email_complaint_at, '-infinity'))`

/** Each known member with what is newer about it, beside what was known. */
const news = (incoming: string) => `WITH i AS (${incoming}), compared AS (
  SELECT i.*, ${POINTS} AS points, ${TIER} AS tier, coalesce(${PROFILE_IS_NEWER}, false) AS profile_newer,
    coalesce(${consentIsNewer('email')}, false) AS email_newer, coalesce(${consentIsNewer('sms')}, false) AS sms_newer,
    coalesce(${LIFTS}, false) AS lifts, coalesce(${RESETS('email', 'email')}, false) AS email_resets,
    coalesce(${RESETS('sms', 'phone')}, false) AS sms_resets,
    -- A bounce is a fact about the address, not the person: a new address starts without one.
    coalesce(${MOVES('email')}, false) AS moves, coalesce(${MOVES('phone')}, false) AS sms_moves,
    CASE WHEN (${MOVES('email')} OR ${misses('email', 'email', 'x')}) AND NOT ${optedInSince('email', 'x')}
      THEN x.unsubscribed_at END AS suppressed_at,
    CASE WHEN ${MOVES('email')} OR ${MISSES_COMPLAINT} THEN x.complaint_at END AS complained_at,
    CASE WHEN ${MOVES('email')} THEN x.bounced_at END AS bounced_at,
    CASE WHEN (${MOVES('phone')} OR ${misses('sms', 'phone', 'y')}) AND NOT ${optedInSince('sms', 'y')}
      THEN y.unsubscribed_at END AS sms_suppressed_at,
    ${effective('m')} AS old_email_state, m.email_opt_in_level AS old_email_level, m.sms_state AS old_sms_state,
    m.sms_opt_in_level AS old_sms_level, m.email_bounce_type AS old_bounce,
    m.email AS was_email, m.facets AS was_facets
  -- OFFSET 0 here and below keeps it a look-up for each row: a batch is small beside the shop's members, and an import
  -- runs before their statistics are known.
  FROM i JOIN LATERAL (SELECT * FROM members WHERE tenant_id = $1 AND member_id = i.member_id OFFSET 0) AS m ON true
  JOIN settings s ON s.tenant_id = $1 ${ERASED}
), n AS (
  SELECT * FROM compared
  WHERE profile_newer OR email_newer OR sms_newer OR lifts OR email_resets OR sms_resets
    OR (NOT moves AND (suppressed_at IS NOT NULL OR complained_at IS NOT NULL))
    OR (NOT sms_moves AND sms_suppressed_at IS NOT NULL)
)`

/** Locks those that will change, in the order of ids, so that two of these never wait for each other. */
const lockStatement = (incoming: string) => `${news(incoming)}
  SELECT m.member_id::text AS id, $2::consent_source, $3::timestamptz
  FROM n JOIN members m ON m.tenant_id = $1 AND m.member_id = n.member_id
  ORDER BY m.member_id FOR UPDATE OF m`

const PROFILE = ['first_name', 'last_name', 'email', 'phone', 'locale', 'tags', 'orders_count', 'amount_spent']
const REST = ['open_tracking', 'points', 'tier', 'updated_at']
const WHOLE = [...PROFILE, ...REST, ...READ_APART].join(', ')

const taken = (channel: 'email' | 'sms', theirs: string, ours: string) =>
  `CASE WHEN n.${channel}_newer OR n.${channel}_resets THEN n.${theirs} ELSE m.${ours} END`
const since = (
  channel: 'email' | 'sms',
) => `CASE WHEN n.${channel}_resets THEN greatest(m.${channel}_consent_updated_at, n.updated_at)
  WHEN n.${channel}_newer THEN n.${channel}_at ELSE m.${channel}_consent_updated_at END`

const CHANGES = [
  ...[...PROFILE, ...REST].map(
    (column) => `${column} = CASE WHEN n.profile_newer THEN n.${column} ELSE m.${column} END`,
  ),
  ...READ_APART.map(
    (column) => `${column} = CASE WHEN n.profile_newer THEN ${isKnown('n', column)} ELSE m.${column} END`,
  ),
  `email_state = ${taken('email', 'email_state', 'email_state')}`,
  `email_opt_in_level = ${taken('email', 'email_opt_in_level', 'email_opt_in_level')}`,
  `email_consent_updated_at = ${since('email')}`,
  `email_consent_exact = n.email_resets OR ${taken('email', 'email_exact', 'email_consent_exact')}`,
  `sms_state = CASE WHEN n.sms_suppressed_at IS NOT NULL THEN 'UNSUBSCRIBED' ELSE ${taken('sms', 'sms_state', 'sms_state')} END`,
  `sms_opt_in_level = ${taken('sms', 'sms_opt_in_level', 'sms_opt_in_level')}`,
  `sms_consent_updated_at = greatest(n.sms_suppressed_at, ${since('sms')})`,
  `sms_consent_exact = n.sms_resets OR ${taken('sms', 'sms_exact', 'sms_consent_exact')}`,
  'email_unsubscribed = (m.email_unsubscribed AND NOT n.lifts) OR n.suppressed_at IS NOT NULL',
  'email_unsubscribed_at = greatest(CASE WHEN NOT n.lifts THEN m.email_unsubscribed_at END, n.suppressed_at)',
  "email_bounce_type = CASE WHEN n.bounced_at IS NOT NULL THEN 'hard' WHEN NOT n.moves THEN m.email_bounce_type END",
  'email_bounce_at = CASE WHEN n.bounced_at IS NOT NULL THEN n.bounced_at WHEN NOT n.moves THEN m.email_bounce_at END',
  'email_complaint_at = greatest(m.email_complaint_at, n.complained_at)',
  // Who opts out asks for more than a break.
  `paused_until = CASE WHEN n.suppressed_at IS NULL AND ${taken('email', 'email_state', 'email_state')} <> 'UNSUBSCRIBED' THEN m.paused_until END`,
]

// A level says nothing once consent has ended; our own opt-out comes back from Shopify with one.
const changed = (channel: 'email' | 'sms') => `(u.old_${channel}_state <> u.new_${channel}_state
  OR (u.new_${channel}_state <> 'UNSUBSCRIBED' AND u.old_${channel}_level IS DISTINCT FROM u.${channel}_opt_in_level))`

/** Changes those whose numbers are in the parameter `locked`: what is decided on any other row may be old when it is written. */
const updateStatement = (incoming: string, locked: string) => `${news(incoming)}, updated AS (
  UPDATE members m SET ${CHANGES.join(', ')} FROM n
  WHERE m.tenant_id = $1 AND m.member_id = n.member_id AND n.member_id = ANY (${locked}::bigint[])
  RETURNING m.member_id, n.reference, n.old_email_state, n.old_email_level, n.old_sms_state, n.old_sms_level,
    ${effective('m')} AS new_email_state, m.email_opt_in_level, CASE WHEN n.email_exact THEN n.email_at END AS email_at,
    m.sms_state AS new_sms_state, m.sms_opt_in_level, CASE WHEN n.sms_exact THEN n.sms_at END AS sms_at,
    n.moves AND n.old_bounce IS NOT NULL AS bounce_cleared, n.suppressed_at, n.sms_suppressed_at,
    m.email, m.facets, n.was_email, n.was_facets
), ${noteUpdated}, changes AS (
  SELECT member_id, 'email'::channel AS channel, ${sourceOf('suppressed_at')} AS source, old_email_state AS old_state,
    new_email_state AS new_state, email_opt_in_level AS opt_in_level, ${unless('suppressed_at', 'email_at')} AS shopify_at,
    NULL::int AS mailing_id, reference, 1 AS place FROM updated u WHERE ${changed('email')}
  UNION ALL SELECT member_id, 'sms', ${sourceOf('sms_suppressed_at')}, old_sms_state, new_sms_state, sms_opt_in_level,
    ${unless('sms_suppressed_at', 'sms_at')}, NULL, reference, 2 FROM updated u WHERE ${changed('sms')}
), ${appendTo('$3')}, cleared AS (
  UPDATE bounces b SET cleared_at = $3, cleared_by = 'new address' FROM updated u
  WHERE u.bounce_cleared AND b.tenant_id = $1 AND b.member_id = u.member_id AND b.kind <> 'complaint' AND b.cleared_at IS NULL
) SELECT count(*)::int AS count, ${PENDING},
  EXISTS (SELECT FROM n WHERE member_id <> ALL (${locked}::bigint[])) AS more FROM updated`

// Silence means NOT_SUBSCRIBED, but not for somebody who was erased with another state and is back.
const tells = (channel: 'email' | 'sms') => `(new_${channel}_state <> 'NOT_SUBSCRIBED'
  OR EXISTS (SELECT FROM consent_heads h WHERE h.tenant_id = $1 AND h.member_id = added.member_id OFFSET 0))`

/** Unknown customers come in whole; one that another transaction is just inserting is left to the update. */
const insertStatement = (incoming: string) => `WITH i AS (${incoming}), fresh AS (
  SELECT i.*, ${POINTS} AS points, ${TIER} AS tier, x.complaint_at, x.bounced_at,
    CASE WHEN NOT ${optedInSince('email', 'x')} THEN x.unsubscribed_at END AS suppressed_at,
    CASE WHEN NOT ${optedInSince('sms', 'y')} THEN y.unsubscribed_at END AS sms_suppressed_at
  FROM i JOIN settings s ON s.tenant_id = $1 ${ERASED}
  WHERE i.updated_at IS NOT NULL AND i.email_state IS NOT NULL AND i.sms_state IS NOT NULL
    AND NOT EXISTS (SELECT FROM members m WHERE m.tenant_id = $1 AND m.member_id = i.member_id OFFSET 0)
    -- Who was erased after they were read does not come back by that.
    AND (i.read_at IS NULL OR NOT EXISTS (SELECT FROM erased_members e
      WHERE e.tenant_id = $1 AND e.member_id = i.member_id AND e.erased_at >= i.read_at OFFSET 0))
), inserted AS (
  INSERT INTO members (tenant_id, member_id, created_at, ${WHOLE}, email_state, email_opt_in_level,
    email_consent_updated_at, email_consent_exact, sms_state, sms_opt_in_level, sms_consent_updated_at, sms_consent_exact,
    email_unsubscribed, email_unsubscribed_at, email_complaint_at, email_bounce_type, email_bounce_at)
  SELECT $1, member_id, created_at, ${WHOLE}, email_state, email_opt_in_level, email_at,
    email_exact, CASE WHEN sms_suppressed_at IS NULL THEN sms_state ELSE 'UNSUBSCRIBED' END, sms_opt_in_level,
    greatest(sms_at, sms_suppressed_at), sms_exact, suppressed_at IS NOT NULL, suppressed_at, complaint_at,
    CASE WHEN bounced_at IS NOT NULL THEN 'hard'::bounce_type END, bounced_at
  FROM fresh ORDER BY member_id
  ON CONFLICT DO NOTHING
  RETURNING member_id, email, facets, ${effective('members')} AS new_email_state, sms_state AS new_sms_state
), ${noteTotals('SELECT 1 AS sign, email, facets FROM inserted')}, added AS (
  SELECT f.*, n.new_email_state, n.new_sms_state FROM inserted n JOIN fresh f USING (member_id)
), changes AS (
  SELECT member_id, 'email'::channel AS channel, ${sourceOf('suppressed_at')} AS source, NULL::marketing_state AS old_state,
    new_email_state AS new_state, email_opt_in_level AS opt_in_level,
    CASE WHEN email_exact AND suppressed_at IS NULL THEN email_at END AS shopify_at, NULL::int AS mailing_id, reference, 1 AS place
  FROM added WHERE ${tells('email')}
  UNION ALL SELECT member_id, 'sms', ${sourceOf('sms_suppressed_at')}, NULL, new_sms_state, sms_opt_in_level,
    CASE WHEN sms_exact AND sms_suppressed_at IS NULL THEN sms_at END, NULL, reference, 2
  FROM added WHERE ${tells('sms')}
), ${appendTo('$3')}
SELECT count(*)::int AS count, ${PENDING}, (SELECT count(*)::int FROM (${incoming}) AS given) AS given FROM added`

export type Applied = { inserted: number; updated: number }

/** Lays the rows of `incoming` (a query of the columns of INCOMING, each member once) over the members, in one transaction. */
export async function mergeCustomers(
  sql: Sql,
  tenantId: number,
  source: ConsentSource,
  incoming: { query: string; values: unknown[] },
): Promise<Applied> {
  const { query } = incoming
  const parameters = [tenantId, source, clock.now(), ...incoming.values]
  await beginSave(sql, tenantId)
  const added = (await sql.query<Written & { given: number }>(insertStatement(query), parameters)).rows[0]
  await queueErased(sql, tenantId, added)
  const inserted = added?.count ?? 0
  // All of them new, as in a first import: there is nothing to compare them with.
  if (inserted === added?.given) return { inserted, updated: 0 }
  let updated = 0
  // Most often once; again for who was saved by somebody else between the lock and the update.
  for (let more = true; more;) {
    const locked = (await sql.query<{ id: string }>(lockStatement(query), parameters)).rows.map(({ id }) => id)
    if (locked.length === 0) break
    const values = [...parameters, locked]
    const [written] = (
      await sql.query<Written & { more: boolean }>(updateStatement(query, `$${values.length}`), values)
    ).rows
    await queueErased(sql, tenantId, written)
    updated += written?.count ?? 0
    more = written?.more ?? false
  }
  return { inserted, updated }
}

type Written = { count: number; emailPending: string[] | null; smsPending: string[] | null }

async function queueErased(sql: Sql, tenantId: number, written: Written | undefined): Promise<void> {
  const [email, sms] = [new Set(written?.emailPending), new Set(written?.smsPending)]
  for (const memberId of new Set([...email, ...sms])) {
    const channels = [
      ...(email.has(memberId) ? (['email'] as const) : []),
      ...(sms.has(memberId) ? (['sms'] as const) : []),
    ]
    await queueOptOut(sql, { tenantId, memberId }, channels, { consentedAt: clock.now() })
  }
}

/** Lays what Shopify said of some customers over the members, all or nothing; of one customer in the order given. */
export function saveCustomers(tenantId: number, source: ConsentSource, changes: CustomerChange[]): Promise<Applied> {
  return transaction((sql) => saveCustomersIn(sql, tenantId, source, changes))
}

/** As `saveCustomers`, in the caller's transaction. */
export async function saveCustomersIn(
  sql: Sql,
  tenantId: number,
  source: ConsentSource,
  changes: CustomerChange[],
): Promise<Applied> {
  const total = { inserted: 0, updated: 0 }
  for (const round of rounds(changes)) {
    const values = [JSON.stringify(round.map((change) => incomingRow(tenantId, change)))]
    const applied = await mergeCustomers(sql, tenantId, source, { query: RECORDS, values })
    total.inserted += applied.inserted
    total.updated += applied.updated
  }
  if (source === 'shopify-webhook') await noteEchoes(sql, tenantId, changes)
  return total
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
