// The import of a shop's customers: requested at install, exported by a bulk operation of Shopify's, loaded from its
// JSON lines. Every step starts from what the row says, so a killed or failed import is taken up where it was.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db.server.ts'
import { enqueue } from '#app/platform/jobs.server.ts'
import { faultOf } from '#app/platform/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyUnavailable, type ShopifyAdmin } from '#app/platform/shopify-admin.server.ts'
import { z } from 'zod'
import { customerFields } from './customer.ts'
import { loadCustomers } from './import-load.server.ts'
import { importQueue } from './jobs.ts'
import { adminOf, pointsMetafield } from './shopify-customers.server.ts'

/** A young import is a merchant at the progress bar; a long one can wait. */
const POLL_MS = { young: 1000, old: 15_000 }
const YOUNG_MS = 120_000

type Import = {
  importId: number
  status: 'requested' | 'running' | 'loading'
  bulkOperationId: string | null
  requestedAt: Date
}

/** Requests an import; one that is under way already serves. */
export async function requestImport(sql: Sql, tenantId: number): Promise<void> {
  await sql.query(
    `INSERT INTO imports (tenant_id, requested_at) VALUES ($1, $2)
     ON CONFLICT (tenant_id) WHERE status IN ('requested', 'running', 'loading') DO NOTHING`,
    [tenantId, clock.now()],
  )
  await enqueue(importQueue, { tenantId }, { key: `poll-${tenantId}`, sql })
}

export type ImportProgress = {
  status: 'requested' | 'running' | 'loading' | 'done' | 'failed'
  /** How many customers the shop has, once Shopify has said so. */
  objectsExpected: number | null
  objectsExported: number
  rowsLoaded: number
  /** Why it failed, or why it is being tried again. */
  error: string | null
  requestedAt: Date
  finishedAt: Date | null
}

/** How far the newest import of a shop has come; null before the first. */
export async function importProgress(tenantId: number): Promise<ImportProgress | null> {
  const found = await db().query<ImportProgress>(
    `SELECT status, objects_expected AS "objectsExpected", objects_exported AS "objectsExported",
       rows_loaded AS "rowsLoaded", error, requested_at AS "requestedAt", finished_at AS "finishedAt"
     FROM imports WHERE tenant_id = $1 ORDER BY import_id DESC LIMIT 1`,
    [tenantId],
  )
  return found.rows[0] ?? null
}

/** Shops whose import has not ended. */
export async function listLiveImports(): Promise<number[]> {
  const found = await db().query<{ tenantId: number }>(
    `SELECT tenant_id AS "tenantId" FROM imports JOIN tenants USING (tenant_id)
     WHERE status IN ('requested', 'running', 'loading') AND uninstalled_at IS NULL`,
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

/**
 * Takes the import one step further; `again` says when to look again. Does nothing while another process has it.
 * @throws what went wrong, after noting it: the queue tries again.
 */
export async function continueImport(tenantId: number): Promise<{ again: Date | null }> {
  const connection = await db().connect()
  try {
    const lock = await connection.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('import'), $1) AS mine",
      [tenantId],
    )
    if (!lock.rows[0]?.mine) return { again: null }
    try {
      return await takeStep(tenantId)
    } finally {
      await connection.query("SELECT pg_advisory_unlock(hashtext('import'), $1)", [tenantId])
    }
  } finally {
    connection.release()
  }
}

async function takeStep(tenantId: number): Promise<{ again: Date | null }> {
  const found = await db().query<Import>(
    `SELECT import_id AS "importId", status, bulk_operation_id AS "bulkOperationId", requested_at AS "requestedAt"
     FROM imports WHERE tenant_id = $1 AND status IN ('requested', 'running', 'loading')`,
    [tenantId],
  )
  const current = found.rows[0]
  if (!current) return { again: null }
  try {
    const admin = await adminOf(tenantId)
    const operationId = current.bulkOperationId ?? (await startExport(admin, tenantId, current))
    return await followExport(admin, tenantId, { ...current, bulkOperationId: operationId })
  } catch (error) {
    // Shown to the merchant and kept: it must not quote the customer whom it choked on.
    await update(tenantId, current, { error: faultOf(error).error })
    throw error
  }
}

