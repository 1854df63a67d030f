// The orders of the members list: the column, and its value as a page's key holds it.
import type { MemberSort } from './list.ts'

export type Order = {
  column: string
  /** The same value, but not the indexed one: whoever sorts by it does not walk the index. */
  unindexed: string
  /**
   * What bands named `one_key` have in this order: the bucket of the value, or one for all. Null where bands have no index in
   * this order: names have nothing to do with what their owners buy.
   */
  bucket: string | null
  /** The value as text; takes what names it. */
  text: (value: string) => string
  /** The value that a key's text means; takes the name of a parameter. */
  parse: (parameter: string) => string
}

/** Of an order whose values have no bucket in the bands. */
export const ONE_BUCKET = '0'

const ORDERS: Record<string, Order> = {
  // A time is handed over in whole microseconds, since a JavaScript date would lose three digits and with them rows.
  created: {
    column: 'created_at',
    unindexed: "(created_at + interval '0')",
    bucket: ONE_BUCKET,
    text: (value) => `((extract(epoch FROM ${value}) * 1000000)::bigint)::text`,
    parse: (parameter) => `'epoch'::timestamptz + ${parameter}::bigint * interval '1 microsecond'`,
  },
  points: {
    ...order('points', '(+ points)', 'bigint'),
    bucket: 'one_key & 31',
  },
  spent: {
    ...order('amount_spent', '(+ amount_spent)', 'numeric'),
    bucket: 'one_key >> 5 & 31',
  },
  name: {
    ...order('sort_name', "(sort_name || '')", 'text'),
    bucket: null,
  },
}

function order(column: string, unindexed: string, type: string) {
  return {
    column,
    unindexed,
    text: (value: string) => `${value}::text`,
    parse: (parameter: string) => `${parameter}::${type}`,
  }
}

/** What a sort orders by, and whether from the greatest down. */
export function orderOf(sort: MemberSort): { order: Order; descending: boolean } {
  const [name = '', direction] = sort.split(' ')
  const found = ORDERS[name]
  if (!found) throw new Error(`no order ${name}`)
  return { order: found, descending: direction === 'desc' }
}
