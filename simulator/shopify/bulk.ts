// Bulk operations: a query without page limits that runs beside the requests and leaves a file of JSON lines. It goes
// through the same resolvers in batches, so that its progress can be watched.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { execute, GraphQLError, Kind, type DocumentNode } from 'graphql'
import type { SimulatorContext } from '../context.ts'
import { route, text, type Route } from '../http.ts'
import { bulkResult, insertBulk, unfinishedBulks, updateBulk, type BulkOperation } from './bulk-store.ts'
import { resolveField, resolveType, type GraphContext } from './graph.ts'
import { gid, nextId } from './ids.ts'
import { bulkFinishPayload } from './payloads.ts'
import { queries } from './queries.ts'
import { adminSchema, checkQuery } from './schema.ts'
import { getShop } from './shops.ts'
import { emit } from './webhooks.ts'

const AT_ONCE = 5
const BATCH = 500
const BATCH_PAUSE_MS = 40

export function bulkRoutes(sim: SimulatorContext): Route[] {
  return [
    route('GET', '/_bulk/:file.jsonl', (request) => {
      const result = bulkResult(sim, request.param('file'))
      return result === null ? text('NoSuchKey', 404) : text(result, 200, 'application/jsonl')
    }),
  ]
}

export type Started = { operation: BulkOperation } | { problem: { code: string; message: string } }

/** Checks and starts a bulk query; the answer comes before any of its work. */
export function startBulkQuery(context: GraphContext, query: string, groupObjects: boolean): Started {
  const checked = checkQuery(query)
  if ('problems' in checked)
    return invalid(`Invalid bulk query: ${checked.problems.map(({ message }) => message).join('; ')}`)
  const problem = shapeProblem(checked.document)
  if (problem) return invalid(problem)
  const { sim, shop } = context
  if (unfinishedBulks(sim).filter((other) => other.shop === shop.shop).length >= AT_ONCE) {
    const message = 'A bulk query operation for this app and shop is already in progress: five run at once.'
    return { problem: { code: 'OPERATION_IN_PROGRESS', message } }
  }
  const operation: BulkOperation = {
    shop: shop.shop,
    id: nextId(sim),
    query,
    status: 'CREATED',
    error_code: null,
    created_at: sim.clock.now().toISOString(),
    completed_at: null,
    object_count: 0,
    root_object_count: 0,
    secret: randomBytes(16).toString('hex'),
    result: null,
    grouped: groupObjects ? 1 : 0,
  }
  insertBulk(sim, operation)
  runBeside(sim, operation, context.scopes)
  return { operation }
}

function invalid(message: string): Started {
  return { problem: { code: 'INVALID', message } }
}

function shapeProblem(document: DocumentNode): string | null {
  const [operation, ...others] = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (!operation || others.length > 0 || operation.operation !== 'query')
    return 'A bulk operation takes exactly one query.'
  if (operation.variableDefinitions?.length) return 'Bulk queries take no variables.'
  const [root, ...more] = operation.selectionSet.selections
  if (!root || root.kind !== Kind.FIELD || more.length > 0) return 'Bulk queries must contain one top-level field.'
  const inside = root.selectionSet?.selections.some(
    (node) => node.kind === Kind.FIELD && ['edges', 'nodes'].includes(node.name.value),
  )
  return inside ? null : 'Bulk queries must contain at least one connection.'
}

const running = new Map<SimulatorContext, Set<Promise<void>>>()

function runBeside(sim: SimulatorContext, operation: BulkOperation, scopes: string[]): void {
  const all = running.get(sim) ?? new Set()
  running.set(sim, all)
  const work = runBulk(sim, operation, scopes).finally(() => all.delete(work))
  all.add(work)
}

