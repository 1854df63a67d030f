// Which way finds the members of a list the soonest.
import type { Sql } from '#app/platform/db.server.ts'
import { conditionsOf } from './list-conditions.server.ts'
import { ENTRIES_PER_ROW, expectRows } from './list-cost.server.ts'
import type { MemberFilter } from '../list.ts'

/**
 * The number of a lead among the conditions; the index of labels, with the table's rows; or the list's order, to its end.
 * And how many entries of an index it is expected to go through, of how many that the shop has.
 */
export type Way = { lead: number | 'labels' | 'order'; entries: number; everybody: number }

/** A lead is worth less than the order while it leads to most of the shop: whoever walks may find the page sooner. */
const WORTH = 0.6

/** The way with the least to go through. */
export async function chooseWay(sql: Sql, tenantId: number, filter: MemberFilter): Promise<Way> {
  const values: unknown[] = [tenantId]
  const { leads, labels } = conditionsOf(filter, values)
  const conditions = ['true', ...leads.map(({ condition }) => condition), ...(labels ? [labels] : [])]
  const [everybody = 0, ...expected] = await expectRows(sql, conditions, values)
  const ways = expected.map((rows, index): Way =>
    index < leads.length
      ? { lead: index, entries: rows, everybody }
      : { lead: 'labels', entries: rows * ENTRIES_PER_ROW, everybody },
  )
  const worth = ways.filter(({ entries }) => entries < everybody * WORTH)
  return worth.toSorted((a, b) => a.entries - b.entries)[0] ?? { lead: 'order', entries: everybody, everybody }
}
