// A page of the list of campaigns. Its place is a campaign, whose own date or name says where it stands in the order.
import { db } from '#app/platform/db/db.server.ts'
import type { Place } from '#app/ui/tables/keyset-page.ts'
import { LISTED, type ListedCampaign } from '../campaigns.server.ts'
import { STATE } from '../state.server.ts'
import type { ListOrder, ListQuery, ListTab } from './list-query.ts'

/** Those whose mailings have one of these states, asked of the mailings first: few do, where a shop has thousands. */
const withMailings = (statuses: string) =>
  `c.campaign_id IN (SELECT source_id FROM mailings WHERE tenant_id = $1 AND source = 'campaign' AND status IN (${statuses}))
   AND state.status IN (${statuses})`

const PRESENT = 'c.archived_at IS NULL'
const UNSTARTED = `${PRESENT} AND c.started_at IS NULL`
const UNDERWAY = "'preparing', 'sending', 'paused'"

const TABS: Record<ListTab, string> = {
  all: PRESENT,
  draft: `${UNSTARTED} AND c.scheduled_for IS NULL`,
  scheduled: `${UNSTARTED} AND c.scheduled_for IS NOT NULL AND c.held_at IS NULL`,
  held: `${UNSTARTED} AND c.held_at IS NOT NULL`,
  underway: `${PRESENT} AND ${withMailings(UNDERWAY)}`,
  sent: `${PRESENT} AND c.started_at IS NOT NULL AND state.status = 'sent'`,
  cancelled: `${PRESENT} AND ${withMailings("'cancelled'")}`,
  archived: 'c.archived_at IS NOT NULL',
}

const KEYS: Record<'date' | 'name', (row: string) => string> = {
  date: (row) => `coalesce(${row}.started_at, ${row}.scheduled_for, ${row}.updated_at)`,
  name: (row) => `lower(${row}.name)`,
}

/** The campaigns of a tab that a search finds in their name or subject: after a campaign, or before one, where they go backwards. */
export async function listPage(
  tenantId: number,
  { tab, search, order }: ListQuery,
  { after, before }: Place<number>,
  limit: number,
): Promise<ListedCampaign[]> {
  const { key, direction, sign } = reading(order, before !== null)
  const found = await db().query<ListedCampaign>(
    `SELECT ${LISTED}, s.name AS "segmentName"
     FROM campaigns c ${STATE} LEFT JOIN segments s ON s.tenant_id = c.tenant_id AND s.segment_id = c.segment_id
     WHERE c.tenant_id = $1 AND ${TABS[tab]}
       AND ($2 = '' OR strpos(lower(c.name), lower($2)) > 0 OR strpos(lower(c.subject), lower($2)) > 0)
       AND ($3::int IS NULL OR (${key('c')}, c.campaign_id) ${sign}
         (SELECT ${key('at')}, at.campaign_id FROM campaigns at WHERE at.tenant_id = $1 AND at.campaign_id = $3))
     ORDER BY ${key('c')} ${direction}, c.campaign_id ${direction} LIMIT $4`,
    [tenantId, search, before ?? after, limit],
  )
  return found.rows
}

function reading(order: ListOrder, backwards: boolean) {
  const [by, way] = order.split(' ')
  const isUp = (way === 'asc') !== backwards
  return { key: KEYS[by === 'name' ? 'name' : 'date'], direction: isUp ? 'ASC' : 'DESC', sign: isUp ? '>' : '<' }
}
