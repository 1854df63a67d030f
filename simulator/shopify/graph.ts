// How a query is run against the schema: every object is a record of fields, and a field that no record has is an
// error that names it. Nothing is ever null only because the simulator does not know it.
import { GraphQLError, type GraphQLFieldResolver, type GraphQLTypeResolver } from 'graphql'
import type { SimulatorContext } from '../context.ts'
import { readFaults, type ProtectedField } from './faults.ts'
import { numberOf } from './ids.ts'
import type { Shop } from './shops.ts'

export interface GraphContext {
  sim: SimulatorContext
  shop: Shop
  scopes: string[]
  /** Set while a bulk operation runs: its outermost connection gives one batch a run. */
  bulk?: { after: Cursor | null; limit: number; hasMore: boolean }
}

/** The fields of an object: values, or functions of the arguments and the context. */
export type Fields = Record<string, unknown>

type FieldFunction = (args: Record<string, unknown>, context: GraphContext) => unknown

export const resolveField: GraphQLFieldResolver<unknown, GraphContext> = (source, args, context, info) => {
  const name = info.fieldName
  if (source === null || typeof source !== 'object' || !(name in source)) {
    throw new GraphQLError(`The simulator does not implement ${info.parentType.name}.${name}`, {
      extensions: { code: 'NOT_IMPLEMENTED' },
    })
  }
  const value = (source as Fields)[name]
  return typeof value === 'function' ? (value as FieldFunction)(args, context) : value
}

export const resolveType: GraphQLTypeResolver<unknown, GraphContext> = (value) => {
  const name = (value as Fields)['__typename']
  return typeof name === 'string' ? name : undefined
}

export function requireScope(context: GraphContext, scope: string, field: string): void {
  if (context.scopes.includes(scope)) return
  throw new GraphQLError(`Access denied for ${field} field. Required access: \`${scope}\` access scope.`, {
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess: `\`${scope}\` access scope.`,
    },
  })
}

/** Refuses what stands in a field of customers for which the app has no approval. */
export function requireField(context: GraphContext, field: ProtectedField): void {
  if (readFaults(context.sim).protectedFields.includes(field)) return
  throw new GraphQLError(
    `This app is not approved to use the ${field} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`,
    { extensions: { code: 'ACCESS_DENIED' } },
  )
}

/** The number in a global id given as an argument; what is no global id of this type is refused. */
export function argumentId(type: string, value: string): string {
  const id = value.startsWith('gid://') ? numberOf(type, value) : null
  if (!id)
    throw new GraphQLError(`Invalid global id '${value}'`, { extensions: { code: 'argumentLiteralsIncompatible' } })
  return id
}

interface Cursor {
  value: string
  id: string
}

export interface PageArguments {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
  reverse?: boolean | null
}

export interface Page {
  limit: number
  after: Cursor | null
  reverse: boolean
}

/** The page that the arguments of a connection ask for. */
export function pageOf(args: PageArguments, context: GraphContext, maximum = 250): Page {
  if (args.last != null || args.before != null) {
    throw new GraphQLError(
      'The simulator does not implement paging backwards (last, before): use first, after and reverse',
    )
  }
  const reverse = args.reverse ?? false
  if (context.bulk) return { limit: args.first ?? Number.MAX_SAFE_INTEGER, after: null, reverse }
  if (args.first == null) {
    throw new GraphQLError('you must provide one of first or last', { extensions: { code: 'BAD_REQUEST' } })
  }
  if (args.first < 0 || args.first > maximum) {
    throw new GraphQLError(`The value for first must be between 0 and ${maximum}`, {
      extensions: { code: 'BAD_REQUEST' },
    })
  }
  return { limit: args.first, after: args.after ? readCursor(args.after) : null, reverse }
}

function readCursor(text: string): Cursor {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as unknown[]
    if (typeof value === 'string' && typeof id === 'string') return { value, id }
  } catch {
    // Falls through to the one answer for every cursor that is none.
  }
  throw new GraphQLError('Invalid cursor for current pagination sort.', { extensions: { code: 'BAD_REQUEST' } })
}

export interface Entry {
  node: Fields
  cursor: Cursor
}

/** A connection from one entry more than the page holds: the extra one only says that more follows. */
export function connection(entries: Entry[], page: Page): Fields {
  const shown = entries.slice(0, page.limit).map(({ node, cursor }) => ({
    node,
    cursor: Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString('base64'),
  }))
  return {
    nodes: shown.map(({ node }) => node),
    edges: shown,
    pageInfo: {
      hasNextPage: entries.length > page.limit,
      hasPreviousPage: page.after !== null,
      startCursor: shown[0]?.cursor ?? null,
      endCursor: shown.at(-1)?.cursor ?? null,
    },
  }
}