const count = z.object({ customersCount: z.object({ count: z.number().int() }).nullable() })
const started = z.object({
  bulkOperationRunQuery: z.object({
    bulkOperation: z.object({ id: z.string() }).nullable(),
    userErrors: z.array(z.object({ code: z.string().nullable(), message: z.string() })),
  }),
})

async function startExport(admin: ShopifyAdmin, tenantId: number, current: Import): Promise<string> {
  const { customersCount } = await admin('{ customersCount(limit: null) { count } }', {}, count)
  const fields = customerFields(await pointsMetafield(tenantId))
  const { bulkOperationRunQuery: run } = await admin(
    `mutation Export($query: String!) { bulkOperationRunQuery(query: $query) {
       bulkOperation { id } userErrors { code message } } }`,
    { query: `{ customers { edges { node { ${fields} } } } }` },
    started,
  )
  const [refusal] = run.userErrors
  if (refusal?.code === 'OPERATION_IN_PROGRESS' || refusal?.code === 'LIMIT_REACHED')
    throw new ShopifyUnavailable(refusal.message)
  if (!run.bulkOperation) throw new Error(`Shopify refused the export: ${refusal?.message ?? 'no reason given'}`)
  await update(tenantId, current, {
    status: 'running',
    bulk_operation_id: run.bulkOperation.id,
    objects_expected: customersCount?.count ?? null,
    error: null,
  })
  log.info({ tenant: tenantId, customers: customersCount?.count }, 'import started')
  return run.bulkOperation.id
}

const operation = z.object({
  bulkOperation: z
    .object({
      status: z.string(),
      errorCode: z.string().nullable(),
      rootObjectCount: z.coerce.number().int(),
      url: z.string().nullable(),
    })
    .nullable(),
})

async function followExport(
  admin: ShopifyAdmin,
  tenantId: number,
  current: Import & { bulkOperationId: string },
): Promise<{ again: Date | null }> {
  const { bulkOperation: state } = await admin(
    'query Export($id: ID!) { bulkOperation(id: $id) { status errorCode rootObjectCount url } }',
    { id: current.bulkOperationId },
    operation,
  )
  if (state?.status === 'COMPLETED') {
    await update(tenantId, current, { status: 'loading', objects_exported: state.rootObjectCount, rows_loaded: 0 })
    // Shopify gives no address when there is nothing to fetch.
    const rows = state.url ? await loadCustomers(tenantId, current.importId, state) : 0
    await update(tenantId, current, { status: 'done', rows_loaded: rows, error: null, finished_at: clock.now() })
    log.info({ tenant: tenantId, customers: rows }, 'import done')
    return { again: null }
  }
  if (state && ['CREATED', 'RUNNING', 'CANCELING'].includes(state.status)) {
    await update(tenantId, current, { objects_exported: state.rootObjectCount })
    const age = clock.now().getTime() - current.requestedAt.getTime()
    return { again: new Date(Date.now() + (age < YOUNG_MS ? POLL_MS.young : POLL_MS.old)) }
  }
  await update(tenantId, current, { status: 'requested', bulk_operation_id: null, objects_exported: 0 })
  throw new ShopifyUnavailable(`the export ended as ${state?.status ?? 'unknown'} (${state?.errorCode ?? 'no code'})`)
}

type Changes = Partial<{
  status: 'requested' | 'running' | 'loading' | 'done'
  bulk_operation_id: string | null
  objects_expected: number | null
  objects_exported: number
  rows_loaded: number
  error: string | null
  finished_at: Date
}>

async function update(tenantId: number, { importId }: { importId: number }, changes: Changes): Promise<void> {
  const names = Object.keys(changes)
  await db().query(
    `UPDATE imports SET ${names.map((name, index) => `${name} = $${index + 3}`).join(', ')}
     WHERE tenant_id = $1 AND import_id = $2`,
    [tenantId, importId, ...Object.values(changes)],
  )
}
