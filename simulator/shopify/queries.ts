// The questions that the simulated Admin API answers.
import { GraphQLError } from 'graphql'
import { bulkModel, findBulk } from './bulk-store.ts'
import {
  countCustomers,
  EVERYBODY,
  findCustomer,
  findCustomerByEmail,
  listCustomers,
  type Condition,
  type CustomerOrder,
} from './customers.ts'
import {
  argumentId,
  connection,
  pageOf,
  requireScope,
  type Fields,
  type GraphContext,
  type Page,
  type PageArguments,
} from './graph.ts'
import { gid, numberOf, parseGid } from './ids.ts'
import { shopModel } from './models.ts'
import { customerModel, orderNode, ordersConnection } from './order-models.ts'
import { collectionNode, productNode, productQueries, variantNode } from './product-models.ts'
import { searchCondition } from './search.ts'
import { findSegment, listSegments, segmentCondition, type Segment } from './segments.ts'

const ORDERS: Record<string, CustomerOrder> = {
  ID: 'id',
  CREATED_AT: 'created_at',
  UPDATED_AT: 'updated_at',
  NAME: 'name',
  RELEVANCE: 'id',
}

type CustomersArguments = PageArguments & { query?: string | null; sortKey?: string }

export const queries: Fields = {
  shop: (_: unknown, context: GraphContext) => shopModel(context.shop, context.sim.clock.now()),
  customer: ({ id }: { id: string }, context: GraphContext) => {
    requireScope(context, 'read_customers', 'customer')
    return customerByNumber(argumentId('Customer', id), context)
  },
  customerByIdentifier: ({ identifier }: { identifier: Record<string, string> }, context: GraphContext) => {
    requireScope(context, 'read_customers', 'customerByIdentifier')
    if (identifier['id']) return customerByNumber(argumentId('Customer', identifier['id']), context)
    if (!identifier['emailAddress']) throw new GraphQLError('The simulator finds customers by id and emailAddress only')
    const found = findCustomerByEmail(context.sim, context.shop.shop, identifier['emailAddress'])
    return found && customerModel(found)
  },
  customers: (args: CustomersArguments, context: GraphContext) => {
    requireScope(context, 'read_customers', 'customers')
    const order = ORDERS[args.sortKey ?? 'ID']
    if (!order) throw new GraphQLError(`The simulator does not implement the sort key ${args.sortKey ?? ''}`)
    return customersConnection(context, searchCondition(args.query), { page: pageOf(args, context), order })
  },
  customersCount: (args: { query?: string | null; limit?: number | null }, context: GraphContext) => {
    requireScope(context, 'read_customers', 'customersCount')
    const count = countCustomers(context.sim, context.shop.shop, searchCondition(args.query))
    const limit = args.limit ?? Number.POSITIVE_INFINITY
    return { count: Math.min(count, limit), precision: count > limit ? 'AT_LEAST' : 'EXACT' }
  },
  ...productQueries,
  order: ({ id }: { id: string }, context: GraphContext) => orderNode(argumentId('Order', id), context, 'order'),
  orders: (args: PageArguments & { query?: string | null }, context: GraphContext) =>
    ordersConnection(args, context, { ...updatedSince(args.query) }),
  node: ({ id }: { id: string }, context: GraphContext) => nodeById(id, context),
  nodes: ({ ids }: { ids: string[] }, context: GraphContext) => ids.map((id) => nodeById(id, context)),
  bulkOperation: ({ id }: { id: string }, context: GraphContext) => {
    const found = findBulk(context.sim, context.shop.shop, argumentId('BulkOperation', id))
    return found && bulkModel(context.sim, found)
  },
  currentAppInstallation: (_: unknown, context: GraphContext) => ({
    __typename: 'AppInstallation',
    id: gid('AppInstallation', context.shop.id),
    accessScopes: context.scopes.map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
    activeSubscriptions: [],
    launchUrl: `https://${context.shop.shop}/admin/apps/glancito`,
    app: { __typename: 'App', id: gid('App', '1'), title: 'Glancito', handle: 'glancito' },
  }),
  segments: (args: PageArguments, context: GraphContext) => segmentsConnection(args, context),
  segment: ({ id }: { id: string }, context: GraphContext) => {
    requireScope(context, 'read_customers', 'segment')
    const found = findSegment(context.sim, context.shop.shop, argumentId('Segment', id))
    return found && segmentModel(found)
  },
  customerSegmentMembers: (args: MembersArguments, context: GraphContext) => segmentMembers(args, context),
}

function customerByNumber(id: string, context: GraphContext): Fields | null {
  const found = findCustomer(context.sim, context.shop.shop, id)
  return found && customerModel(found)
}

