// How much waits between Shopify and us, over all shops, for the alarms of whoever runs the app.
import { db } from '#app/platform/db/db.server.ts'
import type { Gauge } from '#app/platform/metrics.server.ts'

type Row = { inbox: number; inbox_age: number; dead: number; outbox: number; outbox_age: number; refused: number }

export async function measureQueues(): Promise<Gauge[]> {
  const found = await db().query<Row>(
    `SELECT inbox.*, outbox.*, (SELECT count(*)::int FROM webhook_inbox WHERE state = 'dead') AS dead,
       (SELECT count(*)::int FROM outbox WHERE state = 'refused') AS refused
     FROM (SELECT count(*)::int AS inbox, coalesce(extract(epoch FROM now() - min(received_at)), 0)::int AS inbox_age
         FROM webhook_inbox WHERE state = 'waiting') AS inbox,
       (SELECT count(*)::int AS outbox, coalesce(extract(epoch FROM now() - min(created_at)), 0)::int AS outbox_age
         FROM outbox WHERE state = 'waiting') AS outbox`,
  )
  const [row] = found.rows
  if (!row) return []
  return [
    { name: 'glancito_inbox_waiting', help: 'Webhooks stored and not yet processed.', value: row.inbox },
    { name: 'glancito_inbox_oldest_seconds', help: 'Age of the oldest of them.', value: row.inbox_age },
    { name: 'glancito_inbox_dead', help: 'Webhooks that failed and wait for a person.', value: row.dead },
    { name: 'glancito_outbox_waiting', help: 'Consent changes not yet written back to Shopify.', value: row.outbox },
    { name: 'glancito_outbox_oldest_seconds', help: 'Age of the oldest of them.', value: row.outbox_age },
    { name: 'glancito_outbox_refused', help: 'Consent changes that Shopify refused.', value: row.refused },
  ]
}
