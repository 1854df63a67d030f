// The last campaigns of one member. Writes nothing.
import type { LeftOutReason } from '#app/members/core/consent.ts'
import { db } from '#app/platform/db/db.server.ts'
import { EVENT, EVENT_NAMES } from '#app/tracking/events.ts'
import { idKey, largestFirst, pageParameters, type Place, placeIn, readPage } from '#app/ui/keyset-page.ts'
import { outcomeOf, type RecipientState } from './engagement.ts'
import type { MemberCampaign, Moment } from './member-campaigns.ts'

const SHOWN = 10

type RecipientRow = {
  campaignId: number
  name: string
  state: RecipientState
  skipReason: LeftOutReason | null
  at: Date
}

type EventRow = { campaignId: number; type: number; at: Date; hits: number }

// A bounce is stored with its kind beside it, and only the kind is told.
const TOLD = EVENT_NAMES.filter((name) => name !== 'bounced')

/** A page of the member's campaigns, the newest first, each with everything that happened to their copy. */
export async function listMemberCampaigns(tenantId: number, memberId: string, search = new URLSearchParams()) {
  const { rows, ...pages } = await listRecipients(tenantId, memberId, placeIn(search, idKey, CAMPAIGNS))
  return { ...pages, rows: await withMoments(tenantId, memberId, rows) }
}

const CAMPAIGNS = pageParameters('campaigns')

function listRecipients(tenantId: number, memberId: string, place: Place<number>) {
  return readPage(place, {
    size: SHOWN,
    keyOf: ({ campaignId }: RecipientRow) => campaignId,
    read: async (from, limit) => {
      const { sign, direction, key } = largestFirst(from)
      const found = await db().query<RecipientRow>(
        `SELECT r.campaign_id AS "campaignId", c.name, r.state, r.skip_reason AS "skipReason",
           coalesce(r.settled_at, r.frozen_at) AS at
         FROM recipients r JOIN campaigns c USING (tenant_id, campaign_id)
         WHERE r.tenant_id = $1 AND r.member_id = $2 AND ($3::int IS NULL OR r.campaign_id ${sign} $3)
         ORDER BY r.campaign_id ${direction} LIMIT $4`,
        [tenantId, memberId, key, limit],
      )
      return found.rows
    },
  })
}

async function withMoments(tenantId: number, memberId: string, recipients: RecipientRow[]): Promise<MemberCampaign[]> {
  // Naming every type and link 0 makes each a look-up in the primary key; hits of machines alone are no engagement.
  const events = await db().query<EventRow>(
    `SELECT campaign_id AS "campaignId", type, created_at AS at, hits FROM mail_events
     WHERE tenant_id = $1 AND campaign_id = ANY($2::int[]) AND type = ANY($3::smallint[]) AND link_no = 0
       AND member_id = $4 AND hits > 0`,
    [tenantId, recipients.map((row) => row.campaignId), Object.values(EVENT), memberId],
  )
  const byCampaign = Map.groupBy(events.rows, (row) => row.campaignId)
  return recipients.map((row) => {
    const seen = byCampaign.get(row.campaignId) ?? []
    const { outcome } = outcomeOf(row.state, row.at, seen)
    return { ...row, at: row.at.toISOString(), outcome, moments: momentsOf(seen) }
  })
}

function momentsOf(seen: EventRow[]): Moment[] {
  const byType = new Map(seen.map((event) => [event.type, event]))
  const moments = TOLD.flatMap((name) => {
    const event = byType.get(EVENT[name])
    return event ? [{ name, at: event.at.toISOString(), hits: event.hits }] : []
  })
  // Events of the same second keep the order in which they can happen.
  return moments.sort((a, b) => a.at.localeCompare(b.at))
}
