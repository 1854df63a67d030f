// Looks for words in every column of every table, those of pg-boss too.
import { db } from '#app/platform/db/db.server.ts'

/** The tables of the app's schema and of pg-boss, each partition for itself. */
async function listTables(): Promise<string[]> {
  const found = await db().query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'pgboss') AND c.relkind = 'r' ORDER BY 1`,
  )
  return found.rows.map(({ name }) => name)
}

/** The tables that hold any of these words, in whatever case; in bytes as they are or in lower case. */
export async function tablesThatHold(...words: string[]): Promise<string[]> {
  const inBytes = words.flatMap((word) => [word, word.toLowerCase()].map((text) => Buffer.from(text).toString('hex')))
  const patterns = [...words.map((word) => word.toLowerCase()), ...inBytes].map((text) => `%${text}%`)
  const holding: string[] = []
  for (const name of await listTables()) {
    const found = await db().query(`SELECT FROM ${name} AS t WHERE lower(t::text) LIKE ANY ($1) LIMIT 1`, [patterns])
    if (found.rowCount) holding.push(name.replace('public.', ''))
  }
  return holding
}

/** The tables with rows of a shop: by its number, or by a job that names it. */
export async function tablesOfShop(tenantId: number): Promise<string[]> {
  const columns = await db().query<{ name: string; column: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name, column_name AS column FROM information_schema.columns
     WHERE (table_schema = 'public' AND column_name = 'tenant_id')
       OR (table_schema = 'pgboss' AND table_name ~ '^job' AND column_name = 'data') ORDER BY 1`,
  )
  const holding: string[] = []
  for (const { name, column } of columns.rows) {
    const value = column === 'data' ? "data ->> 'tenantId'" : column
    const found = await db().query(`SELECT FROM ${name} WHERE ${value} = $1 LIMIT 1`, [
      column === 'data' ? String(tenantId) : tenantId,
    ])
    if (found.rowCount) holding.push(name.replace('public.', ''))
  }
  return holding
}
