// Set-up of every `*.db.test.ts`: a database of its own for the file, copied from the migrated template.
import { clock } from '#app/platform/clock.server.ts'
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { distribute } from '#app/platform/db/distribute.server.ts'
import pg from 'pg'
import { afterAll, afterEach, inject } from 'vitest'

const template = new URL(inject('templateUrl'))
const name = `${template.pathname.slice(1)}_${process.env['VITEST_POOL_ID'] ?? '0'}_${process.pid}`
const server = new URL(template)
server.pathname = '/postgres'
const own = new URL(template)
own.pathname = `/${name}`

async function execute({ href }: URL, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: href })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

await execute(
  server,
  `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
  `CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)}`,
)
process.env['DATABASE_URL'] = own.href
// A copy of a database knows nothing of what lies on other nodes: each one is distributed itself.
if (process.env['TEST_DISTRIBUTED'] === '1') {
  await execute(own, 'CREATE EXTENSION citus')
  await distribute(own.href)
}

afterEach(() => clock.set())

afterAll(async () => {
  await closeDatabase()
  await execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
})
