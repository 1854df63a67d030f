// The consent ledger: append-only, one row for each change of a member's consent, in the order of `seq`. Whoever changes
// consent holds the member's row lock and appends in the same transaction, so that the ledger always tells the state.
// Each row carries the hash of itself and the row before it: consent_payload() and consent_chain() in the migrations.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import type { MarketingState } from '../core/consent.ts'
import type { MemberId, OptInLevel } from '../core/members.server.ts'

export type Channel = 'email' | 'sms'
export type ConsentSource =
  | 'import'
  | 'shopify-webhook'
  | 'shopify-read'
  | 'unsubscribe-link'
  | 'one-click'
  | 'resubscribe-link'
  | 'complaint'
  | 'merge'
  | 'admin'
  | 'reconcile'
  | 'erased-opt-out'
  | 'held-opt-out'

type Actor = 'shopify' | 'customer' | 'staff' | 'glancito'

export type ConsentChange = {
  seq: number
  channel: Channel
  source: ConsentSource
  actor: Actor
  /** The effective state: UNSUBSCRIBED as long as the member has unsubscribed here. */
  oldState: MarketingState | null
  newState: MarketingState
  optInLevel: OptInLevel | null
  /** When the change happened by Shopify's clock, where Shopify told it. */
  shopifyAt: Date | null
  /** When it was written down here. */
  recordedAt: Date
  mailingId: number | null
  /** The webhook, import, message or other evidence of the change. */
  reference: string | null
}

export type LedgerEntry = Omit<ConsentChange, 'seq' | 'actor' | 'recordedAt'>
/** An entry that was just written. */
export type AppendedChange = Pick<ConsentChange, 'seq' | 'channel'>

/** Who is behind a change, by its source; a CASE for SQL. */
const ACTOR = `CASE WHEN c.source IN ('unsubscribe-link', 'one-click', 'resubscribe-link', 'complaint') THEN 'customer'
  WHEN c.source IN ('reconcile', 'erased-opt-out', 'held-opt-out') THEN 'glancito' WHEN c.source = 'admin' THEN 'staff' ELSE 'shopify' END`

/** The text that the hash of the ledger's row `row` is made of. */
export const payloadOf = (row: string, tenant = `${row}.tenant_id`, recorded = `${row}.recorded_at`) =>
  `consent_payload(${tenant}, ${row}.member_id, ${row}.seq, ${row}.channel, ${row}.source, ${row}.actor, ${row}.old_state,
    ${row}.new_state, ${row}.opt_in_level, ${row}.shopify_at, ${recorded}, ${row}.mailing_id, ${row}.reference)`

/**
 * The end of a WITH list: appends the rows of its table `changes` (member_id, channel, source, old_state, new_state,
 * opt_in_level, shopify_at, mailing_id, reference, place) to the ledger of tenant $1, each member's in the order of
 * `place`, with the parameter `recorded` as our time. `appended` then has member_id, seq and channel. The caller holds
 * the members' row locks.
 */
export const appendTo = (recorded: string) => `numbered AS (
  SELECT c.*, ${ACTOR} AS actor, coalesce(h.hash, '') AS previous,
    (coalesce(h.seq, 0) + row_number() OVER (PARTITION BY c.member_id ORDER BY c.place))::int AS seq
  -- OFFSET 0 keeps it a look-up for each row: before its statistics are known, a large table would be joined as a small one.
  FROM changes c LEFT JOIN LATERAL (SELECT seq, hash FROM consent_heads
    WHERE tenant_id = $1 AND member_id = c.member_id OFFSET 0) AS h ON true
), chained AS (
  SELECT n.*, consent_chain(previous, ${payloadOf('n', '$1', recorded)})
    OVER (PARTITION BY member_id ORDER BY seq) AS hash
  FROM numbered n
), appended AS (
  INSERT INTO consent_ledger (tenant_id, member_id, seq, channel, source, old_state, new_state, opt_in_level, shopify_at,
    recorded_at, mailing_id, reference, actor, hash)
  SELECT $1, member_id, seq, channel, source, old_state, new_state, opt_in_level, shopify_at, ${recorded}, mailing_id,
    reference, actor, hash FROM chained
  RETURNING member_id, seq, channel
), heads AS (
  INSERT INTO consent_heads (tenant_id, member_id, seq, hash)
  SELECT DISTINCT ON (member_id) $1, member_id, seq, hash FROM chained ORDER BY member_id, seq DESC
  ON CONFLICT (tenant_id, member_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
)`

const COLUMNS = `seq, channel, source, actor, old_state AS "oldState", new_state AS "newState", opt_in_level AS "optInLevel",
  shopify_at AS "shopifyAt", recorded_at AS "recordedAt", mailing_id AS "mailingId", reference`

/** As many changes as a question lists; the ledger keeps them all. */
const LISTED = 200

/** Which changes to list: of one channel, older than the entry `before`, and how many. */
export type ChangesPage = { channel?: Channel | null; before?: number | null; limit?: number }

/** The changes of a member's consent, the newest first. */
export async function listConsentChanges(
  tenantId: number,
  memberId: MemberId,
  { channel = null, before = null, limit = LISTED }: ChangesPage = {},
): Promise<ConsentChange[]> {
  const found = await db().query<ConsentChange>(
    `SELECT ${COLUMNS} FROM consent_ledger WHERE tenant_id = $1 AND member_id = $2 AND ($3::channel IS NULL OR channel = $3)
       AND seq < coalesce($4, 2147483647) ORDER BY seq DESC LIMIT $5`,
    [tenantId, memberId, channel, before, limit],
  )
  return found.rows
}

/** The newest change on a channel; call with the member's row locked when deciding by it. */
export async function findLatestChange(
  sql: Sql,
  tenantId: number,
  memberId: MemberId,
  channel: Channel,
): Promise<ConsentChange | null> {
  const found = await sql.query<ConsentChange>(
    `SELECT ${COLUMNS} FROM consent_ledger WHERE tenant_id = $1 AND member_id = $2 AND channel = $3
     ORDER BY seq DESC LIMIT 1`,
    [tenantId, memberId, channel],
  )
  return found.rows[0] ?? null
}

/**
 * Appends changes of one member, whose row the caller has locked: the lock keeps `seq` without gaps or clashes. Returns
 * the number that each entry got.
 */
export async function appendChanges(
  sql: Sql,
  tenantId: number,
  memberId: MemberId,
  entries: LedgerEntry[],
): Promise<AppendedChange[]> {
  const appended = await sql.query<AppendedChange>(
    `WITH changes AS (
       SELECT $2::bigint AS member_id, e.*
       FROM unnest($4::channel[], $5::consent_source[], $6::marketing_state[], $7::marketing_state[], $8::opt_in_level[],
         $9::timestamptz[], $10::int[], $11::text[]) WITH ORDINALITY
         AS e (channel, source, old_state, new_state, opt_in_level, shopify_at, mailing_id, reference, place)
     ), ${appendTo('$3::timestamptz')} SELECT channel, seq FROM appended ORDER BY seq`,
    [
      tenantId,
      memberId,
      clock.now(),
      entries.map((entry) => entry.channel),
      entries.map((entry) => entry.source),
      entries.map((entry) => entry.oldState),
      entries.map((entry) => entry.newState),
      entries.map((entry) => entry.optInLevel),
      entries.map((entry) => entry.shopifyAt),
      entries.map((entry) => entry.mailingId),
      entries.map((entry) => entry.reference),
    ],
  )
  return appended.rows
}
