// How far the members list may go before it takes the other way, and what PostgreSQL expects that to cost.
import type { Sql } from '#app/platform/db.server.ts'
import { z } from 'zod'

/** Entries of a sorting index that are walked at first: some 5 ms, since the table is not read. */
export const WALK = 60_000
/** The same where each entry's row must be read. */
export const WALK_IN_TABLE = 3000
/**
 * What finding all may cost, in PostgreSQL's units with the settings below, before a walk to the end is quicker: that of a
 * million entries costs some 75,000 and never visits the table.
 */
export const QUICK_COST = 60_000
/** What a count may cost: it is worth less than the page. */
export const QUICK_COUNT_COST = 22_000

/**
 * Tells the planner of this transaction that pages are in memory, and never to read the whole table: it holds the members
 * of every shop.
 */
export async function steer(sql: Sql): Promise<void> {
  await sql.query("SELECT set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true)")
}

const plan = z.tuple([
  z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: z.object({ 'Total Cost': z.number() }) })]) }),
])

/** What the planner expects a statement to cost, in its own units. */
export async function costOf(sql: Sql, { text, values }: { text: string; values: unknown[] }): Promise<number> {
  const explained = await sql.query(`EXPLAIN (FORMAT JSON) ${text}`, values)
  return plan.parse(explained.rows)[0]['QUERY PLAN'][0].Plan['Total Cost']
}
