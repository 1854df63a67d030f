import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import type { Recipient } from '#app/tracking/links.server.ts'

const AT_ONCE = 1_000

/** Recipients whose sending is in doubt and whose mail has been opened, clicked or unsubscribed from, by whomever. */
export async function findEvidence(): Promise<Recipient[]> {
  const found = await db().query<Recipient>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId", send_no AS "sendNo", attempt,
       member_id::text AS "memberId" FROM recipients r
     WHERE state = 'unconfirmed' AND EXISTS (
       SELECT 1 FROM mail_events e WHERE e.tenant_id = r.tenant_id AND e.mailing_id = r.mailing_id
         AND e.type = ANY($1::smallint[]) AND e.link_no = 0 AND e.send_no = r.send_no AND e.member_id = r.member_id
     ) LIMIT $2`,
    [[EVENT.opened, EVENT.clicked, EVENT.unsubscribed], AT_ONCE],
  )
  return found.rows
}
