// Bulk operations of Shopify's: a query that Shopify works on by itself and leaves a file of JSON lines.
import { ShopifyUnavailable, type ShopifyAdmin } from '#app/platform/shopify/shopify-admin.server.ts'
import { z } from 'zod'

/** The export came to nothing: another one is begun, but not for ever. */
export class ExportFailed extends ShopifyUnavailable {}

/** Shopify does not let this app read something that was asked for: it would not the next time either. */
export class ExportDenied extends Error {}

const started = z.object({
  bulkOperationRunQuery: z.object({
    bulkOperation: z.object({ id: z.string() }).nullable(),
    userErrors: z.array(z.object({ code: z.string().nullable(), message: z.string() })),
  }),
})

/**
 * Starts an export and returns its id; with `grouped` what stands in a node follows it in the file at once.
 * @throws ShopifyUnavailable where too many run at once; ExportDenied when Shopify does not take the query.
 */
export async function startBulk(admin: ShopifyAdmin, query: string, { grouped = false } = {}): Promise<string> {
  const { bulkOperationRunQuery: run } = await admin(
    `mutation Export($query: String!, $grouped: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
       bulkOperation { id } userErrors { code message } } }`,
    { query, grouped },
    started,
  )
  const [refusal] = run.userErrors
  if (refusal?.code === 'OPERATION_IN_PROGRESS' || refusal?.code === 'LIMIT_REACHED')
    throw new ShopifyUnavailable(refusal.message)
  if (!run.bulkOperation) throw new ExportDenied(`Shopify refused the export: ${refusal?.message ?? 'no reason given'}`)
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

/** How far an export is: how many nodes it has, and once it is done where its file is; null when there is nothing in it. */
export type BulkState = { isDone: boolean; nodes: number; url: string | null }

/** @throws ExportDenied, ExportFailed. */
export async function readBulk(admin: ShopifyAdmin, id: string): Promise<BulkState> {
  const { bulkOperation: state } = await admin(
    'query Export($id: ID!) { bulkOperation(id: $id) { status errorCode rootObjectCount url } }',
    { id },
    operation,
  )
  if (state?.status === 'COMPLETED') return { isDone: true, nodes: state.rootObjectCount, url: state.url }
  if (state && ['CREATED', 'RUNNING', 'CANCELING'].includes(state.status))
    return { isDone: false, nodes: state.rootObjectCount, url: null }
  const end = `the export ended as ${state?.status ?? 'unknown'} (${state?.errorCode ?? 'no code'})`
  throw state?.errorCode === 'ACCESS_DENIED' ? new ExportDenied(end) : new ExportFailed(end)
}
