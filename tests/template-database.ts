import { startEmbeddedPostgres } from '#app/platform/start/embedded-postgres.server.ts'
import { migrate } from '#app/platform/start/migrate.server.ts'
import pg from 'pg'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    templateUrl: string
  }
}

async function execute(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

/** Migrates one database; each test file then works on a copy of it. TEST_DATABASE_URL names a server to use instead of the embedded one. */
export default async function setup(project: TestProject) {
  const server = process.env['TEST_DATABASE_URL']
    ? { url: process.env['TEST_DATABASE_URL'], stop: async () => {} }
    : await startEmbeddedPostgres('.data/test', 'tests')
  const template = `glancito_test_${process.pid}`
  const templateUrl = new URL(server.url)
  templateUrl.pathname = `/${template}`
  await execute(server.url, `DROP DATABASE IF EXISTS ${template}`, `CREATE DATABASE ${template}`)
  await migrate(templateUrl.href)
  // A number of one is none of another, so that a test finds where they are mixed up.
  await execute(
    templateUrl.href,
    "SELECT setval('mailings_mailing_id_seq', 700000), setval('contents_content_id_seq', 300000)",
  )
  project.provide('templateUrl', templateUrl.href)
  return async () => {
    await execute(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`)
    await server.stop()
  }
}
