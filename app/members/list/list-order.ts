// The orders of the members list: the column, and its value as a page's key holds it.
import type { MemberSort } from '../list.ts'

export type Order = {
  column: string
  /** The same value, but not the indexed one: whoever sorts by it does not walk the index. */
  unindexed: string
  /** Whether every covering index holds it. */
  isCovered: boolean
  /** The value as text; takes what names it. */
  text: (value: string) => string
  /** The value that a key's text means; takes the name of a parameter. */
  parse: (parameter: string) => string
}

const ORDERS: Record<string, Order> = {
  // A time is handed over in whole microseconds, since a JavaScript date would lose three digits and with them rows.
  created: {
    column: 'created_at',
    unindexed: "(created_at + interval '0')",
    isCovered: true,
    text: (value) => `((extract(epoch FROM ${value}) * 1000000)::bigint)::text`,
    parse: (parameter) => `'epoch'::timestamptz + ${parameter}::bigint * interval '1 microsecond'`,
  },
  points: order('points', '(+ points)', 'bigint'),
  spent: order('amount_spent', '(+ amount_spent)', 'numeric'),
  name: order('sort_name', "(sort_name || '')", 'text'),
}

function order(column: string, unindexed: string, type: string): Order {
  return {
    column,
    unindexed,
    isCovered: column !== 'sort_name',
    text: (value) => `${value}::text`,
    parse: (parameter) => `${parameter}::${type}`,
  }
}

/** What a sort orders by, and whether from the greatest down. */
export function orderOf(sort: MemberSort): { order: Order; descending: boolean } {
  const [name = '', direction] = sort.split(' ')
  const found = ORDERS[name]
  if (!found) throw new Error(`no order ${name}`)
  return { order: found, descending: direction === 'desc' }
}
