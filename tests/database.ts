// Set-up of every `*.db.test.ts`: a database of its own for the file, copied from the migrated template.
import { clock } from '#app/platform/clock.server.ts'
import { closeDatabase } from '#app/platform/db/db.server.ts'
import pg from 'pg'
import { afterAll, afterEach, inject } from 'vitest'

const template = new URL(inject('templateUrl'))
const name = `${template.pathname.slice(1)}_${process.env['VITEST_POOL_ID'] ?? '0'}_${process.pid}`
const server = new URL(template)
server.pathname = '/postgres'
const own = new URL(template)
own.pathname = `/${name}`

async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.href })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

await onServer(
  `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
  `CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)}`,
)
process.env['DATABASE_URL'] = own.href

afterEach(() => clock.set())

afterAll(async () => {
  await closeDatabase()
  await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
})
