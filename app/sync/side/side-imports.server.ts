// What is imported beside the customers, after each import and each nightly check of them: orders, which need read_orders, and
// cities, a protected field. Each is an export of its own, so that Shopify's refusal of one stops neither the other nor the
// customers. Owns side_imports, of which a shop has one row for each kind; the work is in side-import-steps.server.ts.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { sideImportQueue } from './jobs.ts'

export type SideKind = 'orders' | 'cities'

const KINDS: SideKind[] = ['orders', 'cities']
const IS_LIVE = `status IN ('requested', 'running', 'loading')`

/** Shopify shows an app sixty days of orders: what was read so long ago is read anew as a whole. */
const STALE_MS = 55 * 86_400_000

/**
 * Requests both: what has changed since they were read the last time, or with `whole` all that Shopify shows, as after a
 * permission was given. One that is under way already serves, but for `whole`.
 */
export async function requestSideImports(sql: Sql, tenantId: number, { whole = false } = {}): Promise<void> {
  const now = clock.now()
  for (const kind of KINDS)
    await sql.query(
      `INSERT INTO side_imports AS s (tenant_id, kind, status, requested_at) VALUES ($1, $2, 'requested', $3)
       ON CONFLICT (tenant_id, kind) DO UPDATE SET status = 'requested', requested_at = $3,
         since = CASE WHEN s.done_from > $4 AND NOT $5 THEN s.done_from END,
         bulk_operation_id = NULL, exported_from = NULL, rows_loaded = 0, failures = 0, error = NULL, finished_at = NULL
       WHERE $5 OR NOT (s.${IS_LIVE})`,
      [tenantId, kind, now, new Date(now.getTime() - STALE_MS), whole],
    )
  await askForSideImport(tenantId, sql)
}

/** Has a worker look at what the shop imports beside its customers. */
export function askForSideImport(tenantId: number, sql?: Sql): Promise<void> {
  return enqueue(sideImportQueue, { tenantId }, { key: `poll-${tenantId}`, ...(sql && { sql }) })
}

/** Shops with something under way. */
export async function listLiveSideImports(): Promise<number[]> {
  const found = await db().query<{ tenantId: number }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM side_imports JOIN tenants USING (tenant_id)
     WHERE ${IS_LIVE} AND uninstalled_at IS NULL`,
  )
  return found.rows.map(({ tenantId }) => tenantId)
}

/** Ends what is under way: the app is out of the shop. */
export async function endSideImports(sql: Sql, tenantId: number, at: Date): Promise<void> {
  await sql.query(
    `UPDATE side_imports SET status = 'failed', error = 'the app was uninstalled', finished_at = $2
     WHERE tenant_id = $1 AND ${IS_LIVE}`,
    [tenantId, at],
  )
}
