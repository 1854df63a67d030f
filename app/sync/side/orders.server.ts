// Orders of the last sixty days, or since they were read the last time: a webhook that was lost is made good by the next night.
import { orderFields, parseOrder, type Order } from '#app/orders/order.ts'
import { noteOrdersRead } from '#app/orders/orders.server.ts'
import { saveOrders } from '#app/orders/save-orders.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import { z } from 'zod'
import { openFile, readChunks } from '../bulk/bulk-file.server.ts'
import { changedSince, type Export, type ExportedFile } from './export.ts'

/** So many are saved in one transaction. */
const BATCH = 500

/** A line of the file: an order, or what stands in one. */
const lineSchema = z.looseObject({ id: z.string().max(200), __parentId: z.string().max(200).optional() })

type Node = { order: z.infer<typeof lineSchema>; lines: unknown[] }

export const ordersExport: Export = {
  query: async (tenantId, since) => {
    const fields = orderFields({ products: await mayReadProducts(tenantId) })
    return `{ orders${changedSince(since)} { edges { node { ${fields} } } } }`
  },
  grouped: true,
  load: loadOrders,
  noteRead: noteOrdersRead,
}

async function mayReadProducts(tenantId: number): Promise<boolean> {
  const found = await db().query<{ may: boolean }>(
    `SELECT 'read_products' = ANY (scopes) AS may FROM tenants WHERE tenant_id = $1`,
    [tenantId],
  )
  return found.rows[0]?.may ?? false
}

async function loadOrders({ tenantId, url, expected, exportedFrom }: ExportedFile): Promise<number> {
  let count = 0
  let unreadable = 0
  let batch: Order[] = []
  for await (const node of readNodes(url)) {
    count += 1
    const order = readNode(node, exportedFrom)
    if (order) batch.push(order)
    else unreadable += 1
    if (batch.length < BATCH) continue
    await saveOrders(tenantId, batch)
    batch = []
  }
  await saveOrders(tenantId, batch)
  if (unreadable > 0) log.warn({ tenant: tenantId, unreadable }, 'orders of the export that could not be read')
  if (count < expected) throw new ShopifyUnavailable(`the exported file holds ${count} orders of ${expected}`)
  return count - unreadable
}

function readNode({ order, lines }: Node, exportedFrom: Date): Order | null {
  try {
    return parseOrder(order, lines, exportedFrom)
  } catch {
    return null
  }
}

/** The orders of a file, each with its lines, which follow it. */
async function* readNodes(url: string): AsyncGenerator<Node> {
  let current: Node | null = null
  for await (const line of readLines(url)) {
    const node = lineSchema.parse(JSON.parse(line))
    if (node.__parentId === undefined) {
      if (current) yield current
      current = { order: node, lines: [] }
    } else if (node.__parentId === current?.order.id) current.lines.push(node)
    else throw new Error('a line of the exported orders does not follow its order')
  }
  if (current) yield current
}

async function* readLines(url: string): AsyncGenerator<string> {
  for await (const { lines } of readChunks(await openFile(url, { bytes: 0, tag: null }))) yield* lines
}
