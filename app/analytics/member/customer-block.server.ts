// What the block on Shopify's customer page shows of a member, read. Writes nothing.
import { hasUnsubscribed, skipReason } from '#app/members/core/consent.ts'
import { listNotTried } from '#app/members/bounces/bounces.server.ts'
import { consentTimes, findMember } from '#app/members/core/members.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { idKey, placeIn } from '#app/ui/tables/keyset-page.ts'
import type { CampaignOutcome, CustomerBlock, ImportStage } from './customer-block.ts'
import { eventsOf, isOfPeople, listCopies } from './member-campaigns.server.ts'
import { outcomeOf } from './outcomes.ts'

const CAMPAIGNS_SHOWN = 5

/** A member's consent, deliverability and last campaigns, or null when the shop has no such member. */
export async function findCustomerBlock(tenantId: number, memberId: string): Promise<CustomerBlock | null> {
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
  const copies = await listCopies(tenantId, memberId, placeIn(new URLSearchParams(), idKey), CAMPAIGNS_SHOWN)
  const seen = (await eventsOf(tenantId, memberId, copies)).filter(isOfPeople)
  const events = Map.groupBy(seen, ({ mailingId }) => mailingId)
  return copies.flatMap(({ mailingId, campaignId, name, state, skipReason, at: stateAt }) => {
    if (campaignId === null) return []
    const { outcome, at } = outcomeOf(state, stateAt, events.get(mailingId) ?? [])
    return [{ campaignId, name, outcome, skipReason, at: at.toISOString() }]
  })
}

/** How far the shop's latest import of customers is. */
export async function findImportStage(tenantId: number): Promise<ImportStage> {
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
