// The price of a query in points, and the leaky bucket it is paid from: an object 1, a mutation 10, a connection 2 and
// its objects as often as it may return them. A query above 1000 points is refused.
import {
  getNamedType,
  isObjectType,
  isInterfaceType,
  isUnionType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { DocumentNode } from 'graphql'
import { adminSchema } from './schema.ts'

export const MAX_QUERY_COST = 1000
const MUTATION_COST = 10

interface Walk {
  fragments: Map<string, FragmentDefinitionNode>
  variables: Record<string, unknown>
}

/** What the query may cost at most, before it runs. */
export function requestedCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  )
  const schema = adminSchema()
  const root = operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType()
  if (!root) return 0
  const base = operation.operation === 'mutation' ? MUTATION_COST : 0
  return base + selectionCost(operation.selectionSet, root, { fragments, variables })
}

function selectionCost(selections: SelectionSetNode, parent: GraphQLNamedType, walk: Walk): number {
  let sum = 0
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = walk.fragments.get(selection.name.value)
      if (fragment)
        sum += selectionCost(fragment.selectionSet, typeNamed(fragment.typeCondition.name.value, parent), walk)
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = selection.typeCondition ? typeNamed(selection.typeCondition.name.value, parent) : parent
      sum += selectionCost(selection.selectionSet, type, walk)
    } else {
      sum += fieldCost(selection, parent, walk)
    }
  }
  return sum
}

function typeNamed(name: string, fallback: GraphQLNamedType): GraphQLNamedType {
  return adminSchema().getType(name) ?? fallback
}

type Field = Extract<SelectionSetNode['selections'][number], { kind: Kind.FIELD }>

function fieldCost(field: Field, parent: GraphQLNamedType, walk: Walk): number {
  if (!field.selectionSet || !(isObjectType(parent) || isInterfaceType(parent))) return 0
  const definition = parent.getFields()[field.name.value]
  if (!definition) return 0
  const type = getNamedType(definition.type)
  const inside = selectionCost(field.selectionSet, type, walk)
  if (isFree(type)) return inside
  if (!isConnection(type)) return 1 + inside
  const asked = field.arguments?.find(({ name }) => ['first', 'last'].includes(name.value))?.value
  return 2 + sizeOf(asked, walk) * Math.max(1, inside)
}

// Edges, page information and lists of errors are the wrapping, not the goods.
function isFree(type: GraphQLNamedType): boolean {
  return (
    type.name.endsWith('Edge') ||
    type.name === 'PageInfo' ||
    type.name.endsWith('Error') ||
    type.name.endsWith('Payload')
  )
}

function isConnection(type: GraphQLNamedType): boolean {
  return (isObjectType(type) || isUnionType(type)) && type.name.endsWith('Connection')
}

function sizeOf(value: ValueNode | undefined, walk: Walk): number {
  if (value?.kind === Kind.INT) return Number(value.value)
  if (value?.kind === Kind.VARIABLE) return Number(walk.variables[value.name.value] ?? 1)
  return 1
}

/** What the answer really cost: its objects counted. */
export function actualCost(data: unknown, isMutation: boolean): number {
  return (isMutation ? MUTATION_COST : 0) + Math.max(0, objectsIn(data) - 1)
}

function objectsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + objectsIn(item), 0)
  if (value === null || typeof value !== 'object') return 0
  const inside = Object.values(value).reduce<number>((sum, item) => sum + objectsIn(item), 0)
  return 'hasNextPage' in value || 'node' in value ? inside : 1 + inside
}

interface ThrottleStatus {
  maximumAvailable: number
  currentlyAvailable: number
  restoreRate: number
}

export interface Bucket {
  /** Takes the points when they are there; false when they are not. */
  take(points: number, size: { maximum: number; restoreRate: number }): boolean
  /** Gives back what a query was charged too much. */
  giveBack(points: number): void
  status(): ThrottleStatus
}

/** One shop's bucket; it fills in real time. */
export function createBucket(): Bucket {
  let level = Number.POSITIVE_INFINITY
  let filledAt = performance.now()
  let current = { maximum: 0, restoreRate: 0 }
  return {
    take(points, size) {
      current = size
      const now = performance.now()
      level = Math.min(size.maximum, level + ((now - filledAt) / 1000) * size.restoreRate)
      filledAt = now
      if (points > level) return false
      level -= points
      return true
    },
    giveBack(points) {
      level = Math.min(current.maximum, level + points)
    },
    status: () => ({
      maximumAvailable: current.maximum,
      currentlyAvailable: Math.floor(level),
      restoreRate: current.restoreRate,
    }),
  }
}
