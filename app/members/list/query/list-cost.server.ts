// How far the members list may go along its order, and what there is to go through by another plan.
import type { Sql } from '#app/platform/db/db.server.ts'
import { z } from 'zod'

/** Entries of an index that are walked at first: a millisecond or two, since the table is not read. */
export const WALK = 6000
/** So many are before a plan with far more entries is run. */
export const LONGER_WALK = 25_000
/** Entries that are walked at first where each one's row must be read … */
export const WALK_IN_TABLE = 1000
/** … and if those let expect the page to be full by then. */
export const LONGER_WALK_IN_TABLE = 4000
/** To read a row of the table takes as long as so many entries of an index … */
export const ENTRIES_PER_ROW = 40
/** … and to begin with a band. */
export const ENTRIES_PER_BAND = 100
/** So many entries are gone through to their end rather than hoping for a shorter one. */
export const CERTAIN = 100_000

/**
 * Tells the planner of this transaction that pages are in memory, and never to read the whole table: it holds the members
 * of every shop. Nor to start helpers, which takes longer than most lists.
 */
export async function setPlannerOptions(sql: Sql): Promise<void> {
  await sql.query(`SELECT set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true),
    set_config('max_parallel_workers_per_gather', '0', true)`)
}

const scan = z.object({ Alias: z.string().optional(), 'Plan Rows': z.number() })
const explained = z.object({ Plan: scan.extend({ Plans: z.array(scan).optional() }) })
/** Citus tells the plan of the node where the shop is. */
const onItsNode = z.object({
  Plan: z.object({
    'Distributed Query': z.object({
      Job: z.object({ Tasks: z.tuple([z.object({ 'Remote Plan': z.tuple([z.tuple([explained])]) })]) }),
    }),
  }),
})
const plan = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.union([onItsNode, explained])]) })])

/** How many of the shop's members PostgreSQL expects to meet each condition: of a single column it knows well. */
export async function expectRows(sql: Sql, conditions: string[], values: unknown[]): Promise<number[]> {
  const branches = conditions.map(
    (condition, index) => `SELECT 1 FROM members AS case_${index} WHERE tenant_id = $1 AND ${condition}`,
  )
  const found = await sql.query(`EXPLAIN (FORMAT JSON) ${branches.join(' UNION ALL ')}`, values)
  const told = plan.parse(found.rows)[0]['QUERY PLAN'][0].Plan
  const top = 'Distributed Query' in told ? told['Distributed Query'].Job.Tasks[0]['Remote Plan'][0][0].Plan : told
  const rows = new Map([top, ...(top.Plans ?? [])].map((part) => [part.Alias, part['Plan Rows']]))
  // What contradicts itself is not planned at all.
  return conditions.map((_, index) => rows.get(`case_${index}`) ?? 0)
}
