// A shop leaves: first the app, later (shop/redact) with everything we have of it.
import { deleteMembers } from '#app/members/intake/erase.server.ts'
import { pauseAll } from '#app/sending/mailing-states.server.ts'
import { endSideImports } from '#app/sync/side/side-imports.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { forgetJobs } from '#app/platform/jobs/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifySignedOut } from '#app/platform/shopify/shopify-admin.server.ts'
import { foldInHandEnds } from '#app/tracking/hits/fold-lock.server.ts'
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
    await endSideImports(sql, tenantId, at)
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

/**
 * Deletes every row of a shop in every table, unless it came back since Shopify asked. One that comes back from then on is a new
 * one. What is cut off goes on when the message is tried again.
 */
export async function redactShop(tenantId: number, at: Date): Promise<void> {
  if (!(await makeNobodys(tenantId, at))) return
  // From here on nothing is counted for it: whoever counts hits never waits for the rows of a shop to be deleted.
  await foldInHandEnds()
  await deleteShop(tenantId)
  log.info({ tenant: tenantId }, 'shop redacted')
}

/** No shop of Shopify's is called so. */
const NOBODYS = 'redacted-'

/** Takes the name from a shop that is to be deleted, and its sessions, and closes its mailings; false when it came back. */
async function makeNobodys(tenantId: number, at: Date): Promise<boolean> {
  return transaction(async (sql) => {
    const doomed = await sql.query<{ shop: string }>(
      'SELECT shop FROM tenants WHERE tenant_id = $1 AND installed_at <= $2 FOR UPDATE',
      [tenantId, new Date(at.getTime() + CLOCK_SKEW_MS)],
    )
    const tenant = doomed.rows[0]
    if (!tenant) return false
    const now = clock.now()
    await sql.query('DELETE FROM sessions WHERE shop = $1', [tenant.shop])
    await sql.query(
      'UPDATE tenants SET shop = $2, uninstalled_at = coalesce(uninstalled_at, $3) WHERE tenant_id = $1',
      [tenantId, `${NOBODYS}${tenantId}`, now],
    )
    await sql.query('UPDATE mailings SET closed_at = $2 WHERE tenant_id = $1 AND closed_at IS NULL', [tenantId, now])
    return true
  })
}

/** They go with the shop, to which they refer: the ledger lets its rows go only so, and the message that asks for this is needed until the end. */
const WITH_THE_SHOP = ['consent_ledger', 'webhook_inbox']

/** Deletes table by table, and at last, in one transaction, the shop with what is left. */
async function deleteShop(tenantId: number): Promise<void> {
  await deleteMembers(tenantId)
  const others = ['members', 'tenants', ...WITH_THE_SHOP]
  for (const table of await listTables())
    if (!others.includes(table)) await db().query(`DELETE FROM ${table} WHERE tenant_id = $1`, [tenantId])
  await transaction(async (sql) => {
    await sql.query('DELETE FROM tenants WHERE tenant_id = $1', [tenantId])
    await forgetJobs(sql, tenantId)
  })
}

/** From the catalogue, so that a table added later is not forgotten. */
async function listTables(): Promise<string[]> {
  const tables = await db().query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attname = 'tenant_id' AND NOT a.attisdropped ORDER BY c.relname`,
  )
  return tables.rows.map(({ name }) => name)
}

/**
 * Deletes what came in for shops that are redacted: their mails are still opened and clicked, and the links are signed. And shops
 * whose deletion was cut off for good.
 */
export async function deleteOrphanedRows(): Promise<void> {
  const orphans = await db().query<{ tenantId: number }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM mail_stats s
     WHERE NOT EXISTS (SELECT FROM tenants t WHERE t.tenant_id = s.tenant_id)`,
  )
  const begun = await db().query<{ tenantId: number }>(
    `SELECT tenant_id AS "tenantId" FROM tenants WHERE shop LIKE $1 || '%'`,
    [NOBODYS],
  )
  for (const { tenantId } of [...orphans.rows, ...begun.rows]) await deleteShop(tenantId)
}
