// The steps of an import or a check. Each starts from what the row says, so a killed one is taken up where it was.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyRefused, ShopifyUnavailable, type ShopifyAdmin } from '#app/platform/shopify/shopify-admin.server.ts'
import { z } from 'zod'
import { customerFields } from '#app/members/core/customer.ts'
import { FileGone } from '../bulk/bulk-file.server.ts'
import { oneAtATime } from '../bulk/one-at-a-time.server.ts'
import { ExportDenied, ExportFailed, readBulk, startBulk } from '../bulk/bulk-operation.server.ts'
import { loadCustomers, type Load } from './import-load.server.ts'
import { removeMissing } from './import-missing.server.ts'
import type { ImportKind } from './import.server.ts'
import { repairDifferences } from '../compare/reconcile-repair.server.ts'
import { bare, whatMayBeRead } from '#app/members/core/shopify-customers.server.ts'
import { recountTotals } from '#app/members/core/totals.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'
import { requestSideImports } from '../side/side-imports.server.ts'

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
  /** Asked for without what Shopify lets not every app read. */
  bare: boolean
}

type Exporting = Import & { bulkOperationId: string }

type ImportStep = { again: Date | null }

/** An uninstall has ended the import while a step of it was taken: it stays ended. */
class ImportEnded extends Error {}

/**
 * Takes the shop's import and check one step further; `again` says when to look again. Does nothing while another process
 * has them.
 * @throws what went wrong, after noting it: the queue tries again.
 */
export async function continueImport(tenantId: number): Promise<ImportStep> {
  return (await oneAtATime('import', tenantId, () => takeStep(tenantId))) ?? { again: null }
}

async function takeStep(tenantId: number): Promise<ImportStep> {
  const found = await db().query<Import>(
    `SELECT import_id AS "importId", kind, status, bulk_operation_id AS "bulkOperationId", requested_at AS "requestedAt",
       exported_from AS "exportedFrom", failures::int, bare
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
    const { bulkOperationId } = current
    const exporting = bulkOperationId ? { ...current, bulkOperationId } : await startExport(admin, tenantId, current)
    return await followExport(admin, tenantId, exporting)
  } catch (error) {
    if (error instanceof ImportEnded) throw error
    if (isDenied(error) && !current.bare) return askForLess(tenantId, current)
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

const isDenied = (error: unknown) => error instanceof ExportDenied || error instanceof ShopifyRefused

/** What may be read decides nobody's consent: it must not keep the customers out. */
async function askForLess(tenantId: number, current: Import): Promise<ImportStep> {
  await update(tenantId, current, { ...BEGINNING, bare: true })
  log.warn({ tenant: tenantId, import: current.importId }, 'Shopify refused a part of the export: asked for without it')
  return { again: new Date() }
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

async function startExport(admin: ShopifyAdmin, tenantId: number, current: Import): Promise<Exporting> {
  const exportedFrom = clock.now()
  const { customersCount } = await admin('{ customersCount(limit: null) { count } }', {}, count)
  const readable = await whatMayBeRead(tenantId)
  // The city is asked for apart (sync/side): its refusal would cost the whole export.
  const fields = customerFields(current.bare ? bare(readable) : { ...readable, city: false })
  const id = await startBulk(admin, `{ customers { edges { node { ${fields} } } } }`)
  await update(tenantId, current, {
    status: 'running',
    bulk_operation_id: id,
    objects_expected: customersCount?.count ?? null,
    exported_from: exportedFrom,
    error: null,
  })
  log.info({ tenant: tenantId, kind: current.kind, customers: customersCount?.count }, 'import started')
  return { ...current, bulkOperationId: id, exportedFrom }
}

async function followExport(admin: ShopifyAdmin, tenantId: number, current: Exporting): Promise<ImportStep> {
  const { isDone, nodes, url } = await readBulk(admin, current.bulkOperationId)
  if (!isDone) {
    await update(tenantId, current, { objects_exported: nodes })
    const age = clock.now().getTime() - current.requestedAt.getTime()
    return { again: new Date(Date.now() + (age < YOUNG_MS ? POLL_MS.young : POLL_MS.old)) }
  }
  const { importId, kind, requestedAt, exportedFrom } = current
  await update(tenantId, current, { status: 'loading', objects_exported: nodes })
  await load({ tenantId, importId, kind, exportedFrom: exportedFrom ?? requestedAt, expected: nodes, url })
  await transaction(async (sql) => {
    await update(tenantId, current, { status: 'done', error: null, finished_at: clock.now() }, sql)
    await requestSideImports(sql, tenantId)
  })
  log.info({ tenant: tenantId, kind, customers: nodes }, 'import done')
  return { again: null }
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
  bare: boolean
}>

/** @throws ImportEnded */
async function update(
  tenantId: number,
  { importId }: { importId: number },
  changes: Changes,
  sql: Sql = db(),
): Promise<void> {
  const names = Object.keys(changes)
  const updated = await sql.query(
    `UPDATE imports SET ${names.map((name, index) => `${name} = $${index + 3}`).join(', ')}
     WHERE tenant_id = $1 AND import_id = $2 AND status IN ('requested', 'running', 'loading')`,
    [tenantId, importId, ...Object.values(changes)],
  )
  if (updated.rowCount === 0) throw new ImportEnded()
}
