// A migrated database of one's own on the server that TEST_DATABASE_URL names.
import pg from 'pg'
import { migrate } from '#app/platform/start/migrate.server.ts'

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

export async function ownDatabase(of: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env['TEST_DATABASE_URL']
  if (!server) throw new Error('TEST_DATABASE_URL should name a PostgreSQL server; `npm test` sets it')
  const name = `glancito_${of}_${process.pid}`
  await onServer(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  await migrate(url.href)
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}