function customersConnection(
  context: GraphContext,
  where: Condition,
  by: { page: Page; order: CustomerOrder },
): Fields {
  const { bulk } = context
  // A bulk operation walks its outermost connection in batches: see bulk.ts.
  const page = bulk ? { ...by.page, after: bulk.after, limit: Math.min(bulk.limit, by.page.limit) } : by.page
  const rows = listCustomers(context.sim, context.shop.shop, where, {
    order: by.order,
    reverse: page.reverse,
    limit: page.limit + 1,
    after: page.after,
  })
  const entries = rows.map(({ customer, value }) => ({
    node: customerModel(customer),
    cursor: { value, id: customer.id },
  }))
  if (bulk) {
    bulk.hasMore = entries.length > page.limit
    bulk.after = entries[page.limit - 1]?.cursor ?? null
  }
  return connection(entries, page)
}

function updatedSince(query: string | null | undefined): { updatedSince?: string } {
  if (!query?.trim()) return {}
  const [, value] = /^(?:updated_at|created_at|processed_at):>=?'?([^'\s]+)'?$/.exec(query.trim()) ?? []
  if (!value) throw new GraphQLError(`The simulator does not implement the order search "${query}"`)
  return { updatedSince: new Date(value).toISOString() }
}

function nodeById(id: string, context: GraphContext): Fields | null {
  const parsed = parseGid(id)
  if (!parsed)
    throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } })
  switch (parsed.type) {
    case 'Customer':
      requireScope(context, 'read_customers', 'node')
      return customerByNumber(parsed.id, context)
    case 'Order':
      return orderNode(parsed.id, context, 'node')
    case 'Product':
      requireScope(context, 'read_products', 'node')
      return productNode(parsed.id, context)
    case 'ProductVariant':
      requireScope(context, 'read_products', 'node')
      return variantNode(parsed.id, context)
    case 'Collection':
      requireScope(context, 'read_products', 'node')
      return collectionNode(parsed.id, context)
    case 'BulkOperation': {
      const bulk = findBulk(context.sim, context.shop.shop, parsed.id)
      return bulk && bulkModel(context.sim, bulk)
    }
    case 'Segment': {
      const segment = findSegment(context.sim, context.shop.shop, parsed.id)
      return segment && segmentModel(segment)
    }
    case 'Shop':
      return parsed.id === context.shop.id ? shopModel(context.shop, context.sim.clock.now()) : null
    default:
      throw new GraphQLError(`The simulator does not implement node(id:) for ${parsed.type}`)
  }
}

function segmentModel(segment: Segment): Fields {
  return {
    __typename: 'Segment',
    id: gid('Segment', segment.id),
    name: segment.name,
    query: segment.query,
    creationDate: segment.created_at,
    lastEditDate: segment.created_at,
  }
}

function segmentsConnection(args: PageArguments, context: GraphContext): Fields {
  requireScope(context, 'read_customers', 'segments')
  const page = pageOf(args, context)
  const all = listSegments(context.sim, context.shop.shop)
  const ordered = page.reverse ? all.toReversed() : all
  const start = page.after ? ordered.findIndex((segment) => segment.id === page.after?.id) + 1 : 0
  const shown = ordered.slice(start, start + page.limit + 1)
  return connection(
    shown.map((segment) => ({ node: segmentModel(segment), cursor: { value: segment.created_at, id: segment.id } })),
    page,
  )
}

type MembersArguments = PageArguments & { query?: string | null; segmentId?: string | null }

function segmentMembers(args: MembersArguments, context: GraphContext): Fields {
  requireScope(context, 'read_customers', 'customerSegmentMembers')
  const page = pageOf(args, context, 1000)
  const segment = args.segmentId
    ? findSegment(context.sim, context.shop.shop, argumentId('Segment', args.segmentId))
    : null
  if (args.segmentId && !segment) throw new GraphQLError('Segment not found')
  const where = segmentCondition(segment?.query ?? args.query ?? '', context.sim.clock.now())
  const customers = customersConnection(context, where, { page, order: 'id' })
  const asMember = (node: Fields): Fields => ({
    ...node,
    __typename: 'CustomerSegmentMember',
    id: gid('CustomerSegmentMember', numberOf('Customer', String(node['id'])) ?? ''),
  })
  const edges = (customers['edges'] as { node: Fields; cursor: string }[]).map((edge) => ({
    ...edge,
    node: asMember(edge.node),
  }))
  return {
    ...customers,
    edges,
    totalCount: countCustomers(context.sim, context.shop.shop, segment || args.query ? where : EVERYBODY),
  }
}
