// The steps of an import or a check. Each starts from what the row says, so a killed one is taken up where it was.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyUnavailable, type ShopifyAdmin } from '#app/platform/shopify/shopify-admin.server.ts'
import { z } from 'zod'
import { customerFields } from '#app/members/core/customer.ts'
import { FileGone } from './import-file.server.ts'
import { loadCustomers, type Load } from './import-load.server.ts'
import { removeMissing } from './import-missing.server.ts'
import type { ImportKind } from './import.server.ts'
import { repairDifferences } from '../compare/reconcile-repair.server.ts'
import { pointsMetafield } from '#app/members/core/shopify-customers.server.ts'
import { recountTotals } from '#app/members/core/totals.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'

/** A young import is a merchant at the progress bar; a long one can wait. */
const POLL_MS = { young: 1000, old: 15_000 }
const YOUNG_MS = 120_000
/** Shopify may be down for long; what fails otherwise again and again needs a person. */
const GIVE_UP_AFTER_MS = 3 * 86_400_000
const GIVE_UP_AT = 10

type Import = {
  importId: number
  kind: ImportKind
  status: 'requested' | 'running' | 'loading'
  bulkOperationId: string | null
  requestedAt: Date
  exportedFrom: Date | null
  failures: number
}

type ImportStep = { again: Date | null }

/** An uninstall has ended the import while a step of it was taken: it stays ended. */
class ImportEnded extends Error {}

/** The export came to nothing: another one is begun, but not for ever. */
class ExportFailed extends ShopifyUnavailable {}

/**
 * Takes the shop's import and check one step further; `again` says when to look again. Does nothing while another process
 * has them.
 * @throws what went wrong, after noting it: the queue tries again.
 */
export async function continueImport(tenantId: number): Promise<ImportStep> {
  const connection = await db().connect()
  let spoilt = true
  try {
    const lock = await connection.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('import'), $1) AS mine",
      [tenantId],
    )
    spoilt = false
    if (!lock.rows[0]?.mine) return { again: null }
    try {
      return await takeStep(tenantId)
    } finally {
      spoilt = true
      await connection.query("SELECT pg_advisory_unlock(hashtext('import'), $1)", [tenantId])
      spoilt = false
    }
  } finally {
    // One that may still hold the lock must not be lent to anybody else: the lock ends with it.
    connection.release(spoilt)
  }
}

async function takeStep(tenantId: number): Promise<ImportStep> {
  const found = await db().query<Import>(
    `SELECT import_id AS "importId", kind, status, bulk_operation_id AS "bulkOperationId", requested_at AS "requestedAt",
       exported_from AS "exportedFrom", failures::int
     FROM imports WHERE tenant_id = $1 AND status IN ('requested', 'running', 'loading') ORDER BY import_id`,
    [tenantId],
  )
  const waits: Date[] = []
  for (const current of found.rows) {
    const { again } = await attempt(tenantId, current)
    if (again) waits.push(again)
  }
  return { again: waits.toSorted((one, other) => one.getTime() - other.getTime())[0] ?? null }
}

async function attempt(tenantId: number, current: Import): Promise<ImportStep> {
  try {
    return await proceed(tenantId, current)
  } catch (error) {
    if (error instanceof ImportEnded) return { again: null }
    throw error
  }
}

async function proceed(tenantId: number, current: Import): Promise<ImportStep> {
  try {
    const admin = await adminOf(tenantId)
    const exporting = current.bulkOperationId ? current : await startExport(admin, tenantId, current)
    return await followExport(admin, tenantId, exporting)
  } catch (error) {
    if (error instanceof ImportEnded) throw error
    // Shown to the merchant and kept: it must not quote the customer whom it choked on.
    const fault = faultOf(error).error
    if (error instanceof FileGone || error instanceof ExportFailed) await update(tenantId, current, BEGINNING)
    const failures = current.failures + (isPatient(error) ? 0 : 1)
    const age = clock.now().getTime() - current.requestedAt.getTime()
    if (failures < GIVE_UP_AT && age < GIVE_UP_AFTER_MS) {
      await update(tenantId, current, { error: fault, failures })
      throw error
    }
    await update(tenantId, current, { status: 'failed', error: fault, failures, finished_at: clock.now() })
    log.error({ tenant: tenantId, import: current.importId, ...faultOf(error) }, 'import failed for good')
    return { again: null }
  }
}

