// The database: Prisma for the admin's rows, `pg` for set-based SQL and hot paths. Both read DATABASE_URL.
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { log } from './log.server.ts'
import { PrismaClient } from './prisma/client.ts'

// bigint comes back as BigInt, for ids exceed 2^53; counts are cast to int in the SQL. Set on our pool only: Prisma's
// adapter brings parsers of its own.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format),
}

export type Sql = Pick<pg.Pool | pg.PoolClient, 'query'>

let pool: pg.Pool | undefined
let prisma: PrismaClient | undefined

export function databaseUrl(): string {
  const url = process.env['DATABASE_URL']
  if (!url) throw new Error('DATABASE_URL is not set: start the database first (platform/embedded-postgres.server.ts)')
  return url
}

/** The process's pool of plain PostgreSQL connections. */
export function db(): pg.Pool {
  pool ??= openPool()
  return pool
}

function openPool(): pg.Pool {
  const opened = new pg.Pool({ connectionString: databaseUrl(), max: 10, types, application_name: 'glancito' })
  // An idle connection that the database closes must not end the process: the pool opens another one.
  opened.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection was lost'))
  // One in use rejects what is asked of it; between two queries, nobody else would listen.
  opened.on('connect', (client) => client.on('error', () => {}))
  return opened
}

/** The process's Prisma client. */
export function rows(): PrismaClient {
  prisma ??= new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl(), max: 5 }) })
  return prisma
}

/** Runs `work` in one transaction on one connection; an error rolls all of it back. */
export async function transaction<T>(work: (sql: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await db().connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError))
    })
    throw error
  } finally {
    client.release(broken)
  }
}

export async function closeDatabase(): Promise<void> {
  await Promise.all([pool?.end(), prisma?.$disconnect()])
  pool = undefined
  prisma = undefined
}
