// The engagement of one member, read for the block on Shopify's customer page. Writes nothing.
import { hasUnsubscribed, skipReason, type LeftOutReason } from '#app/members/core/consent.ts'
import { listNotTried } from '#app/members/bounces/bounces.server.ts'
import { consentTimes, findMember } from '#app/members/core/members.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import {
  type CampaignOutcome,
  type ImportState,
  type MemberEngagement,
  outcomeOf,
  type RecipientState,
  type SeenEvent,
} from './engagement.ts'

const CAMPAIGNS_SHOWN = 5

type RecipientRow = {
  campaignId: number
  name: string
  state: RecipientState
  skipReason: LeftOutReason | null
  stateAt: Date
}

/** A member's consent, deliverability and last campaigns, or null when the shop has no such member. */
export async function findMemberEngagement(tenantId: number, memberId: string): Promise<MemberEngagement | null> {
  const member = await findMember(tenantId, memberId)
  if (!member) return null
  const since = consentTimes(member)
  return {
    memberId,
    points: member.points,
    email: { state: member.emailState, since: iso(member.emailUnsubscribedAt ?? since.email) },
    sms: { state: member.smsState, since: iso(since.sms) },
    unsubscribed: hasUnsubscribed(member),
    bounce: member.emailBounceType && {
      kind: member.emailBounceType,
      at: iso(member.emailBounceAt),
      notTried: (await listNotTried(tenantId, [memberId])).has(memberId),
    },
    complainedAt: iso(member.emailComplaintAt),
    blockedBy: skipReason(member),
    campaigns: await listCampaignOutcomes(tenantId, memberId),
  }
}

async function listCampaignOutcomes(tenantId: number, memberId: string): Promise<CampaignOutcome[]> {
  const recipients = await db().query<RecipientRow>(
    `SELECT r.campaign_id AS "campaignId", c.name, r.state, r.skip_reason AS "skipReason",
       coalesce(r.settled_at, r.frozen_at) AS "stateAt"
     FROM recipients r JOIN campaigns c USING (tenant_id, campaign_id)
     WHERE r.tenant_id = $1 AND r.member_id = $2
     ORDER BY r.campaign_id DESC LIMIT ${CAMPAIGNS_SHOWN}`,
    [tenantId, memberId],
  )
  const events = await readEvents(
    tenantId,
    memberId,
    recipients.rows.map((row) => row.campaignId),
  )
  return recipients.rows.map(({ campaignId, name, state, skipReason, stateAt }) => {
    const { outcome, at } = outcomeOf(state, stateAt, events.get(campaignId) ?? [])
    return { campaignId, name, outcome, skipReason, at: at.toISOString() }
  })
}

/** Naming every type and link 0 makes each a look-up in the primary key; hits of machines alone are no engagement. */
async function readEvents(
  tenantId: number,
  memberId: string,
  campaignIds: number[],
): Promise<Map<number, SeenEvent[]>> {
  const found = await db().query<SeenEvent & { campaignId: number }>(
    `SELECT campaign_id AS "campaignId", type, created_at AS at FROM mail_events
     WHERE tenant_id = $1 AND campaign_id = ANY($2::int[]) AND type = ANY($3::smallint[]) AND link_no = 0
       AND member_id = $4 AND hits > 0`,
    [tenantId, campaignIds, Object.values(EVENT), memberId],
  )
  return Map.groupBy(found.rows, (row) => row.campaignId)
}

/** How far the shop's latest import of customers is. */
export async function findImportState(tenantId: number): Promise<ImportState> {
  const latest = await db().query<{ status: string }>(
    'SELECT status FROM imports WHERE tenant_id = $1 ORDER BY import_id DESC LIMIT 1',
    [tenantId],
  )
  const status = latest.rows[0]?.status
  if (status === undefined) return 'none'
  return status === 'done' || status === 'failed' ? status : 'running'
}

function iso(date: Date | null): string | null {
  return date ? date.toISOString() : null
}
