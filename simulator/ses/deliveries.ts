// The persistent queue of what SNS owes its subscribers: 2xx to 4xx ends a delivery, all else is tried again.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { SnsType } from './sns-envelope.ts'
import type { SnsSettings } from './sns-settings.ts'

const row = z.object({
  id: z.number(),
  subscription_arn: z.string(),
  type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  event_id: z.number().nullable(),
  form: z.enum(['event', 'notification']),
  message_id: z.string(),
  created_at: z.string(),
  due_at: z.number(),
  attempts: z.number(),
  state: z.enum(['pending', 'sending', 'delivered', 'refused', 'failed', 'dropped']),
  status: z.number().nullable(),
})

export type Delivery = z.infer<typeof row>

/** A status of the subscriber; 0 when it could not be reached. */
type Answer = { delivery: Delivery; status: number }

export interface NewDelivery {
  subscriptionArn: string
  type: SnsType
  eventId: number | null
  form: 'event' | 'notification'
  createdAt: Date
  /** Beyond the delay that is switched on. */
  waitMs?: number
}

export interface Deliveries {
  /** Adds it, or what the switched-on faults make of it. */
  add(delivery: NewDelivery, settings: SnsSettings): void
  /** Takes up to `limit` that are due; while paused, only those up to the last flush. */
  claim(limit: number, settings: SnsSettings): Delivery[]
  settle(answer: Answer, settings: SnsSettings): void
  nextDue(settings: SnsSettings): number | null
  /** Makes all that wait due at once, even while paused. */
  flush(): void
  unfinished(): number
  forEvents(eventIds: number[]): Delivery[]
  latest(limit: number): Delivery[]
}

const TABLE = `
  CREATE TABLE IF NOT EXISTS sns_deliveries (
    id INTEGER PRIMARY KEY,
    subscription_arn TEXT NOT NULL,
    type TEXT NOT NULL,
    event_id INTEGER,
    form TEXT NOT NULL,
    message_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    status INTEGER
  );
  CREATE INDEX IF NOT EXISTS sns_deliveries_due ON sns_deliveries (due_at, id) WHERE state = 'pending';
  CREATE INDEX IF NOT EXISTS sns_deliveries_event ON sns_deliveries (event_id);
`

export function createDeliveries(db: DatabaseSync): Deliveries {
  db.exec(TABLE)
  // Whatever was under way when the simulator stopped is tried again: SNS delivers at least once.
  db.exec("UPDATE sns_deliveries SET state = 'pending' WHERE state = 'sending'")
  let flushedUpTo = 0
  const claimable = db.prepare(
    `UPDATE sns_deliveries SET state = 'sending', attempts = attempts + 1
     WHERE id IN (SELECT id FROM sns_deliveries WHERE state = 'pending' AND due_at <= ? AND id <= ? ORDER BY due_at, id LIMIT ?)
     RETURNING *`,
  )
  const next = db.prepare("SELECT min(due_at) AS due FROM sns_deliveries WHERE state = 'pending' AND id <= ?")
  const settled = db.prepare('UPDATE sns_deliveries SET state = ?, status = ?, due_at = ? WHERE id = ?')
  const reach = (settings: SnsSettings) => (settings.paused ? flushedUpTo : Number.MAX_SAFE_INTEGER)
  return {
    add: adder(db),
    claim: (limit, settings) => row.array().parse(claimable.all(Date.now(), reach(settings), limit)),
    settle({ delivery, status }, settings) {
      const state = outcome(delivery, status, settings)
      settled.run(state, status, Date.now() + settings.retryDelayMs, delivery.id)
    },
    nextDue: (settings) => z.object({ due: z.number().nullable() }).parse(next.get(reach(settings))).due,
    flush() {
      flushedUpTo =
        z.object({ last: z.number().nullable() }).parse(db.prepare('SELECT max(id) AS last FROM sns_deliveries').get())
          .last ?? 0
      db.exec("UPDATE sns_deliveries SET due_at = 0 WHERE state = 'pending' AND type = 'Notification'")
    },
    ...reports(db),
  }
}

function adder(db: DatabaseSync): Deliveries['add'] {
  const insert = db.prepare(
    `INSERT INTO sns_deliveries (subscription_arn, type, event_id, form, message_id, created_at, due_at, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return (delivery, settings) => {
    const { subscriptionArn, type, eventId, form, createdAt, waitMs = 0 } = delivery
    const state = isDropped(type, settings) ? 'dropped' : 'pending'
    const copies = Math.random() < settings.duplicate ? 2 : 1
    const messageId = randomUUID()
    for (let copy = 0; copy < copies; copy += 1) {
      const due = Math.round(Date.now() + waitMs + settings.delayMs + Math.random() * settings.reorderMs)
      insert.run(subscriptionArn, type, eventId, form, messageId, createdAt.toISOString(), due, state)
    }
  }
}

function isDropped(type: SnsType, settings: SnsSettings): boolean {
  if (type !== 'Notification') return false
  if (settings.dropNext > 0) {
    settings.dropNext -= 1
    return true
  }
  return Math.random() < settings.drop
}

function outcome(delivery: Delivery, status: number, settings: SnsSettings): Delivery['state'] {
  if (status >= 200 && status < 500) return status < 300 ? 'delivered' : 'refused'
  return delivery.attempts > settings.retries ? 'failed' : 'pending'
}

function reports(db: DatabaseSync): Pick<Deliveries, 'unfinished' | 'forEvents' | 'latest'> {
  const open = db.prepare(
    "SELECT count(*) AS n FROM sns_deliveries WHERE state IN ('pending', 'sending') AND type = 'Notification'",
  )
  const last = db.prepare('SELECT * FROM sns_deliveries ORDER BY id DESC LIMIT ?')
  const ofEvent = db.prepare('SELECT * FROM sns_deliveries WHERE event_id = ? ORDER BY id')
  return {
    unfinished: () => z.object({ n: z.number() }).parse(open.get()).n,
    latest: (limit) => row.array().parse(last.all(limit)),
    forEvents: (eventIds) => eventIds.flatMap((id) => row.array().parse(ofEvent.all(id))),
  }
}
