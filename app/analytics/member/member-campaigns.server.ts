// The last campaigns of one member. Writes nothing.
import type { LeftOutReason } from '#app/members/core/consent.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { MailingSource } from '#app/sending/mailings.server.ts'
import { EVENT, EVENT_NAMES } from '#app/tracking/events.ts'
import { idKey, largestFirst, pageParameters, type Place, placeIn, readPage } from '#app/ui/tables/keyset-page.ts'
import type { Moment, SeenBy } from '../hits/hit-words.ts'
import { withHits } from '../hits/logged-hits.server.ts'
import type { MemberCampaign } from './member-campaigns.ts'
import { outcomeOf, type RecipientState } from './outcomes.ts'

const SHOWN = 10

/** A member's copy of an e-mail: the last one of each mailing that they were in. */
type Copy = {
  mailingId: number
  sendNo: number
  source: MailingSource
  campaignId: number | null
  name: string
  state: RecipientState
  skipReason: LeftOutReason | null
  at: Date
}

type EventRow = {
  mailingId: number
  sendNo: number
  memberId: string
  type: number
  at: Date
  hits: number
  machineHits: number
  device: number
  client: number
}

// A bounce is stored with its kind beside it, and only the kind is told.
const TOLD = EVENT_NAMES.filter((name) => name !== 'bounced' && name !== 'untrackedUndelivered')

const CAMPAIGNS = pageParameters('campaigns')

/** A page of the mailings to a member, the newest first, each with everything that happened to their copy. */
export async function listMemberCampaigns(tenantId: number, memberId: string, search = new URLSearchParams()) {
  const { rows, ...pages } = await readPage(placeIn(search, idKey, CAMPAIGNS), {
    size: SHOWN,
    keyOf: ({ mailingId }: Copy) => mailingId,
    read: (from, limit) => listCopies(tenantId, memberId, from, limit),
  })
  const events = Map.groupBy(
    await withHits(tenantId, await eventsOf(tenantId, memberId, rows)),
    ({ mailingId }) => mailingId,
  )
  return { ...pages, rows: rows.map((copy) => memberCampaign(copy, events.get(copy.mailingId) ?? [])) }
}

type SeenEvent = EventRow & { seenBy: SeenBy }

function memberCampaign({ sendNo: _sendNo, ...copy }: Copy, events: SeenEvent[]): MemberCampaign {
  const { outcome } = outcomeOf(copy.state, copy.at, events.filter(isOfPeople))
  return { ...copy, at: copy.at.toISOString(), outcome, moments: momentsOf(events) }
}

/** Hits of machines alone are no engagement. */
export const isOfPeople = ({ hits }: Pick<EventRow, 'hits'>): boolean => hits > 0

/** The copies on one side of a mailing. */
export async function listCopies(tenantId: number, memberId: string, from: Place<number>, limit: number) {
  const { sign, direction, key } = largestFirst(from)
  const found = await db().query<Copy>(
    `SELECT DISTINCT ON (r.mailing_id) r.mailing_id AS "mailingId", r.send_no AS "sendNo",
       m.source, c.campaign_id AS "campaignId", coalesce(c.name, k.subject) AS name, r.state, r.skip_reason AS "skipReason",
       coalesce(r.settled_at, r.frozen_at) AS at
     FROM recipients r
     JOIN mailings m ON m.tenant_id = r.tenant_id AND m.mailing_id = r.mailing_id
     JOIN contents k ON k.tenant_id = m.tenant_id AND k.content_id = m.content_id
     LEFT JOIN campaigns c ON c.tenant_id = m.tenant_id AND c.campaign_id = m.source_id AND m.source = 'campaign'
     WHERE r.tenant_id = $1 AND r.member_id = $2 AND ($3::int IS NULL OR r.mailing_id ${sign} $3)
     ORDER BY r.mailing_id ${direction}, r.send_no DESC LIMIT $4`,
    [tenantId, memberId, key, limit],
  )
  return found.rows
}

/** What happened to each copy. Naming every type and link 0 makes each a look-up in the primary key. */
export async function eventsOf(tenantId: number, memberId: string, copies: Copy[]): Promise<EventRow[]> {
  const found = await db().query<EventRow>(
    `SELECT e.mailing_id AS "mailingId", e.send_no AS "sendNo", e.member_id::text AS "memberId", type, created_at AS at, hits,
       machine_hits AS "machineHits", device, client
     FROM unnest($2::int[], $3::smallint[]) AS c(mailing_id, send_no)
     JOIN mail_events e ON e.tenant_id = $1 AND e.mailing_id = c.mailing_id AND e.send_no = c.send_no
       AND e.type = ANY($4::smallint[]) AND e.link_no = 0 AND e.member_id = $5`,
    [
      tenantId,
      copies.map(({ mailingId }) => mailingId),
      copies.map(({ sendNo }) => sendNo),
      Object.values(EVENT),
      memberId,
    ],
  )
  return found.rows
}

function momentsOf(events: SeenEvent[]): Moment[] {
  const byType = new Map(events.map((event) => [event.type, event]))
  const moments = TOLD.flatMap((name) => {
    const event = byType.get(EVENT[name])
    if (!event) return []
    const { hits, machineHits, seenBy } = event
    return [{ name, at: event.at.toISOString(), hits, machineHits, seenBy }]
  })
  // Events of the same second keep the order in which they can happen.
  return moments.sort((a, b) => a.at.localeCompare(b.at))
}