const isPatient = (error: unknown) => error instanceof ShopifyUnavailable && !(error instanceof ExportFailed)

const BEGINNING: Changes = {
  status: 'requested',
  bulk_operation_id: null,
  objects_exported: 0,
  rows_loaded: 0,
  rows_unreadable: 0,
  bytes_loaded: 0,
  file_tag: null,
}

const count = z.object({ customersCount: z.object({ count: z.number().int() }).nullable() })
const started = z.object({
  bulkOperationRunQuery: z.object({
    bulkOperation: z.object({ id: z.string() }).nullable(),
    userErrors: z.array(z.object({ code: z.string().nullable(), message: z.string() })),
  }),
})

async function startExport(admin: ShopifyAdmin, tenantId: number, current: Import): Promise<Import> {
  const exportedFrom = clock.now()
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
    exported_from: exportedFrom,
    error: null,
  })
  log.info({ tenant: tenantId, kind: current.kind, customers: customersCount?.count }, 'import started')
  return { ...current, bulkOperationId: run.bulkOperation.id, exportedFrom }
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

async function followExport(admin: ShopifyAdmin, tenantId: number, current: Import): Promise<ImportStep> {
  const { bulkOperation: state } = await admin(
    'query Export($id: ID!) { bulkOperation(id: $id) { status errorCode rootObjectCount url } }',
    { id: current.bulkOperationId },
    operation,
  )
  if (state?.status === 'COMPLETED') {
    const { importId, kind, requestedAt, exportedFrom } = current
    await update(tenantId, current, { status: 'loading', objects_exported: state.rootObjectCount })
    const from = exportedFrom ?? requestedAt
    await load({ tenantId, importId, kind, exportedFrom: from, expected: state.rootObjectCount, url: state.url })
    await update(tenantId, current, { status: 'done', error: null, finished_at: clock.now() })
    log.info({ tenant: tenantId, kind, customers: state.rootObjectCount }, 'import done')
    return { again: null }
  }
  if (state && ['CREATED', 'RUNNING', 'CANCELING'].includes(state.status)) {
    await update(tenantId, current, { objects_exported: state.rootObjectCount })
    const age = clock.now().getTime() - current.requestedAt.getTime()
    return { again: new Date(Date.now() + (age < YOUNG_MS ? POLL_MS.young : POLL_MS.old)) }
  }
  throw new ExportFailed(`the export ended as ${state?.status ?? 'unknown'} (${state?.errorCode ?? 'no code'})`)
}

/** All that follows the export; each part, begun again, goes on where it was. */
async function load(file: Load): Promise<void> {
  await loadCustomers(file)
  if (file.kind === 'reconcile') await repairDifferences(file)
  await removeMissing(file)
  await recountTotals(file.tenantId)
}

type Changes = Partial<{
  status: 'requested' | 'running' | 'loading' | 'done' | 'failed'
  bulk_operation_id: string | null
  objects_expected: number | null
  objects_exported: number
  rows_loaded: number
  rows_unreadable: number
  bytes_loaded: number
  file_tag: string | null
  exported_from: Date
  failures: number
  error: string | null
  finished_at: Date
}>

/** @throws ImportEnded */
async function update(tenantId: number, { importId }: { importId: number }, changes: Changes): Promise<void> {
  const names = Object.keys(changes)
  const updated = await db().query(
    `UPDATE imports SET ${names.map((name, index) => `${name} = $${index + 3}`).join(', ')}
     WHERE tenant_id = $1 AND import_id = $2 AND status IN ('requested', 'running', 'loading')`,
    [tenantId, importId, ...Object.values(changes)],
  )
  if (updated.rowCount === 0) throw new ImportEnded()
}
