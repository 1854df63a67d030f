// The database: Prisma for the admin's rows, `pg` for set-based SQL and hot paths. Both read DATABASE_URL.
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { isDatabaseAway, spoilsConnection } from '../faults/db-fault.ts'
import { databaseWorks, logFailure } from '../faults/failures.server.ts'
import { PrismaClient } from '../prisma/client.ts'
import { within } from '../faults/within.ts'

// bigint comes back as BigInt, for ids exceed 2^53; counts are cast to int in the SQL. Set on our pool only: Prisma's
// adapter brings parsers of its own.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format),
}

export type Sql = Pick<pg.Pool | pg.PoolClient, 'query'>

/**
 * How long a statement may take in this process, and how long a free connection is waited for. A page has somebody who
 * waits; the longest of the worker's own (a million recipients frozen, a shop deleted) take minutes. Nobody of ours thinks for
 * `idleMs` between two statements of a transaction: its process is gone or cut off, and its locks must go. Hits wait for such
 * a lock, whoever has it.
 */
const LIMITS = {
  hits: { connectMs: 3_000, statementMs: 8_000, idleMs: 10_000 },
  web: { connectMs: 5_000, statementMs: 30_000, idleMs: 60_000 },
  work: { connectMs: 30_000, statementMs: 900_000, idleMs: 300_000 },
}
/** Ours comes after the server's own: then the statement is known to be undone, and the connection can be kept. */
const GRACE_MS = 2_000
/** After a failover nobody stays with the old server for longer, whatever its pool has noticed. */
const LIFETIME_SECONDS = 300
const KEEP_ALIVE_AFTER_MS = 10_000
const ROLLBACK = { text: 'ROLLBACK', query_timeout: 3_000 }
const CLOSE_WITHIN_MS = 3_000

let kind: 'web' | 'work' = 'work'
let pool: pg.Pool | undefined
let hitsPool: pg.Pool | undefined
let prisma: PrismaClient | undefined

function databaseUrl(): string {
  const url = process.env['DATABASE_URL']
  if (!url) throw new Error('DATABASE_URL is not set: start the database first (platform/embedded-postgres.server.ts)')
  return url
}

/** Says that somebody waits for this process's answers: to be called before the first use of the database. */
export function servePages(): void {
  kind = 'web'
}

/** How a connection is opened so that nothing waits for ever: neither for the server, nor for an answer, nor for a dead peer. */
export function connectionLimits(use: keyof typeof LIMITS = kind) {
  const { connectMs, statementMs, idleMs } = LIMITS[use]
  return {
    connectionString: databaseUrl(),
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + GRACE_MS,
    idle_in_transaction_session_timeout: idleMs,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  }
}

/** The process's pool of plain PostgreSQL connections. */
export function db(): pg.Pool {
  pool ??= openPool(kind, 10)
  return pool
}

/**
 * Connections for hits, as they come and as they are counted, for SES's feedback and for readiness alone, so that they never wait
 * for a page's or a job's statement.
 */
export function hitsDb(): pg.Pool {
  hitsPool ??= openPool('hits', 6)
  return hitsPool
}

function openPool(use: keyof typeof LIMITS, max: number): pg.Pool {
  const opened = new pg.Pool({ ...connectionLimits(use), max, types, application_name: 'glancito' })
  // An idle connection that the database closes must not end the process: the pool opens another one.
  opened.on('error', (error) => logFailure(error, 'an idle database connection was lost'))
  // One in use rejects what is asked of it; between two queries, nobody else would listen.
  opened.on('connect', (client) => client.on('error', () => {}))
  opened.on('release', (error: unknown) => error || databaseWorks())
  return opened
}

/** The process's Prisma client. */
export function rows(): PrismaClient {
  prisma ??= new PrismaClient({ adapter: new PrismaPg({ ...connectionLimits(), max: 5 }) })
  return prisma
}

/** Runs `work` in one transaction on one connection, of `from`; an error rolls all of it back. */
export async function transaction<T>(work: (sql: pg.PoolClient) => Promise<T>, from = db()): Promise<T> {
  const client = await from.connect()
  let spoilt: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    spoilt = await rollBack(client, error)
    throw error
  } finally {
    client.release(spoilt)
  }
}

/** Returns why the connection must be closed, if it must: the server then rolls back by itself. */
async function rollBack(client: pg.PoolClient, cause: unknown): Promise<Error | undefined> {
  if (cause instanceof Error && spoilsConnection(cause)) return cause
  try {
    await client.query(ROLLBACK)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Closes every connection; those whose server says nothing are left to the end of the process. */
export async function closeDatabase(): Promise<void> {
  const closing = Promise.all([pool?.end(), hitsPool?.end(), prisma?.$disconnect()])
  pool = undefined
  hitsPool = undefined
  prisma = undefined
  await within(CLOSE_WITHIN_MS, closing).catch((error: unknown) => {
    if (!isDatabaseAway(error)) throw error
  })
}
