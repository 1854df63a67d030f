// The database of a storm that is raised by hand: of an embedded PostgreSQL, or on the server that TEST_DATABASE_URL names.
import { startEmbeddedPostgres } from '#app/platform/start/embedded-postgres.server.ts'
import pg from 'pg'

export type Restart = 'in order' | 'as a crash'

export type StormDatabase = {
  url: string
  /** Ends the server and starts it again, at another address, which it returns; null where the server is not ours to end. */
  restart: ((how: Restart) => Promise<string>) | null
  stop: () => Promise<void>
}

/** An empty database. */
export async function openDatabase(folder: string): Promise<StormDatabase> {
  const server = process.env['TEST_DATABASE_URL']
  return server ? databaseOn(server) : embeddedIn(folder)
}

async function databaseOn(server: string): Promise<StormDatabase> {
  const name = `glancito_storm_${process.pid}`
  await execute(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, restart: null, stop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function embeddedIn(folder: string): Promise<StormDatabase> {
  // What a storm before has left, where the folder itself could not be taken away.
  const bare = await startEmbeddedPostgres(folder, 'postgres')
  await execute(bare.url, 'DROP DATABASE IF EXISTS glancito WITH (FORCE)')
  await bare.stop()
  let server = await startEmbeddedPostgres(folder)
  return {
    url: server.url,
    restart: async (how) => {
      // https://www.postgresql.org/docs/18/server-shutdown.html: what was not written is found again from the log.
      if (how === 'as a crash') process.kill(await postmasterOf(server.url), 'SIGQUIT')
      await server.stop()
      server = await startEmbeddedPostgres(folder)
      return server.url
    },
    stop: () => server.stop(),
  }
}

async function postmasterOf(url: string): Promise<number> {
  const found = await ask<{ pid: number }>(
    url,
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
  )
  const pid = found[0]?.pid
  if (!pid) throw new Error('the server does not say its process')
  return pid
}

async function ask<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

async function execute(url: string, statement: string): Promise<void> {
  await ask(url, statement)
}
