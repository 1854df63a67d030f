// The proof that the rollups tell the truth: counts them again from the events and says where they differ.
import { db } from '#app/platform/db/db.server.ts'
import { QUARTER } from './events.server.ts'
import { EVENT } from './events.ts'

/** One rollup row whose kept figures are not those of its events; figures in the order of `columns`. */
export type Difference = { rollup: string; key: string; columns: string; kept: string | null; counted: string | null }

type Rollup = { table: string; key: string; columns: string; counted: string }

const ROLLUPS: Rollup[] = [
  {
    table: 'mail_stats',
    key: 'tenant_id, mailing_id, type',
    columns: 'people, hits, machine_people, machine_hits',
    counted: `SELECT tenant_id, mailing_id, type, count(*) FILTER (WHERE hits > 0) AS people, sum(hits) AS hits,
      count(*) FILTER (WHERE hits = 0 AND machine_hits > 0) AS machine_people, sum(machine_hits) AS machine_hits
      FROM mail_events WHERE link_no = 0 GROUP BY 1, 2, 3`,
  },
  {
    table: 'mail_stats_by_time',
    key: 'tenant_id, mailing_id, hour, type',
    columns: 'people',
    counted: `SELECT tenant_id, mailing_id, ${QUARTER} AS hour, type, count(*) AS people
      FROM mail_events WHERE link_no = 0 AND hits > 0 GROUP BY 1, 2, 3, 4`,
  },
  {
    table: 'link_stats',
    key: 'tenant_id, mailing_id, link_no',
    columns: 'people, hits, machine_hits',
    counted: `SELECT tenant_id, mailing_id, link_no, count(*) FILTER (WHERE hits > 0) AS people, sum(hits) AS hits, sum(machine_hits) AS machine_hits
      FROM mail_events WHERE link_no > 0 AND type = ${EVENT.clicked} GROUP BY 1, 2, 3`,
  },
]

/** Recomputes every rollup from the events in one snapshot; the result is empty when they agree exactly. */
export async function recount(): Promise<Difference[]> {
  const questions = ROLLUPS.map(differences).join(' UNION ALL ')
  return (await db().query<Difference>(`${questions} ORDER BY rollup, key`)).rows
}

function differences({ table, key, columns, counted }: Rollup): string {
  const names = columns.split(', ')
  const figures = names.map((name) => `${name}::bigint`).join(', ')
  const sums = names.map((name) => `sum(${name}) AS ${name}`).join(', ')
  const anything = names.map((name) => `${name} <> 0`).join(' OR ')
  return `SELECT '${table}' AS rollup, row(${key})::text AS key, '${columns}' AS columns, kept.figures AS kept, counted.figures AS counted
    FROM (SELECT ${key}, row(${figures})::text AS figures FROM (SELECT ${key}, ${sums} FROM ${table} GROUP BY ${key}) s WHERE ${anything}) kept
    FULL JOIN (SELECT ${key}, row(${figures})::text AS figures FROM (${counted}) c) counted USING (${key})
    WHERE kept.figures IS DISTINCT FROM counted.figures`
}
