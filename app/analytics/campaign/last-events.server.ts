// What happened last with the e-mails of a campaign. Writes nothing.
import { db } from '#app/platform/db/db.server.ts'
import { namesOf } from '#app/platform/text/code-names.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import type { Moment } from '../hits/hit-words.ts'
import { type EventOfHit, withHits } from '../hits/logged-hits.server.ts'
import { findNames } from '../member/names.server.ts'

const SHOWN = 10

/** What recipients and machines did; that e-mails leave and arrive is no news while thousands do. */
const TOLD = [
  EVENT.opened,
  EVENT.clicked,
  EVENT.replied,
  EVENT.unsubscribed,
  EVENT.resubscribed,
  EVENT.complained,
  EVENT.hardBounced,
  EVENT.softBounced,
]
const NAMES = namesOf(EVENT)

export type LastEvent = { memberId: string; name: string; moment: Moment }

type Row = EventOfHit & { hits: number; machineHits: number }

/** The last events of a campaign, the newest first; of an open or a click the first of each recipient. */
export async function listLastEvents(tenantId: number, campaignId: number): Promise<LastEvent[]> {
  const mailings = await listMailings({ tenantId, source: 'campaign', sourceId: campaignId })
  const since = await findSince(tenantId, mailings)
  const events = await withHits(tenantId, await readLast(tenantId, mailings, since))
  const named = await findNames(
    tenantId,
    events.map(({ memberId }) => memberId),
  )
  return events.flatMap(({ memberId, type, at, hits, machineHits, seenBy }) => {
    const name = NAMES.get(type)
    if (!name) return []
    const moment = { name, at: at.toISOString(), hits, machineHits, seenBy }
    return [{ memberId, name: named(memberId).name, moment }]
  })
}

/** Since when there are enough of them, by the rollup: so that no more events are read than those of a few quarters of an hour. */
async function findSince(tenantId: number, mailings: number[]): Promise<Date | null> {
  const found = await db().query<{ since: Date | null }>(
    `SELECT min(quarter) AS since FROM (
       SELECT quarter, sum(sum(people)) OVER (ORDER BY quarter DESC) - sum(people) AS later
       FROM mail_stats_by_time WHERE tenant_id = $1 AND mailing_id = ANY ($2) AND type = ANY ($3::smallint[]) GROUP BY quarter) AS each
     WHERE later < $4`,
    [tenantId, mailings, TOLD, SHOWN],
  )
  return found.rows[0]?.since ?? null
}

async function readLast(tenantId: number, mailings: number[], since: Date | null): Promise<Row[]> {
  const found = await db().query<Row>(
    `SELECT mailing_id AS "mailingId", send_no AS "sendNo", member_id::text AS "memberId", type, created_at AS at, hits,
       machine_hits AS "machineHits", device, client
     FROM mail_events WHERE tenant_id = $1 AND mailing_id = ANY ($2) AND type = ANY ($3::smallint[]) AND link_no = 0
       AND created_at >= coalesce($4::timestamptz, '-infinity') ORDER BY created_at DESC LIMIT $5`,
    [tenantId, mailings, TOLD, since, SHOWN],
  )
  return found.rows
}
