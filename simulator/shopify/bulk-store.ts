// Bulk operations as rows, and as GraphQL shows them.
import type { SimulatorContext } from '../context.ts'
import type { Fields } from './graph.ts'
import { gid } from './ids.ts'
import { time } from './models.ts'

type BulkStatus = 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED'

export interface BulkOperation {
  shop: string
  id: string
  query: string
  status: BulkStatus
  error_code: string | null
  created_at: string
  completed_at: string | null
  object_count: number
  root_object_count: number
  /** Makes the address of the result one that cannot be guessed. */
  secret: string
  result: string | null
  /** Whether the nodes inside a node follow it at once; else they come in any order after it. */
  grouped: number
}

export function findBulk(sim: SimulatorContext, shop: string, id: string): BulkOperation | null {
  const row = sim.store.db.prepare('SELECT * FROM shopify_bulk_operations WHERE shop = ? AND id = ?').get(shop, id)
  return row ? (row as unknown as BulkOperation) : null
}

/** Those of all shops that have not ended. */
export function unfinishedBulks(sim: SimulatorContext): BulkOperation[] {
  return sim.store.db
    .prepare(`SELECT * FROM shopify_bulk_operations WHERE status IN ('CREATED', 'RUNNING') ORDER BY id`)
    .all() as unknown as BulkOperation[]
}

export function insertBulk(sim: SimulatorContext, operation: BulkOperation): void {
  const { shop, id, query, status, created_at, secret, grouped } = operation
  sim.store.db
    .prepare(
      `INSERT INTO shopify_bulk_operations (shop, id, query, status, created_at, object_count, root_object_count, secret, grouped)
       VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?)`,
    )
    .run(shop, id, query, status, created_at, secret, grouped)
}

export function updateBulk(
  sim: SimulatorContext,
  operation: BulkOperation,
  change: Partial<BulkOperation>,
): BulkOperation {
  const next = { ...operation, ...change }
  sim.store.db
    .prepare(
      `UPDATE shopify_bulk_operations SET status = ?, error_code = ?, completed_at = ?, object_count = ?,
       root_object_count = ?, result = ? WHERE shop = ? AND id = ?`,
    )
    .run(
      next.status,
      next.error_code,
      next.completed_at,
      next.object_count,
      next.root_object_count,
      next.result,
      next.shop,
      next.id,
    )
  return next
}

/** The result of a completed operation by the file's name in its address. */
export function bulkResult(sim: SimulatorContext, file: string): string | null {
  const row = sim.store.db
    .prepare(`SELECT result FROM shopify_bulk_operations WHERE id || '-' || secret = ? AND status = 'COMPLETED'`)
    .get(file)
  return row ? String(row['result'] ?? '') : null
}

export function bulkModel(sim: SimulatorContext, operation: BulkOperation): Fields {
  const hasResult = operation.status === 'COMPLETED' && operation.object_count > 0
  return {
    __typename: 'BulkOperation',
    id: gid('BulkOperation', operation.id),
    status: operation.status,
    errorCode: operation.error_code,
    type: 'QUERY',
    query: operation.query,
    createdAt: time(operation.created_at),
    completedAt: time(operation.completed_at),
    objectCount: String(operation.object_count),
    rootObjectCount: String(operation.root_object_count),
    fileSize: hasResult ? String(Buffer.byteLength(operation.result ?? '')) : null,
    url: hasResult ? `${sim.settings.url}/_bulk/${operation.id}-${operation.secret}.jsonl` : null,
    partialDataUrl: null,
  }
}
