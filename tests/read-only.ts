// A database that takes no writes any more, as one has after a failover to a standby.
import pg from 'pg'

const DROP_CONNECTIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`

/** From now on whoever connects can only read, and those who were connected are no more. */
export const beginReadOnly = (url: string): Promise<void> =>
  command(url, `ALTER DATABASE ${nameIn(url)} SET default_transaction_read_only = on`, DROP_CONNECTIONS)

/** Whoever connects can write. Who is connected stays read-only, until they drop the connection by themselves. */
export const endReadOnly = (url: string): Promise<void> =>
  command(url, `ALTER DATABASE ${nameIn(url)} RESET default_transaction_read_only`)

/** Ends every connection of the database, whatever is under way. */
export const dropConnections = (url: string): Promise<void> => command(url, DROP_CONNECTIONS)

const nameIn = (url: string) => pg.escapeIdentifier(new URL(url).pathname.slice(1))

/** By a session that may write whatever the database's default is. */
async function command(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('SET default_transaction_read_only = off')
  for (const statement of statements) await client.query(statement)
  await client.end()
}
