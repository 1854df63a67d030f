// Everything the member page shows of one member, but their campaigns. Dates leave as ISO text, ids as text.
import { pageParameters, placeIn } from '#app/ui/tables/keyset-page.ts'
import { bigIdParam } from '#app/ui/params.ts'
import { type Bounce, listBounces, listBouncePage } from '../bounces/bounces.server.ts'
import { bounceWords } from '../bounces/bounce-words.ts'
import { type Background, deliverability } from './deliverability.ts'
import { type Channel, type ConsentChange, listConsentChanges } from '../ledger/ledger.server.ts'
import { hasUnsubscribed } from '../core/consent.ts'
import { asksNotToBeTracked } from '../core/do-not-track.server.ts'
import { campaignsOfMailings } from '../core/mailed-campaigns.server.ts'
import { consentTimes, findMember, type Member } from '../core/members.server.ts'
import { memberName } from '../core/names.ts'
import { isOnlyNotTried } from '../bounces/not-tried.ts'
import { findWriteBack, type WriteBack } from '../outbox/outbox.server.ts'

const BOUNCES = pageParameters('bounces')

/** The member's profile, or null when the shop has no such member; `search` says which page of the bounces is shown. */
export async function findProfile(tenantId: number, memberId: string, search = new URLSearchParams()) {
  const [member, shown, bounces, changes, writeBack, byBrowser] = await Promise.all([
    findMember(tenantId, memberId),
    listBouncePage(tenantId, memberId, placeIn(search, bigIdParam, BOUNCES)),
    listBounces(tenantId, memberId),
    listConsentChanges(tenantId, memberId),
    findWriteBack(tenantId, memberId),
    asksNotToBeTracked(tenantId, memberId),
  ])
  if (!member) return null
  const campaigns = await campaignsOfMailings(tenantId, shown.rows)
  const lastBounce = bounces.find(({ kind }) => kind === member.emailBounceType)
  return {
    memberId,
    name: memberName({ ...member, memberId }),
    emailState: member.emailState,
    emailUnsubscribed: member.emailUnsubscribed,
    smsConsented: member.smsState === 'SUBSCRIBED',
    bounce: member.emailBounceType,
    notTried: isOnlyNotTried(bounces),
    /** What came back last, in words. */
    lastBounce: lastBounce ? bounceWords(lastBounce) : null,
    complained: member.emailComplaintAt !== null,
    untracked: { byBrowser, byShopify: member.openTracking === 'OPTED_OUT' },
    shopifyUrl: `shopify://admin/customers/${memberId}`,
    customer: customerOf(member),
    deliverability: deliverability(member, backgroundOf(member, { bounces, changes, writeBack })),
    consent: consentOf(member, changes),
    bounces: {
      ...shown,
      rows: shown.rows.map((bounce) => bounceRow(bounce, campaigns.get(bounce.mailingId)?.name ?? null)),
    },
    writeBack: writeBack && writeBackRow(writeBack),
  }
}

function customerOf(member: Member) {
  const { email, phone, points, tier, tags, ordersCount, amountSpent, lastOrderAt, createdAt } = member
  const { countryCode, provinceCode, city, timeZone } = member
  const numbers = { points, ordersCount, amountSpent }
  const hasName = Boolean(member.firstName?.trim() || member.lastName?.trim())
  return {
    hasName,
    email,
    phone,
    tier,
    tags,
    ...numbers,
    place: { countryCode, provinceCode, city, timeZone },
    lastOrderAt: iso(lastOrderAt),
    createdAt: createdAt.toISOString(),
  }
}

type Evidence = { bounces: Bounce[]; changes: ConsentChange[]; writeBack: WriteBack | null }

function backgroundOf(member: Member, { bounces, changes, writeBack }: Evidence): Background {
  const former = bounces.find(({ kind }) => kind !== 'complaint')
  const isPending = writeBack !== null && writeBack.emailState === member.emailState
  return {
    source: changes.find(({ channel }) => channel === 'email')?.source ?? null,
    told: isPending ? (writeBack.emailOutcome ?? writeBack.state) : null,
    unsubscribedAt: iso(member.emailUnsubscribedAt ?? consentTimes(member).email),
    bouncedAt: iso(member.emailBounceAt),
    notTried: isOnlyNotTried(bounces),
    formerBounce: former && !member.emailBounceType ? { clearedAt: iso(former.clearedAt) } : null,
    complainedAt: iso(member.emailComplaintAt),
  }
}

function consentOf(member: Member, changes: ConsentChange[]) {
  const source = (channel: Channel) => changes.find((change) => change.channel === channel)?.source ?? null
  const since = consentTimes(member)
  return {
    email: {
      // Who unsubscribed here counts as that, whatever Shopify has.
      state: hasUnsubscribed(member) ? ('UNSUBSCRIBED' as const) : member.emailState,
      optInLevel: member.emailOptInLevel,
      since: iso(since.email),
      source: source('email'),
    },
    sms: {
      state: member.smsState,
      optInLevel: member.smsOptInLevel,
      since: iso(since.sms),
      source: source('sms'),
    },
    unsubscribedAt: iso(member.emailUnsubscribedAt),
    complainedAt: iso(member.emailComplaintAt),
  }
}

function bounceRow({ mailingId: _mailingId, occurredAt, clearedAt, ...bounce }: Bounce, campaign: string | null) {
  return { ...bounce, occurredAt: occurredAt.toISOString(), clearedAt: iso(clearedAt), campaign }
}

function writeBackRow(writeBack: WriteBack) {
  return { ...writeBack, createdAt: writeBack.createdAt.toISOString(), confirmedAt: iso(writeBack.confirmedAt) }
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}
