// The check of our members against Shopify, as pages and the nightly job ask for it. Its work is that of an import
// (import-steps.server.ts); it owns reconcile_differences.
import type { MarketingState } from '#app/members/core/consent.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { requestImport } from '../import/import.server.ts'
import { isNightlyCheckDue } from './nightly-schedule.ts'
import type { DifferenceClass, DifferenceRepair } from '../compare/reconcile.ts'

const KEPT = '90 days'
const LISTED_CHECKS = 10
const PAGE_SIZE = 50
/** So many shops are begun at a time: each holds a connection while it works. */
const SHOPS_AT_ONCE = 20

/** Requests a check of the shop; one that is under way already serves. Old checks are forgotten. */
export async function requestCheck(tenantId: number): Promise<void> {
  await transaction(async (sql) => {
    const old = `SELECT import_id FROM imports WHERE tenant_id = $1 AND kind = 'reconcile'
      AND requested_at < $2::timestamptz - interval '${KEPT}'`
    const values = [tenantId, clock.now()]
    await sql.query(`DELETE FROM reconcile_differences WHERE tenant_id = $1 AND import_id IN (${old})`, values)
    await sql.query(`DELETE FROM imports WHERE tenant_id = $1 AND import_id IN (${old})`, values)
    await requestImport(sql, tenantId, 'reconcile')
  })
}

/** Requests the nightly check of each shop that is due: in its own time zone, and not all in one minute. */
export async function requestNightlyChecks(): Promise<void> {
  const found = await db().query<{ tenantId: number; timezone: string; last: Date }>(
    `SELECT tenant_id AS "tenantId", timezone, max(requested_at) AS last
     FROM tenants JOIN imports USING (tenant_id) WHERE uninstalled_at IS NULL
     GROUP BY tenant_id HAVING bool_and(status IN ('done', 'failed'))`,
  )
  const now = clock.now()
  const due = found.rows.filter((shop) => isNightlyCheckDue(now, shop))
  for (const { tenantId } of due.slice(0, SHOPS_AT_ONCE)) await requestCheck(tenantId)
}

// Ours to repair: what Shopify has to confirm is open until its write-back is.
const IS_OPEN = `(d.repair IS NULL OR d.repair IN ('owed', 'waiting', 'refused') AND EXISTS (SELECT FROM outbox o
  WHERE o.tenant_id = $1 AND o.member_id = d.member_id AND o.state IN ('waiting', 'refused')))`

export type Check = {
  checkId: number
  status: 'requested' | 'running' | 'loading' | 'done' | 'failed'
  requestedAt: Date
  finishedAt: Date | null
  /** Customers compared. */
  members: number
  /** Differences found, and those of them that still stand. */
  found: number
  open: number
  error: string | null
}

/** The last checks, the newest first. */
export async function listChecks(tenantId: number): Promise<Check[]> {
  return readChecks(tenantId, `ORDER BY import_id DESC LIMIT ${LISTED_CHECKS}`)
}

/** Checks with their counts: of a large shop that was far apart there may be many differences, so no more than asked for. */
async function readChecks(tenantId: number, which: string): Promise<Check[]> {
  const found = await db().query<Check>(
    `SELECT i.import_id AS "checkId", i.status, i.requested_at AS "requestedAt", i.finished_at AS "finishedAt",
       i.rows_loaded AS members, counted.found, counted.open, i.error
     FROM (SELECT * FROM imports WHERE tenant_id = $1 AND kind = 'reconcile' ${which}) AS i CROSS JOIN LATERAL (
       SELECT count(*)::int AS found, (count(*) FILTER (WHERE ${IS_OPEN}))::int AS open
       FROM reconcile_differences d WHERE d.tenant_id = $1 AND d.import_id = i.import_id
     ) AS counted
     ORDER BY i.import_id DESC`,
    [tenantId],
  )
  return found.rows
}

export type LastCheck = {
  /** The newest check that came to its end. */
  done: Check | null
  /** Whether a newer one is under way, or has failed. */
  newer: 'none' | 'running' | 'failed'
}

/** How the shop's members stand against Shopify. */
export async function findLastCheck(tenantId: number): Promise<LastCheck> {
  const newestOf = (status: string) =>
    `(SELECT max(import_id) FROM imports WHERE tenant_id = $1 AND kind = 'reconcile' ${status})`
  const checks = await readChecks(tenantId, `AND import_id IN (${newestOf('')}, ${newestOf("AND status = 'done'")})`)
  const [newest] = checks
  const done = checks.find((check) => check.status === 'done') ?? null
  if (!newest || newest === done) return { done, newer: 'none' }
  return { done, newer: newest.status === 'failed' ? 'failed' : 'running' }
}

export type Difference = {
  memberId: string
  /** Whether the member is still here. */
  isMember: boolean
  firstName: string | null
  lastName: string | null
  email: string | null
  about: 'email' | 'sms' | 'customer'
  class: DifferenceClass
  repair: DifferenceRepair | null
  open: boolean
  /** What the check made of the state here; null where it changed nothing, or nothing that the ledger tells. */
  before: MarketingState | null
  after: MarketingState | null
}

export type DifferencePage = { differences: Difference[]; next: string | null; previous: string | null }

/** The differences of a check from the place `from` on, those still open first; checks find few, so places are counted. */
export async function listDifferences(tenantId: number, checkId: number, from: number): Promise<DifferencePage> {
  const found = await db().query<Difference>(
    `SELECT d.member_id::text AS "memberId", m.member_id IS NOT NULL AS "isMember", m.first_name AS "firstName",
       m.last_name AS "lastName", m.email, d.about, d.class, d.repair, ${IS_OPEN} AS open, change.before, change.after
     FROM reconcile_differences d LEFT JOIN members m ON m.tenant_id = $1 AND m.member_id = d.member_id
     CROSS JOIN LATERAL (
       SELECT (array_agg(old_state ORDER BY seq))[1] AS before, (array_agg(new_state ORDER BY seq DESC))[1] AS after
       FROM consent_ledger l WHERE l.tenant_id = $1 AND l.member_id = d.member_id
         AND l.channel::text = d.about::text AND l.reference = 'reconcile ' || d.import_id
     ) AS change
     WHERE d.tenant_id = $1 AND d.import_id = $2 ORDER BY open DESC, d.member_id, d.about LIMIT $3 OFFSET $4`,
    [tenantId, checkId, PAGE_SIZE + 1, from],
  )
  const differences = found.rows.slice(0, PAGE_SIZE)
  return {
    differences,
    next: found.rows.length > PAGE_SIZE ? String(from + PAGE_SIZE) : null,
    previous: from > 0 ? String(Math.max(0, from - PAGE_SIZE)) : null,
  }
}
