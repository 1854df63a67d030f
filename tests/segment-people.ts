// A shop whose members are as odd as they can be: nulls, other scripts, moments at the very edge of a day, the largest
// numbers, who is merged, who is not tracked, who did things often, twice, to no campaign, or as a machine.
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { noteDoNotTrack } from '#app/members/core/do-not-track.server.ts'
import { appendChanges, type ConsentSource } from '#app/members/ledger/ledger.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type MailEvent } from '#app/tracking/events.ts'
import { type AMailing, aMailing, aMember, aRecipient, aTenant } from './factories.ts'

export type OddShop = { tenantId: number; memberIds: bigint[]; campaigns: number[]; products: string[] }

const LARGEST = 9_223_372_036_854_775_807n

/** The hour that comes twice, or never, in Berlin is as long ago as it is. */
const MOMENTS = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-03-29T01:00:00Z', '1969-12-31T23:59:59.999Z']

export async function anOddShop(now: Date): Promise<OddShop> {
  const tenantId = await aTenant({ timezone: 'Europe/Berlin' })
  const memberIds: bigint[] = []
  for (const row of oddRows(now)) memberIds.push(await aMember(tenantId, row))
  const mailings = await someMailings(tenantId)
  await theyDo(tenantId, { memberIds, mailings, now })
  await theyConsent(tenantId, memberIds)
  const products = await theyBuy(tenantId, memberIds, now)
  const kept = await someMerge(tenantId, memberIds, now)
  const campaigns = [...new Set(mailings.map(({ campaignId }) => campaignId))]
  return { tenantId, memberIds: kept, campaigns, products }
}

function oddRows(now: Date): Record<string, unknown>[] {
  const ago = (days: number, ms = 0) => new Date(now.getTime() - days * 86_400_000 + ms)
  const edges = [1, 2, 10, 30, 31, 90, 365].flatMap((days) => [ago(days, -1), ago(days), ago(days, 1)])
  const tags = [
    'ΧΟΝΔΡΙΚΟΣ',
    'İstanbul',
    'ISTANBUL',
    'ıstanbul',
    'straße',
    'E\u0301TE\u0301',
    '𐐀',
    'ﬁ',
    'a,b',
    '%',
    '_',
    "O'Clock",
  ]
  return [
    { member_id: LARGEST, points: 2_147_483_647, amount_spent: '999999999999.99', orders_count: 2_147_483_647 },
    { email: null, first_name: null, email_state: 'NOT_SUBSCRIBED' },
    {
      email_state: 'PENDING',
      email_opt_in_level: 'CONFIRMED_OPT_IN',
      points: 200,
      amount_spent: '19.99',
      orders_count: 1,
    },
    { email_unsubscribed: true, email_bounce_type: 'soft', tier: 'Gold', points: 201, amount_spent: '0.10' },
    { email_state: 'UNSUBSCRIBED', email_bounce_type: 'hard', email_complaint_at: now, tier: 'χρυσός', points: -5 },
    {
      sms_state: 'SUBSCRIBED',
      paused_until: new Date(now.getTime() + 1),
      tier: 'Zlatý',
      amount_spent: '20.00',
      orders_count: 2,
    },
    { paused_until: now, tier: 'gold', email_opt_in_level: 'SINGLE_OPT_IN' },
    ...['en', 'EN', 'pt-BR', 'pt-PT', 'pt', 'ptx', 'zh-Hant-TW', '%', ''].map((locale) => ({ locale })),
    ...[
      ['DE', 'BE', 'Köln'],
      ['TR', '34', 'İstanbul'],
      ['US', 'CA', 'Paris%'],
      ['CA', 'QC', 'KO\u0308LN'],
      ['JP', null, '東京'],
    ].map(([country_code, province_code, city]) => ({ country_code, province_code, city })),
    { city: '𐐀𐐀', country_code: 'de' },
    ...tags.map((tag) => ({ tags: ['other', tag], open_tracking: tag === '%' ? 'OPTED_OUT' : 'UNKNOWN' })),
    ...edges.map((at) => ({ last_order_at: at, first_order_at: at, created_at: at, orders_count: 3 })),
    ...edges.map((at) => ({ email_consent_updated_at: at, email_consent_exact: at.getTime() % 3 !== 0 })),
    ...MOMENTS.map((at) => ({
      created_at: at,
      last_order_at: at,
      email_consent_updated_at: at,
      email_consent_exact: true,
    })),
  ]
}

/** Two of one campaign, and one of another; one that is no campaign's. */
async function someMailings(tenantId: number): Promise<AMailing[]> {
  const first = await aMailing(tenantId)
  const again = await aMailing(tenantId, { source_id: first.campaignId })
  const second = await aMailing(tenantId)
  const bulk = await aMailing(tenantId, { source: 'bulk', source_id: first.campaignId })
  return [first, again, second, bulk]
}

type Doers = { memberIds: bigint[]; mailings: AMailing[]; now: Date }

