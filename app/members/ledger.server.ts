// The consent ledger: append-only, one row for each change of a member's consent, in the order of `seq`. Whoever changes
// consent holds the member's row lock and appends in the same transaction, so that the ledger always tells the state.
import { db, type Sql } from '#app/platform/db.server.ts'
import type { MarketingState } from './consent.ts'
import type { MemberId, OptInLevel } from './members.server.ts'

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

export type ConsentChange = {
  seq: number
  channel: Channel
  source: ConsentSource
  oldState: MarketingState | null
  newState: MarketingState
  optInLevel: OptInLevel | null
  /** When the change happened by Shopify's clock, where Shopify told it. */
  shopifyAt: Date | null
  recordedAt: Date
  campaignId: number | null
  /** The webhook, bulk operation or other evidence of the change. */
  reference: string | null
}

export type LedgerEntry = Omit<ConsentChange, 'seq'>

const COLUMNS = `seq, channel, source, old_state AS "oldState", new_state AS "newState", opt_in_level AS "optInLevel",
  shopify_at AS "shopifyAt", recorded_at AS "recordedAt", campaign_id AS "campaignId", reference`

/** As many changes as a page shows; the ledger keeps them all. */
const LISTED = 200

/** The changes of a member's consent, the newest first. */
export async function listConsentChanges(tenantId: number, memberId: MemberId): Promise<ConsentChange[]> {
  const found = await db().query<ConsentChange>(
    `SELECT ${COLUMNS} FROM consent_ledger WHERE tenant_id = $1 AND member_id = $2 ORDER BY seq DESC LIMIT ${LISTED}`,
    [tenantId, memberId],
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

/** Appends changes of one member, whose row the caller has locked: the lock keeps `seq` without gaps or clashes. */
export async function appendChanges(
  sql: Sql,
  tenantId: number,
  memberId: MemberId,
  entries: LedgerEntry[],
): Promise<void> {
  await sql.query(
    `INSERT INTO consent_ledger (tenant_id, member_id, seq, channel, source, old_state, new_state, opt_in_level,
       shopify_at, recorded_at, campaign_id, reference)
     SELECT $1, $2, last.seq + e.ordinality, e.channel, e.source, e.old_state, e.new_state, e.opt_in_level, e.shopify_at,
       e.recorded_at, e.campaign_id, e.reference
     FROM unnest($3::channel[], $4::consent_source[], $5::marketing_state[], $6::marketing_state[], $7::opt_in_level[],
       $8::timestamptz[], $9::timestamptz[], $10::int[], $11::text[]) WITH ORDINALITY
       AS e (channel, source, old_state, new_state, opt_in_level, shopify_at, recorded_at, campaign_id, reference),
     (SELECT coalesce(max(seq), 0) AS seq FROM consent_ledger WHERE tenant_id = $1 AND member_id = $2) AS last`,
    [
      tenantId,
      memberId,
      entries.map((entry) => entry.channel),
      entries.map((entry) => entry.source),
      entries.map((entry) => entry.oldState),
      entries.map((entry) => entry.newState),
      entries.map((entry) => entry.optInLevel),
      entries.map((entry) => entry.shopifyAt),
      entries.map((entry) => entry.recordedAt),
      entries.map((entry) => entry.campaignId),
      entries.map((entry) => entry.reference),
    ],
  )
}
