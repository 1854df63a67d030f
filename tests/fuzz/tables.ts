// Whether anything was written: a fingerprint of every row of every table.
import { db } from '#app/platform/db/db.server.ts'

/** By table; two are equal only if no row was added, changed, touched or removed in between. */
export async function fingerprint(tables: string[]): Promise<Map<string, string>> {
  const questions = tables.map(
    (table) =>
      `SELECT '${table}' AS name, count(*) || ' ' || coalesce(sum(hashtextextended(xmin::text || ctid::text, 0)), 0) AS print FROM ${table}`,
  )
  const found = await db().query<{ name: string; print: string }>(questions.join(' UNION ALL '))
  return new Map(found.rows.map(({ name, print }) => [name, print]))
}

/** Every table that holds rows itself. */
export async function listTables(): Promise<string[]> {
  const found = await db().query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`,
  )
  return found.rows.map(({ name }) => name)
}

export const differing = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...after].flatMap(([name, print]) => (before.get(name) === print ? [] : [name]))