/** Takes up again what a stop of the simulator cut short. */
export function resumeBulks(sim: SimulatorContext): void {
  for (const operation of unfinishedBulks(sim)) {
    runBeside(sim, operation, (getShop(sim, operation.shop).scopes ?? '').split(','))
  }
  sim.onClose(async () => {
    const all = running.get(sim)
    running.delete(sim)
    if (all) await Promise.all(all)
  })
}

async function runBulk(sim: SimulatorContext, created: BulkOperation, scopes: string[]): Promise<void> {
  await pause(BATCH_PAUSE_MS)
  let operation = updateBulk(sim, created, { status: 'RUNNING', object_count: 0, root_object_count: 0 })
  const lines: string[] = []
  const inner: string[] = []
  const bulk: NonNullable<GraphContext['bulk']> = { after: null, limit: BATCH, hasMore: true }
  try {
    while (bulk.hasMore) {
      await pause(BATCH_PAUSE_MS)
      // Closing: the operation stays as it is, the next start begins it again.
      if (!running.has(sim)) return
      const roots = await runBatch({ sim, shop: getShop(sim, operation.shop), scopes, bulk }, operation.query)
      for (const root of roots) writeLines(root, null, { lines, inner: operation.grouped === 1 ? lines : inner })
      operation = updateBulk(sim, operation, {
        object_count: lines.length + inner.length,
        root_object_count: operation.root_object_count + roots.length,
      })
    }
    operation = updateBulk(sim, operation, {
      status: 'COMPLETED',
      ...ended(sim),
      // Not in the order of those they are in: nothing may lean on that.
      result: [...lines, ...inner.toReversed()].map((line) => `${line}\n`).join(''),
    })
  } catch (error) {
    sim.log(`bulk operation ${operation.id} failed: ${error instanceof Error ? error.message : String(error)}`)
    const isDenied = error instanceof GraphQLError && error.extensions['code'] === 'ACCESS_DENIED'
    const error_code = isDenied ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR'
    operation = updateBulk(sim, operation, { status: 'FAILED', error_code, ...ended(sim) })
  }
  emit(sim, operation.shop, [{ topic: 'bulk_operations/finish', payload: bulkFinishPayload(operation) }])
}

function ended(sim: SimulatorContext): { completed_at: string } {
  return { completed_at: sim.clock.now().toISOString() }
}

async function runBatch(context: GraphContext, query: string): Promise<Record<string, unknown>[]> {
  const checked = checkQuery(query)
  if ('problems' in checked) throw new Error('a checked bulk query no longer holds')
  const { bulk } = context
  if (bulk) bulk.hasMore = false
  const result = await execute({
    schema: adminSchema(),
    document: checked.document,
    rootValue: queries,
    contextValue: context,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  })
  const [problem] = result.errors ?? []
  if (problem) throw problem
  const [root] = Object.values(result.data ?? {})
  return nodesOf(root) ?? []
}

/** The nodes of a value that is a connection; null when it is none. */
function nodesOf(value: unknown): Record<string, unknown>[] | null {
  if (value === null || typeof value !== 'object') return null
  if ('nodes' in value && Array.isArray(value.nodes)) return value.nodes
  if ('edges' in value && Array.isArray(value.edges))
    return value.edges.map((edge: { node: Record<string, unknown> }) => edge.node)
  return null
}

type Output = { lines: string[]; inner: string[] }

/** A node is a line; the nodes of a connection in it are lines of their own that name it. */
function writeLines(node: Record<string, unknown>, parent: string | null, output: Output): void {
  const own: Record<string, unknown> = {}
  const children: Record<string, unknown>[] = []
  for (const [key, value] of Object.entries(node)) {
    const nested = nodesOf(value)
    if (nested) children.push(...nested)
    else own[key] = value
  }
  const to = parent === null ? output.lines : output.inner
  to.push(JSON.stringify(parent === null ? own : { ...own, __parentId: parent }))
  const id = typeof node['id'] === 'string' ? node['id'] : gid('Unknown', '0')
  for (const child of children) writeLines(child, id, output)
}
