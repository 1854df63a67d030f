// SES's feedback as it is kept, and what has come of it.
import { randomUUID } from 'node:crypto'
import { db } from '#app/platform/db/db.server.ts'
import { keepNotification } from '#app/sending/feedback/box.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { notification, type Sent } from './ses-feedback.ts'

export const keep = (event: unknown, messageId: string = randomUUID()) =>
  keepNotification(notification(event, messageId))

/** Each in a batch of its own. */
export async function keepEach(...events: unknown[]): Promise<void> {
  for (const event of events) await keep(event)
}

export async function factsOf({ tenantId, mailingId, memberId }: Sent) {
  const found = await db().query(
    `SELECT (SELECT jsonb_object_agg(type, hits ORDER BY type) FROM mail_events WHERE tenant_id = $1 AND mailing_id = $2) AS events,
       (SELECT email_bounce_type::text FROM members WHERE tenant_id = $1 AND member_id = $3) AS bounce,
       (SELECT email_complaint_at IS NOT NULL FROM members WHERE tenant_id = $1 AND member_id = $3) AS complained,
       (SELECT count(*)::int FROM bounces WHERE tenant_id = $1 AND member_id = $3) AS bounces`,
    [tenantId, mailingId, memberId],
  )
  return found.rows[0]
}

/** What waits in the box, and to be tried again. */
export async function left() {
  const found = await db().query(
    'SELECT (SELECT count(*)::int FROM sns_box) AS box, (SELECT count(*)::int FROM sns_failures) AS failures',
  )
  return found.rows[0]
}

export const NOTHING_LEFT = { box: 0, failures: 0 }
/** Of who has bounced for good. */
export const HARD = {
  events: { [EVENT.bounced]: 1, [EVENT.hardBounced]: 1 },
  bounce: 'hard',
  complained: false,
  bounces: 1,
}
