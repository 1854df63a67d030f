// The last campaigns of one member. Writes nothing.
import type { LeftOutReason } from '#app/members/core/consent.ts'
import { db } from '#app/platform/db/db.server.ts'
import { EVENT, EVENT_NAMES } from '#app/tracking/events.ts'
import { idKey, largestFirst, pageParameters, type Place, placeIn, readPage } from '#app/ui/tables/keyset-page.ts'
import { outcomeOf, type RecipientState } from './outcomes.ts'
import type { MemberCampaign, Moment } from './member-campaigns.ts'

const SHOWN = 10

/** A member's copy of a campaign: the last one of each mailing that they were in. */
export type Copy = {
  mailingId: number
  sendNo: number
  campaignId: number
  name: string
  state: RecipientState
  skipReason: LeftOutReason | null
  at: Date
}

type EventRow = { mailingId: number; type: number; at: Date; hits: number; device: number; client: number }

// A bounce is stored with its kind beside it, and only the kind is told.
const TOLD = EVENT_NAMES.filter((name) => name !== 'bounced' && name !== 'untrackedUndelivered')

const CAMPAIGNS = pageParameters('campaigns')

/** A page of the mailings of campaigns to a member, the newest first, each with everything that happened to their copy. */
export async function listMemberCampaigns(tenantId: number, memberId: string, search = new URLSearchParams()) {
  const { rows, ...pages } = await readPage(placeIn(search, idKey, CAMPAIGNS), {
    size: SHOWN,
    keyOf: ({ mailingId }: Copy) => mailingId,
    read: (from, limit) => listCopies(tenantId, memberId, from, limit),
  })
  const events = await eventsOf(tenantId, memberId, rows)
  return { ...pages, rows: rows.map((copy) => memberCampaign(copy, events.get(copy.mailingId) ?? [])) }
}

function memberCampaign({ sendNo: _sendNo, ...copy }: Copy, seen: EventRow[]): MemberCampaign {
  const { outcome } = outcomeOf(copy.state, copy.at, seen)
  return { ...copy, at: copy.at.toISOString(), outcome, moments: momentsOf(seen) }
}

/** The copies on one side of a mailing. */
export async function listCopies(tenantId: number, memberId: string, from: Place<number>, limit: number) {
  const { sign, direction, key } = largestFirst(from)
  const found = await db().query<Copy>(
    `SELECT DISTINCT ON (r.mailing_id) r.mailing_id AS "mailingId", r.send_no AS "sendNo",
       c.campaign_id AS "campaignId", c.name, r.state, r.skip_reason AS "skipReason",
       coalesce(r.settled_at, r.frozen_at) AS at
     FROM recipients r
     JOIN mailings m ON m.tenant_id = r.tenant_id AND m.mailing_id = r.mailing_id AND m.source = 'campaign'
     JOIN campaigns c ON c.tenant_id = m.tenant_id AND c.campaign_id = m.source_id
     WHERE r.tenant_id = $1 AND r.member_id = $2 AND ($3::int IS NULL OR r.mailing_id ${sign} $3)
     ORDER BY r.mailing_id ${direction}, r.send_no DESC LIMIT $4`,
    [tenantId, memberId, key, limit],
  )
  return found.rows
}

/**
 * What happened to each copy, by mailing. Naming every type and link 0 makes each a look-up in the primary key; hits of
 * machines alone are no engagement.
 */
export async function eventsOf(tenantId: number, memberId: string, copies: Copy[]): Promise<Map<number, EventRow[]>> {
  const found = await db().query<EventRow>(
    `SELECT e.mailing_id AS "mailingId", type, created_at AS at, hits, device, client
     FROM unnest($2::int[], $3::smallint[]) AS c(mailing_id, send_no)
     JOIN mail_events e ON e.tenant_id = $1 AND e.mailing_id = c.mailing_id AND e.send_no = c.send_no
       AND e.type = ANY($4::smallint[]) AND e.link_no = 0 AND e.member_id = $5 AND e.hits > 0`,
    [
      tenantId,
      copies.map(({ mailingId }) => mailingId),
      copies.map(({ sendNo }) => sendNo),
      Object.values(EVENT),
      memberId,
    ],
  )
  return Map.groupBy(found.rows, ({ mailingId }) => mailingId)
}

function momentsOf(seen: EventRow[]): Moment[] {
  const byType = new Map(seen.map((event) => [event.type, event]))
  const moments = TOLD.flatMap((name) => {
    const event = byType.get(EVENT[name])
    if (!event) return []
    const { hits, device, client } = event
    return [{ name, at: event.at.toISOString(), hits, device, client }]
  })
  // Events of the same second keep the order in which they can happen.
  return moments.sort((a, b) => a.at.localeCompare(b.at))
}
