// What the benchmarks run in: an app's configuration without Shopify or Amazon, and a database as a real one.
import { randomBytes } from 'node:crypto'
import { startEmbeddedPostgres } from '#app/platform/start/embedded-postgres.server.ts'
import { migrate } from '#app/platform/start/migrate.server.ts'

export function setEnvironment(more: Record<string, string>): void {
  const secret = () => randomBytes(32).toString('base64')
  Object.assign(process.env, {
    NODE_ENV: 'production',
    SHOPIFY_API_KEY: 'bench',
    SHOPIFY_API_SECRET: 'bench',
    SHOPIFY_APP_URL: 'http://localhost:3000',
    ENCRYPTION_KEY: secret(),
    LINK_KEY: secret(),
    AWS_REGION: 'us-east-1',
    SES_CONFIGURATION_SET: 'bench',
    SNS_TOPIC_ARNS: 'arn:aws:sns:us-east-1:123456789012:bench',
    MAIL_DOMAIN: 'bench.example',
    ...more,
  })
}

/** A PostgreSQL of its own with fsync on: durable means on the disk. BENCH_DATABASE_URL names an empty database to use instead. */
export async function prepareDatabase(directory: string): Promise<{ stop: () => Promise<void> }> {
  const given = process.env['BENCH_DATABASE_URL']
  const started = given ? { url: given, stop: async () => {} } : await startEmbeddedPostgres(directory)
  process.env['DATABASE_URL'] = started.url
  await migrate(started.url)
  return started
}
