// A shop leaves: first the app, later (shop/redact) with everything we have of it.
import { pauseAll } from '#app/sending/mailing-states.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { forgetJobs } from '#app/platform/jobs/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifySignedOut } from '#app/platform/shopify/shopify-admin.server.ts'
import { z } from 'zod'
import { COMPLIANCE_TOPICS } from './topics.ts'

/** Clocks differ; a shop that was back within this time is simply opened anew at its next request. */
const CLOCK_SKEW_MS = 60_000

/** Notes that a shop has left, unless it came back since; its tokens are dead already and are forgotten. */
export async function noteUninstall(tenantId: number, at: Date): Promise<void> {
  await transaction(async (sql) => {
    const left = await sql.query<{ shop: string }>(
      `UPDATE tenants SET uninstalled_at = $2 WHERE tenant_id = $1 AND uninstalled_at IS NULL AND installed_at <= $3
       RETURNING shop`,
      [tenantId, at, new Date(at.getTime() + CLOCK_SKEW_MS)],
    )
    const tenant = left.rows[0]
    if (!tenant) return
    await sql.query('DELETE FROM sessions WHERE shop = $1', [tenant.shop])
    await sql.query(
      `UPDATE imports SET status = 'failed', error = 'the app was uninstalled', finished_at = $2
       WHERE tenant_id = $1 AND status IN ('requested', 'running', 'loading')`,
      [tenantId, at],
    )
    await sql.query(
      `UPDATE webhook_inbox SET state = 'done', worked_at = $2, body = '', error = NULL, not_before = NULL, leased = false
       WHERE tenant_id = $1 AND state = 'waiting' AND topic <> ALL ($3)`,
      [tenantId, at, COMPLIANCE_TOPICS],
    )
    // Nobody tells us of opt-outs any more, and the shop has not asked for these mails since.
    await pauseAll(sql, tenantId, 'Glancito was uninstalled while this campaign was sending.')
    log.info({ tenant: tenantId }, 'shop uninstalled the app')
  })
}

/** Whether the app is really out of the shop: an app/uninstalled may be lost, and then only the dead token tells. */
export async function hasLeft(tenantId: number): Promise<boolean> {
  try {
    const admin = await adminOf(tenantId)
    await admin('{ shop { id } }', {}, z.unknown())
    return false
  } catch (error) {
    if (error instanceof ShopifySignedOut) return true
    throw error
  }
}

/** Deletes every row of a shop in every table, unless it came back since Shopify asked. */
export async function redactShop(tenantId: number, at: Date): Promise<void> {
  await transaction(async (sql) => {
    const doomed = await sql.query<{ shop: string }>(
      'SELECT shop FROM tenants WHERE tenant_id = $1 AND installed_at <= $2 FOR UPDATE',
      [tenantId, new Date(at.getTime() + CLOCK_SKEW_MS)],
    )
    const tenant = doomed.rows[0]
    if (!tenant) return
    await deleteRows(sql, tenantId)
    await sql.query('DELETE FROM sessions WHERE shop = $1', [tenant.shop])
    log.info({ tenant: tenantId }, 'shop redacted')
  })
}

async function deleteRows(sql: Sql, tenantId: number): Promise<void> {
  // From the catalogue, so that a table added later is not forgotten. tenants comes first and takes with it what refers to
  // it: the ledger lets its rows go only with their shop.
  const tables = await sql.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attname = 'tenant_id' AND NOT a.attisdropped AND NOT EXISTS (SELECT FROM pg_constraint f
         WHERE f.conrelid = c.oid AND f.confrelid = 'tenants'::regclass AND f.contype = 'f' AND f.confdeltype = 'c')
     ORDER BY c.relname <> 'tenants', c.relname`,
  )
  for (const { name } of tables.rows) await sql.query(`DELETE FROM ${name} WHERE tenant_id = $1`, [tenantId])
  await forgetJobs(sql, tenantId)
}

/** Deletes what came in for shops that are redacted: their mails are still opened and clicked, and the links are signed. */
export async function deleteOrphanedRows(): Promise<void> {
  const orphans = await db().query<{ tenantId: number }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM mail_stats s
     WHERE NOT EXISTS (SELECT FROM tenants t WHERE t.tenant_id = s.tenant_id)`,
  )
  for (const { tenantId } of orphans.rows) await transaction((sql) => deleteRows(sql, tenantId))
}
