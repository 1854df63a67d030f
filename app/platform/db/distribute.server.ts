// Spreads the tables over the machines of a Citus cluster by tenant_id. Everything comes from the catalogue, so that a table
// added later is not forgotten: one with a tenant_id is a shop's, the others stay on the coordinator.
import pg from 'pg'

const LOCK = 4_206_119
const TENANTS = 'tenants'

/** What the server lacks, in a sentence that says what to do. */
export class NotDistributable extends Error {}

type Server = { major: number; available: boolean; citus: string | null; migrated: boolean }
type Constraint = { table: string; name: string; definition: string }

/**
 * Distributes every table of a shop by tenant_id, co-located, with `tenants` on every node, in one transaction; returns the
 * tables that were not distributed before. Run again, after a migration, it does what is new.
 * @throws NotDistributable where the server is no coordinator of Citus 13 or newer, or has not the newest schema.
 */
export async function distribute(databaseUrl: string): Promise<string[]> {
  const sql = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  await sql.connect()
  try {
    refuseElsewhere(await askServer(sql))
    // What is read by one statement and written by the next must go over the same connections.
    await sql.query("SET citus.multi_shard_modify_mode TO 'sequential'")
    await sql.query('BEGIN')
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    const fresh = await listUndistributed(sql)
    if (fresh.length > 0) await distributeTables(sql, fresh)
    await distributeFunctions(sql)
    await sql.query('COMMIT')
    return fresh
  } finally {
    await sql.end()
  }
}

async function askServer(sql: pg.Client): Promise<Server> {
  const found = await sql.query<Server>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major,
       EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus') AS available,
       (SELECT extversion FROM pg_extension WHERE extname = 'citus') AS citus,
       to_regclass('${TENANTS}') IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute
         WHERE attrelid = to_regclass('${TENANTS}') AND attidentity <> '') AS migrated`,
  )
  const [server] = found.rows
  if (!server) throw new Error('the server says nothing of itself')
  if (!server.citus) return server
  const group = await sql.query<{ coordinates: boolean }>('SELECT groupid = 0 AS coordinates FROM pg_dist_local_group')
  if (group.rows[0]?.coordinates) return server
  throw new NotDistributable('This is a worker of Citus: set DATABASE_URL to its coordinator.')
}

function refuseElsewhere({ major, available, citus, migrated }: Server): void {
  if (!available)
    throw new NotDistributable(
      'This PostgreSQL has no Citus, and one machine needs none: leave it as it is, or set DATABASE_URL to the coordinator of a Citus cluster (README, "When one machine is not enough").',
    )
  if (!citus)
    throw new NotDistributable('Citus is there but not in this database: run CREATE EXTENSION citus in it first.')
  if (Number.parseInt(citus, 10) < 13 || major < 15)
    throw new NotDistributable(
      `Citus 13 on PostgreSQL 15 or newer is needed; this is Citus ${citus} on PostgreSQL ${major}.`,
    )
  if (!migrated) throw new NotDistributable('The database has not the newest schema: run npm run db:migrate first.')
}

async function listUndistributed(sql: pg.Client): Promise<string[]> {
  const found = await sql.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     LEFT JOIN pg_dist_partition p ON p.logicalrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attname = 'tenant_id' AND NOT a.attisdropped
       -- Citus keeps a plain table that refers to a reference table as one of its own ('n', not replicated).
       AND (p.logicalrelid IS NULL OR (p.partmethod = 'n' AND p.repmodel <> 't'))
     ORDER BY c.relname <> '${TENANTS}', c.relname`,
  )
  return found.rows.map(({ name }) => name)
}

/** With their foreign keys in place Citus would take tables along in an order of its own, and stop half-way. */
async function distributeTables(sql: pg.Client, tables: string[]): Promise<void> {
  const keys = await listForeignKeys(sql, tables)
  for (const { table, name } of keys) await sql.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  // The first one; the others lie where its rows of the same shop lie.
  let beside = await findDistributed(sql)
  for (const table of tables) {
    if (table === TENANTS) {
      await sql.query('SELECT create_reference_table($1)', [table])
      continue
    }
    await sql.query("SELECT create_distributed_table($1, 'tenant_id', colocate_with => $2)", [table, beside ?? 'none'])
    beside ??= table
  }
  for (const { table, name, definition } of keys)
    await sql.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`)
}

async function listForeignKeys(sql: pg.Client, tables: string[]): Promise<Constraint[]> {
  const found = await sql.query<Constraint>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
       AND (conrelid = ANY ($1::regclass[]) OR confrelid = ANY ($1::regclass[])) ORDER BY 1, 2`,
    [tables],
  )
  return found.rows
}

async function findDistributed(sql: pg.Client): Promise<string | null> {
  const found = await sql.query<{ name: string }>(
    `SELECT logicalrelid::text AS name FROM pg_dist_partition JOIN pg_class c ON c.oid = logicalrelid
     WHERE partmethod = 'h' AND NOT c.relispartition ORDER BY 1 LIMIT 1`,
  )
  return found.rows[0]?.name ?? null
}

/** Every node knows our functions, whenever they were made. */
async function distributeFunctions(sql: pg.Client): Promise<void> {
  const functions = await sql.query<{ name: string }>(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p
     WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind IN ('f', 'a')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_dist_object o WHERE o.classid = 'pg_proc'::regclass AND o.objid = p.oid)
     ORDER BY p.prokind DESC, 1`,
  )
  for (const { name } of functions.rows) await sql.query('SELECT create_distributed_function($1)', [name])
}
