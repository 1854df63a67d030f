// What a failure of the database says: of the rows that it was given, or of the database itself.
// SQLSTATE: https://www.postgresql.org/docs/18/errcodes-appendix.html

/** Data exceptions and broken constraints: the same rows would be refused again. */
const ROWS_REFUSED = /^(22|23)/
/** Deadlocks, transactions that got into each other's way, and locks that were not waited for. */
const PASSING = /^(40|55P03$)/
/** Connection, resources, operator (shutdown, statement took too long), system; 25006: read-only. */
const DATABASE_AWAY = /^(08|53|57|58|25006$)/
const READ_ONLY = '25006'
const SQLSTATE = /^[0-9A-Z]{5}$/
/** Node's words for a host or a connection that is not there. */
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])
const UNREACHABLE = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
])
/** Prisma's: not reached, timed out, closed, no connection free, too many, no transaction to be had. */
const PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037'])
/** `pg` gives these no code. */
const PG_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/

/** A wait that was given up after its time. */
export class TimeIsUp extends Error {}

/** Whether the database refused the rows themselves, so that no later try would do. */
export function refusesRows(error: unknown): boolean {
  const code = codeOf(error)
  return SQLSTATE.test(code) && ROWS_REFUSED.test(code)
}

/** Whether the statement only met others at the wrong moment: the same one again may do at once. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error)
  return SQLSTATE.test(code) && PASSING.test(code)
}

/**
 * Whether the database can not be had now (away, silent, read-only, full, too busy), so that a later try may do. False
 * for every fault of ours, and of others: what Shopify and AWS fail with stands in a cause, or carries their metadata.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error) || '$metadata' in error) return false
  const code = codeOf(error)
  if (NETWORK.has(code) || UNREACHABLE.has(code) || PRISMA.has(code)) return true
  if (SQLSTATE.test(code)) return DATABASE_AWAY.test(code)
  return error instanceof TimeIsUp || PG_WORDS.test(error.message)
}

/** Whether the connection is of no use after this failure: an answer is still owed on it, or its server takes no writes. */
export function spoilsConnection(error: unknown): boolean {
  const code = codeOf(error)
  return code === READ_ONLY || (!SQLSTATE.test(code) && isDatabaseAway(error)) || /^(08|57P)/.test(code)
}

function codeOf(error: unknown): string {
  const original = fieldOf(fieldOf(fieldOf(fieldOf(error, 'meta'), 'driverAdapterError'), 'cause'), 'originalCode')
  const code = original ?? fieldOf(error, 'code')
  return typeof code === 'string' ? code : ''
}

/** Prisma keeps PostgreSQL's own code deep in what it throws. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
