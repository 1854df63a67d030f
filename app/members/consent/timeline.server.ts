// The timeline of the member page: the ledger with the names of campaigns, page by page.
import { type ConsentDelivery, listConsentDeliveries } from './consent-deliveries.server.ts'
import { type Channel, type ConsentChange, listConsentChanges } from '../ledger/ledger.server.ts'
import { campaignsOfMailings, type MailedCampaign } from '../core/mailed-campaigns.server.ts'
import type { MemberId } from '../core/members.server.ts'
import type { Delivery, TimelineEntry } from './timeline-words.ts'

const PAGE = 50

export type Timeline = {
  entries: TimelineEntry[]
  channel: Channel | null
  /** Whether this is not the newest page. */
  isEarlier: boolean
  /** The entry before which the next page begins; null on the last one. */
  next: number | null
}

/** A page of a member's changes of consent, the newest first; of one channel, and before an entry, when asked. */
export async function findTimeline(tenantId: number, memberId: MemberId, search: URLSearchParams): Promise<Timeline> {
  const asked = search.get('history')
  const channel = asked === 'email' || asked === 'sms' ? asked : null
  const before = /^[1-9]\d{0,8}$/.test(search.get('before') ?? '') ? Number(search.get('before')) : null
  const [changes, deliveries] = await Promise.all([
    listConsentChanges(tenantId, memberId, { channel, before, limit: PAGE + 1 }),
    listConsentDeliveries(tenantId, memberId),
  ])
  const told = new Map(deliveries.map((delivery) => [delivery.seq, deliveryOf(delivery)]))
  const page = changes.slice(0, PAGE)
  const campaigns = await campaignsOfMailings(tenantId, page)
  const next = changes.length > PAGE ? (page.at(-1)?.seq ?? null) : null
  return {
    entries: page.map((change) => ({ ...entryOf(change, campaigns), delivery: told.get(change.seq) ?? null })),
    channel,
    isEarlier: before !== null,
    next,
  }
}

function entryOf(
  change: ConsentChange,
  campaigns: Map<number | null, MailedCampaign>,
): Omit<TimelineEntry, 'delivery'> {
  const { mailingId, shopifyAt, recordedAt, ...told } = change
  return {
    ...told,
    shopifyAt: iso(shopifyAt),
    recordedAt: recordedAt.toISOString(),
    campaign: campaigns.get(mailingId) ?? null,
  }
}

function deliveryOf({ outcome, error, toldAt, confirmedAt, echoedAt }: ConsentDelivery): Delivery {
  return { outcome, error, toldAt: iso(toldAt), confirmedAt: iso(confirmedAt), echoedAt: iso(echoedAt) }
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}
