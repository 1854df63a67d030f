// The steps of what is imported beside the customers. Each starts from what the row says; a load that is cut off begins anew,
// for what was loaded twice is as if it was once.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyRefused, ShopifyUnavailable, type ShopifyAdmin } from '#app/platform/shopify/shopify-admin.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'
import { FileGone } from '../bulk/bulk-file.server.ts'
import { ExportDenied, ExportFailed, readBulk, startBulk } from '../bulk/bulk-operation.server.ts'
import { oneAtATime } from '../bulk/one-at-a-time.server.ts'
import { citiesExport } from './cities.server.ts'
import { ordersExport } from './orders.server.ts'
import type { Export } from './export.ts'
import type { SideKind } from './side-imports.server.ts'

const EXPORTS: Record<SideKind, Export> = { orders: ordersExport, cities: citiesExport }

const POLL_MS = 5_000
const GIVE_UP_AT = 10
const GIVE_UP_AFTER_MS = 3 * 86_400_000
/** What changed while the last export began is read again: clocks differ. */
const OVERLAP_MS = 3_600_000

type Live = {
  kind: SideKind
  since: Date | null
  requestedAt: Date
  bulkOperationId: string | null
  exportedFrom: Date | null
  failures: number
}
type Exporting = Live & { bulkOperationId: string; exportedFrom: Date }

/** It was requested anew, or the app was uninstalled, while a step of it was taken. */
class Overtaken extends Error {}

/** Takes each kind one step further; returns when to look again. @throws what went wrong, after noting it. */
export async function continueSideImports(tenantId: number): Promise<Date | null> {
  return oneAtATime('side-import', tenantId, async () => {
    const live = await db().query<Live>(
      `SELECT kind, since, requested_at AS "requestedAt", bulk_operation_id AS "bulkOperationId",
         exported_from AS "exportedFrom", failures::int
       FROM side_imports WHERE tenant_id = $1 AND status IN ('requested', 'running', 'loading') ORDER BY kind`,
      [tenantId],
    )
    const errors: unknown[] = []
    let again = false
    for (const current of live.rows) {
      try {
        again = (await proceed(tenantId, current)) || again
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
    return again ? new Date(Date.now() + POLL_MS) : null
  })
}

/** Whether there is more to do. */
async function proceed(tenantId: number, current: Live): Promise<boolean> {
  try {
    const admin = await adminOf(tenantId)
    return await follow(admin, tenantId, await begun(admin, tenantId, current))
  } catch (error) {
    if (error instanceof Overtaken) return false
    const fault = faultOf(error).error
    if (error instanceof ExportDenied || error instanceof ShopifyRefused) {
      await update(db(), tenantId, current, { status: 'refused', error: fault, finished_at: clock.now() })
      log.info({ tenant: tenantId, kind: current.kind }, 'Shopify lets this app not read that')
      return false
    }
    if (error instanceof FileGone || error instanceof ExportFailed)
      await update(db(), tenantId, current, { status: 'requested', bulk_operation_id: null })
    const isPatient = error instanceof ShopifyUnavailable && !(error instanceof ExportFailed)
    const failures = current.failures + (isPatient ? 0 : 1)
    const age = clock.now().getTime() - current.requestedAt.getTime()
    if (failures < GIVE_UP_AT && age < GIVE_UP_AFTER_MS) {
      await update(db(), tenantId, current, { error: fault, failures })
      throw error
    }
    await update(db(), tenantId, current, { status: 'failed', error: fault, failures, finished_at: clock.now() })
    log.error({ tenant: tenantId, kind: current.kind, ...faultOf(error) }, 'side import failed for good')
    return false
  }
}

async function begun(admin: ShopifyAdmin, tenantId: number, current: Live): Promise<Exporting> {
  const { kind, bulkOperationId, exportedFrom, since } = current
  if (bulkOperationId && exportedFrom) return { ...current, bulkOperationId, exportedFrom }
  const now = clock.now()
  const { query, grouped } = EXPORTS[kind]
  const from = since && new Date(since.getTime() - OVERLAP_MS)
  const id = await startBulk(admin, await query(tenantId, from), { grouped })
  await update(db(), tenantId, current, { status: 'running', bulk_operation_id: id, exported_from: now, error: null })
  return { ...current, bulkOperationId: id, exportedFrom: now }
}

async function follow(admin: ShopifyAdmin, tenantId: number, current: Exporting): Promise<boolean> {
  const { isDone, nodes, url } = await readBulk(admin, current.bulkOperationId)
  if (!isDone) return true
  const { kind, exportedFrom } = current
  await update(db(), tenantId, current, { status: 'loading' })
  const rows = url === null ? 0 : await EXPORTS[kind].load({ tenantId, url, expected: nodes, exportedFrom })
  await transaction(async (sql) => {
    await update(sql, tenantId, current, {
      status: 'done',
      rows_loaded: rows,
      done_from: exportedFrom,
      error: null,
      finished_at: clock.now(),
    })
    await EXPORTS[kind].noteRead?.(sql, tenantId, exportedFrom)
  })
  log.info({ tenant: tenantId, kind, rows }, 'side import done')
  return false
}

type Changes = Partial<{
  status: 'requested' | 'running' | 'loading' | 'done' | 'failed' | 'refused'
  bulk_operation_id: string | null
  exported_from: Date
  rows_loaded: number
  done_from: Date
  failures: number
  error: string | null
  finished_at: Date
}>

/** @throws Overtaken */
async function update(sql: Sql, tenantId: number, { kind, requestedAt }: Live, changes: Changes): Promise<void> {
  const names = Object.keys(changes)
  const updated = await sql.query(
    `UPDATE side_imports SET ${names.map((name, index) => `${name} = $${index + 4}`).join(', ')}
     WHERE tenant_id = $1 AND kind = $2 AND requested_at = $3 AND status IN ('requested', 'running', 'loading')`,
    [tenantId, kind, requestedAt, ...Object.values(changes)],
  )
  if (updated.rowCount === 0) throw new Overtaken()
}
