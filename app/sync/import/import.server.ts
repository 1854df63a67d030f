// The import of a shop's customers, and the check of our members against them: requested at install, by the night or by a
// button, exported by a bulk operation of Shopify's, loaded from its JSON lines (import-steps.server.ts).
import { wakeWriteBacks } from '#app/members/outbox/outbox.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { importQueue } from './jobs.ts'
import type { ImportCounts } from './import-words.ts'

export type ImportKind = 'import' | 'reconcile'

const LIVE = `status IN ('requested', 'running', 'loading')`

/** Requests an import, or a check; one that is under way already serves. */
export async function requestImport(sql: Sql, tenantId: number, kind: ImportKind = 'import'): Promise<void> {
  await sql.query(
    `INSERT INTO imports (tenant_id, kind, requested_at) VALUES ($1, $2, $3)
     ON CONFLICT (tenant_id, kind) WHERE ${LIVE} DO NOTHING`,
    [tenantId, kind, clock.now()],
  )
  await enqueue(importQueue, { tenantId }, { key: `poll-${tenantId}`, sql })
}

/** What follows an installation: the shop's customers are brought in, and what it was owed when it left is told to it. */
export async function startSync(tenantId: number): Promise<void> {
  await transaction(async (sql) => {
    await requestImport(sql, tenantId)
    await wakeWriteBacks(sql, tenantId)
  })
}

export type ImportProgress = ImportCounts & {
  /** Why it failed, or why it is being tried again. */
  error: string | null
  requestedAt: Date
  finishedAt: Date | null
}

/** How far the newest import (or check) of a shop has come; null before the first. */
export async function importProgress(tenantId: number, kind: ImportKind = 'import'): Promise<ImportProgress | null> {
  const found = await db().query<ImportProgress>(
    `SELECT status, objects_expected AS "objectsExpected", objects_exported AS "objectsExported",
       rows_loaded AS "rowsLoaded", rows_unreadable AS "rowsUnreadable", unreadable, error,
       requested_at AS "requestedAt", finished_at AS "finishedAt"
     FROM imports WHERE tenant_id = $1 AND kind = $2 ORDER BY import_id DESC LIMIT 1`,
    [tenantId, kind],
  )
  return found.rows[0] ?? null
}

export type Reading = 'read' | 'reading' | 'failed'

/**
 * Whether a shop's customers were read from Shopify, by an import or a check, since it installed the app the last time:
 * while the app is out nobody tells us of opt-outs.
 */
export async function readSinceInstall(sql: Sql, tenantId: number): Promise<Reading> {
  const found = await sql.query<{ reading: Reading }>(
    `SELECT CASE
       WHEN uninstalled_at IS NULL AND EXISTS (SELECT FROM imports i
         WHERE i.tenant_id = $1 AND status = 'done' AND requested_at >= installed_at) THEN 'read'
       WHEN EXISTS (SELECT FROM imports i WHERE i.tenant_id = $1 AND ${LIVE}) THEN 'reading'
       -- The job that asks for the import has not come to it yet.
       WHEN uninstalled_at IS NULL
         AND NOT EXISTS (SELECT FROM imports i WHERE i.tenant_id = $1 AND requested_at >= installed_at) THEN 'reading'
       ELSE 'failed' END AS reading
     FROM tenants WHERE tenant_id = $1`,
    [tenantId],
  )
  return found.rows[0]?.reading ?? 'failed'
}

/** Shops whose import or check has not ended. */
export async function listLiveImports(): Promise<number[]> {
  const found = await db().query<{ tenantId: number }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM imports JOIN tenants USING (tenant_id)
     WHERE ${LIVE} AND uninstalled_at IS NULL`,
  )
  return found.rows.map((row) => row.tenantId)
}

/** Shops that are in and for which nothing was asked yet since: the worker that was to ask may have been killed over it. */
export async function listUnaskedImports(): Promise<number[]> {
  const found = await db().query<{ tenantId: number }>(
    `SELECT t.tenant_id AS "tenantId" FROM tenants t
     LEFT JOIN imports i ON i.tenant_id = t.tenant_id AND (i.requested_at >= t.installed_at OR ${LIVE})
     WHERE t.uninstalled_at IS NULL AND i.tenant_id IS NULL`,
  )
  return found.rows.map((row) => row.tenantId)
}

/** Shopify says that a bulk operation has ended: if it is this shop's import, load it now. */
export async function bulkOperationFinished(tenantId: number, bulkOperationId: string): Promise<void> {
  const found = await db().query(
    `SELECT FROM imports WHERE tenant_id = $1 AND bulk_operation_id = $2 AND status IN ('running', 'loading')`,
    [tenantId, bulkOperationId],
  )
  if (found.rowCount) await enqueue(importQueue, { tenantId }, { key: `finish-${tenantId}` })
}
