// Topics and their HTTP subscriptions, and the certificate with which the simulated SNS signs.
import { randomBytes, randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { createCertificate, fromPem, type SigningCertificate } from './certificate.ts'

const row = z.object({
  arn: z.string(),
  topic_arn: z.string(),
  endpoint: z.string(),
  token: z.string(),
  state: z.enum(['pending', 'confirmed', 'removed']),
})

export type Subscription = z.infer<typeof row>

export interface Subscriptions {
  /** Makes sure that this endpoint, and no other, is subscribed to the topic; a new one is pending until confirmed. */
  ensure(topicArn: string, endpoint: string): Subscription
  get(arn: string): Subscription | null
  confirmed(topicArn: string): Subscription[]
  list(): Subscription[]
  confirm(topicArn: string, token: string): Subscription | null
  remove(arn: string): Subscription | null
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS sns_subscriptions (
    arn TEXT PRIMARY KEY,
    topic_arn TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    token TEXT NOT NULL,
    state TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS sns_certificate (id INTEGER PRIMARY KEY CHECK (id = 1), private_key TEXT NOT NULL, certificate TEXT NOT NULL);
`

export function createSubscriptions(db: DatabaseSync): Subscriptions {
  db.exec(TABLES)
  const parse = (found: unknown) => row.optional().parse(found) ?? null
  const get = (arn: string) => parse(db.prepare('SELECT * FROM sns_subscriptions WHERE arn = ?').get(arn))
  const list = () => row.array().parse(db.prepare('SELECT * FROM sns_subscriptions ORDER BY rowid').all())
  const setState = (arn: string, state: Subscription['state']) => {
    db.prepare('UPDATE sns_subscriptions SET state = ? WHERE arn = ?').run(state, arn)
    return get(arn)
  }
  return {
    get,
    list,
    confirmed: (topicArn) => list().filter((known) => known.topic_arn === topicArn && known.state === 'confirmed'),
    ensure(topicArn, endpoint) {
      const known = list().find((other) => other.topic_arn === topicArn && other.endpoint === endpoint)
      db.prepare('DELETE FROM sns_subscriptions WHERE topic_arn = ? AND endpoint <> ?').run(topicArn, endpoint)
      if (known && known.state !== 'removed') return known
      const fresh: Subscription = {
        arn: `${topicArn}:${randomUUID()}`,
        topic_arn: topicArn,
        endpoint,
        token: randomBytes(64).toString('hex'),
        state: 'pending',
      }
      if (known) db.prepare('DELETE FROM sns_subscriptions WHERE arn = ?').run(known.arn)
      db.prepare('INSERT INTO sns_subscriptions (arn, topic_arn, endpoint, token, state) VALUES (?, ?, ?, ?, ?)').run(
        fresh.arn,
        fresh.topic_arn,
        fresh.endpoint,
        fresh.token,
        fresh.state,
      )
      return fresh
    },
    confirm(topicArn, token) {
      const known = list().find((other) => other.topic_arn === topicArn && other.token === token)
      return known ? setState(known.arn, 'confirmed') : null
    },
    remove: (arn) => (get(arn) ? setState(arn, 'removed') : null),
  }
}

const certificateRow = z.object({ private_key: z.string(), certificate: z.string() })

/** The stored certificate, or a new one that is stored. */
export async function loadCertificate(db: DatabaseSync): Promise<SigningCertificate> {
  const stored = certificateRow.safeParse(db.prepare('SELECT private_key, certificate FROM sns_certificate').get())
  if (stored.success) return fromPem(stored.data.private_key, stored.data.certificate)
  const fresh = await createCertificate()
  db.prepare('INSERT INTO sns_certificate (id, private_key, certificate) VALUES (1, ?, ?)').run(
    fresh.privateKeyPem,
    fresh.certificatePem,
  )
  return fresh
}