/** Each of them something else, by remainders, so that all that can come together does. */
async function theyDo(tenantId: number, { memberIds, mailings, now }: Doers): Promise<void> {
  const events: MailEvent[] = []
  for (const [index, memberId] of memberIds.entries()) {
    for (const [number, mailing] of mailings.entries()) {
      const turn = index * 7 + number * 3
      const skipped = turn % 5 === 0
      const at = new Date(now.getTime() - ((turn * 5) % 97) * 86_400_000 + ((turn % 3) - 1))
      const reason = turn % 2 === 0 ? 'no-consent' : 'cancelled'
      const row = skipped
        ? { state: 'skipped', skip_reason: reason, settled_at: at }
        : { state: 'sent', settled_at: at }
      if (turn % 11 === 0) continue
      await aRecipient(mailing, memberId, row)
      if (!skipped) events.push(...eventsOf({ tenantId, mailingId: mailing.mailingId, sendNo: 0, memberId, at }, turn))
      if (turn % 4 === 0) await aRecipient(mailing, memberId, { state: 'sent', send_no: 1, settled_at: at })
      if (turn % 4 === 0)
        events.push({ tenantId, mailingId: mailing.mailingId, sendNo: 1, memberId, at, type: EVENT.sent })
    }
    if (index % 6 === 5) await noteDoNotTrack(db(), [{ tenantId, memberId: String(memberId) }])
  }
  await recordEvents(db(), events)
  await manyOpens(tenantId, memberIds[0] ?? 0n, now)
}

function eventsOf(receipt: Omit<MailEvent, 'type'>, turn: number): MailEvent[] {
  const verdict = (['human', 'proxy', 'machine'] as const)[turn % 3] ?? 'human'
  const client = (['gmail', 'appleMail', 'otherApp', 'unknown'] as const)[turn % 4] ?? 'unknown'
  const device = (['desktop', 'mobile', 'tablet', 'unknown'] as const)[turn % 4] ?? 'unknown'
  const hit = { ...receipt, verdict, client, device }
  const events: MailEvent[] = [{ ...receipt, type: turn % 13 === 1 ? EVENT.failed : EVENT.sent }]
  if (turn % 2 === 0) events.push({ ...hit, type: EVENT.opened })
  if (turn % 3 === 0) events.push({ ...hit, type: EVENT.clicked, linkNo: 1 })
  if (turn % 8 === 3) events.push({ ...receipt, verdict: 'human', type: EVENT.replied })
  return events
}

/** More than the days that are kept of each kind. */
async function manyOpens(tenantId: number, memberId: bigint, now: Date): Promise<void> {
  for (let times = 0; times < 12; times += 1) {
    const { mailingId } = await aMailing(tenantId, { source: 'bulk' })
    const at = new Date(now.getTime() - times * 3 * 86_400_000)
    await aRecipient({ tenantId, mailingId }, memberId, { state: 'sent', settled_at: at })
    const event = { tenantId, mailingId, sendNo: 0, memberId, at }
    await recordEvents(db(), [
      { ...event, type: EVENT.sent },
      { ...event, type: EVENT.opened, verdict: 'human' },
    ])
  }
}

const SOURCES: ConsentSource[] = ['import', 'shopify-webhook', 'resubscribe-link', 'admin', 'merge', 'one-click']

async function theyConsent(tenantId: number, memberIds: bigint[]): Promise<void> {
  const entry = { optInLevel: null, shopifyAt: null, mailingId: null, reference: null }
  for (const [index, memberId] of memberIds.entries()) {
    const source = SOURCES[index % SOURCES.length] ?? 'import'
    const channel = index % 7 === 6 ? ('sms' as const) : ('email' as const)
    await appendChanges(db(), tenantId, memberId, [
      { ...entry, channel, source, oldState: null, newState: index % 4 === 3 ? 'PENDING' : 'SUBSCRIBED' },
      ...(index % 3 === 0
        ? [
            {
              ...entry,
              channel,
              source: 'admin' as const,
              oldState: 'UNSUBSCRIBED' as const,
              newState: 'SUBSCRIBED' as const,
            },
          ]
        : []),
      { ...entry, channel, source: 'shopify-read', oldState: 'SUBSCRIBED', newState: 'SUBSCRIBED' },
    ])
  }
}

async function theyBuy(tenantId: number, memberIds: bigint[], now: Date): Promise<string[]> {
  const products = ['9007199254740993', String(LARGEST)]
  for (const [index, memberId] of memberIds.entries()) {
    const at = new Date(now.getTime() - ((index * 11) % 95) * 86_400_000)
    const order = { orderId: index + 1, memberId: index % 9 === 0 ? null : memberId }
    await db().query(
      `INSERT INTO orders (tenant_id, order_id, member_id, name, ordered_at, created_at, total, current_total, currency,
         presentment_total, presentment_currency, is_test, cancelled_at, updated_at, told_at)
       VALUES ($1, $2, $3, '#1', $4, $4, 10, 10, 'EUR', 10, 'EUR', $5, $6, $4, $4)`,
      [tenantId, order.orderId, order.memberId, at, index % 5 === 0, index % 7 === 0 ? at : null],
    )
    for (const [line, product] of [products[index % 2], null].entries())
      await db().query(
        `INSERT INTO order_lines (tenant_id, order_id, line_id, product_id, title, quantity, current_quantity, price)
         VALUES ($1, $2, $3, $4, 'Tea', 2, $5, 5)`,
        [tenantId, order.orderId, line, product, index % 6 === 0 ? 0 : 1],
      )
  }
  return products
}

/** Returns who is left. What those gone did, whom they went into has done. */
async function someMerge(tenantId: number, memberIds: bigint[], at: Date): Promise<bigint[]> {
  const gone = memberIds.filter((_, index) => index % 10 === 9)
  for (const [index, memberId] of gone.entries()) {
    const kept = memberIds[index * 10 + 2]
    await mergeMembers({ tenantId, kept: String(kept), gone: String(memberId), at, reference: `merge-${index}` })
  }
  return memberIds.filter((memberId) => !gone.includes(memberId))
}
