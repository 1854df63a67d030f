// SES's feedback while PostgreSQL is away, read-only and silent: SNS is asked to send again, and loses nothing by it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { closeDatabase, db, servePages } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { createCertificate, type SigningCertificate } from '#simulator/ses/certificate.ts'
import { signature } from '#simulator/ses/sns-envelope.ts'
import { PostgresProxy } from '#tests/postgres-proxy.ts'
import { aBounce, aSentMail, notification, type Sent } from '#tests/ses-feedback.ts'
import { webForTests } from '#tests/web.ts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { foldAllFeedback, foldFeedback } from './fold.server.ts'

const direct = process.env['DATABASE_URL'] ?? ''
const { proxy, url } = await PostgresProxy.before(direct)
process.env['DATABASE_URL'] = url
servePages()
const ask = webForTests()

let certificate: SigningCertificate
const sns = createServer((_request, response) => response.writeHead(200).end(certificate.certificatePem))
beforeAll(async () => {
  certificate = await createCertificate()
  await new Promise<void>((resolve) => sns.listen(0, '127.0.0.1', resolve))
  env().SNS_ORIGIN = `http://127.0.0.1:${(sns.address() as AddressInfo).port}`
})
afterAll(async () => {
  sns.close()
  await closeDatabase()
  await proxy.close()
})

/** Past the proxy, by a session that may write whatever the database's default is. */
async function command(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: direct })
  await client.connect()
  await client.query('SET default_transaction_read_only = off')
  for (const statement of statements) await client.query(statement)
  await client.end()
}

const own = new URL(direct).pathname.slice(1)
const DROP_CONNECTIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`

const OUTAGES = {
  away: { begin: () => void (proxy.mode = 'refuse'), end: () => void (proxy.mode = 'pass') },
  'read-only': {
    begin: () => command(`ALTER DATABASE ${own} SET default_transaction_read_only = on`, DROP_CONNECTIONS),
    end: () => command(`ALTER DATABASE ${own} RESET default_transaction_read_only`, DROP_CONNECTIONS),
  },
  silent: {
    begin: () => void (proxy.mode = 'silent'),
    // What was open stays silent.
    end: async () => {
      proxy.mode = 'pass'
      await closeDatabase()
    },
  },
}

async function post(sent: Sent): Promise<() => Promise<number>> {
  const { messageId, topicArn, message } = notification(aBounce(sent))
  const content = {
    Type: 'Notification' as const,
    MessageId: messageId,
    TopicArn: topicArn,
    Message: message,
    Timestamp: new Date().toISOString(),
  }
  const body = JSON.stringify({
    ...content,
    SignatureVersion: '2',
    Signature: await signature(content, '2', certificate.privateKey),
    SigningCertURL: `https://sns.us-east-1.amazonaws.com${certificate.path}`,
  })
  return async () => (await ask('/api/v1/sns-bounce', { method: 'POST', body })).status
}

const fold = () =>
  foldFeedback().then(
    () => 'done',
    () => 'failed',
  )

async function bouncedOf(all: Sent[]): Promise<number> {
  const found = await db().query<{ hits: number }>(
    'SELECT coalesce(sum(hits), 0)::int AS hits FROM mail_events WHERE tenant_id = ANY ($1) AND type = $2',
    [all.map(({ tenantId }) => tenantId), EVENT.bounced],
  )
  return found.rows[0]?.hits ?? 0
}

test.each(Object.entries(OUTAGES))(
  'while PostgreSQL is %s nothing is acknowledged and nothing lost',
  { timeout: 60_000 },
  async (mode, { begin, end }) => {
    const all: Sent[] = []
    for (let count = 0; count < 6; count += 1) all.push(await aSentMail())
    const posts = await Promise.all(all.map(post))
    const [first, ...others] = posts
    if (!first) throw new Error('nothing to post')
    expect(await first()).toBe(200)
    await begin()
    const statuses = await Promise.all(others.map((again) => again()))
    expect(statuses).toEqual(others.map(() => 503))
    // Whoever folds meanwhile changes nothing, and takes nothing out.
    // With a server that is silent it would wait for the limit of its statement.
    expect(mode === 'silent' ? 'failed' : await fold()).toBe('failed')
    await end()
    await vi.waitFor(async () => expect(await bouncedOf(all)).toBe(0), { timeout: 30_000, interval: 100 })
    await vi.waitFor(
      async () => expect(await Promise.all(others.map((again) => again()))).toEqual(others.map(() => 200)),
      {
        timeout: 30_000,
        interval: 100,
      },
    )
    await vi.waitFor(foldAllFeedback, { timeout: 30_000, interval: 100 })
    expect(await bouncedOf(all)).toBe(6)
    const left = await db().query('SELECT FROM sns_box UNION ALL SELECT FROM sns_failures')
    expect(left.rowCount).toBe(0)
  },
)
