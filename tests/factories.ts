// Rows for tests: name only what matters, the rest is filled in.
import type { Consent, CustomerChange } from '#app/members/core/customer.ts'
import type { Order, OrderLine } from '#app/orders/order.ts'
import { noteTotals } from '#app/members/core/totals.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { dayNumber, ensureDays } from '#app/tracking/hits/log/log-partitions.server.ts'

/** What a mailing has frozen of its shop's settings, as the column holds it. */
export const A_SENDER = JSON.stringify({
  fromName: 'Shop',
  fromEmail: 'shop@mail.example',
  replyTo: null,
  postalAddress: '1 High Street',
  shopName: 'Shop',
})

let next = 1

const insertInto = (table: string, row: Record<string, unknown>) => {
  const names = Object.keys(row)
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`
}

const insert = (table: string, row: Record<string, unknown>, returning: string) =>
  db().query(`${insertInto(table, row)} RETURNING ${returning}`, Object.values(row))

/** A shop that has the app, with its settings, and whose customers were read; returns its tenant id. */
export async function aTenant(row: Record<string, unknown> = {}): Promise<number> {
  const number = next++
  const tenant = await insert(
    'tenants',
    { shop: `shop-${number}.myshopify.com`, name: `Shop ${number}`, installed_at: new Date(), ...row },
    'tenant_id, installed_at',
  )
  const tenantId: number = tenant.rows[0].tenant_id
  await insert(
    'settings',
    { tenant_id: tenantId, postal_address: '1 High Street, Springfield', updated_at: new Date() },
    'tenant_id',
  )
  const at = tenant.rows[0].installed_at
  await insert('imports', { tenant_id: tenantId, status: 'done', requested_at: at, finished_at: at }, 'tenant_id')
  return tenantId
}

/** A member who consents to e-mail, unless `row` says otherwise (columns of `members`); returns the id. */
export async function aMember(tenantId: number, row: Record<string, unknown> = {}): Promise<bigint> {
  const number = next++
  const columns = {
    tenant_id: tenantId,
    member_id: String(7_000_000_000_000 + number),
    email: `member-${number}@example.com`,
    first_name: 'Sarah',
    email_state: 'SUBSCRIBED',
    created_at: new Date(),
    updated_at: new Date(),
    ...row,
  }
  const member = await db().query(
    `WITH inserted AS (${insertInto('members', columns)} RETURNING member_id, email, facets),
       ${noteTotals('SELECT 1 AS sign, email, facets FROM inserted')} SELECT member_id FROM inserted`,
    Object.values(columns),
  )
  return member.rows[0].member_id
}

/** A segment of everybody, unless `row` says otherwise; returns its id. */
export async function aSegment(tenantId: number, row: Record<string, unknown> = {}): Promise<number> {
  const segment = await insert(
    'segments',
    {
      tenant_id: tenantId,
      name: 'Everybody',
      rules: JSON.stringify({ match: 'all', rules: [] }),
      created_at: new Date(),
      updated_at: new Date(),
      ...row,
    },
    'segment_id',
  )
  return segment.rows[0].segment_id
}

/** A draft campaign with a link, unless `row` says otherwise; returns its id. */
export async function aCampaign(tenantId: number, row: Record<string, unknown> = {}): Promise<number> {
  const campaign = await insert(
    'campaigns',
    {
      tenant_id: tenantId,
      name: 'Spring sale',
      subject: 'Spring is here, {{first_name | there}}',
      html: '<html><body><p>Hello {{first_name | there}}</p><a href="https://shop.example/sale">Shop</a></body></html>',
      created_at: new Date(),
      updated_at: new Date(),
      ...row,
    },
    'campaign_id',
  )
  return campaign.rows[0].campaign_id
}

/** A campaign's mailing and what it belongs to; the numbers of both are never the same (tests/template-database.ts). */
export type AMailing = { tenantId: number; campaignId: number; mailingId: number }

/**
 * A mailing under way, unless `row` says otherwise (columns of mailings): of the campaign that `source_id` names, or else
 * of one of its own, as `campaign` says.
 */
export async function aMailing(
  tenantId: number,
  row: Record<string, unknown> = {},
  campaign: Record<string, unknown> = {},
): Promise<AMailing> {
  const at = new Date()
  const campaignId = Number(row['source_id'] ?? (await aCampaign(tenantId, { started_at: at, ...campaign })))
  const written = await db().query(
    'SELECT subject, preheader, html FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2',
    [tenantId, campaignId],
  )
  const links = [{ linkNo: 1, url: 'https://shop.example/sale', label: 'Shop', kind: 'text' }]
  const content = await insert(
    'contents',
    {
      tenant_id: tenantId,
      subject: '',
      preheader: '',
      html: '',
      ...written.rows[0],
      links: JSON.stringify(links),
      created_at: at,
    },
    'content_id',
  )
  const number = await db().query("SELECT nextval('mailings_mailing_id_seq')::int AS id")
  const status = row['status'] ?? 'sending'
  const mailing = await insert(
    'mailings',
    {
      tenant_id: tenantId,
      mailing_id: number.rows[0].id,
      source: 'campaign',
      source_id: campaignId,
      purpose: 'marketing',
      content_id: content.rows[0].content_id,
      sender: A_SENDER,
      track_opens: true,
      track_clicks: true,
      utm: JSON.stringify({ medium: 'email', campaign: String(campaignId) }),
      audience: JSON.stringify({ match: 'all', rules: [] }),
      status,
      opened_at: at,
      frozen_at: status === 'preparing' || status === 'open' ? null : at,
      ended_at: status === 'sent' || status === 'cancelled' ? at : null,
      ...row,
    },
    'mailing_id',
  )
  return { tenantId, campaignId, mailingId: mailing.rows[0].mailing_id }
}

/** A recipient who waits for the mailing, unless `row` says otherwise (columns of recipients). */
export async function aRecipient(
  { tenantId, mailingId }: { tenantId: number; mailingId: number },
  memberId: bigint,
  row: Record<string, unknown> = {},
): Promise<void> {
  const given = {
    tenant_id: tenantId,
    mailing_id: mailingId,
    member_id: memberId,
    state: 'queued',
    frozen_at: new Date(),
  }
  await insert('recipients', { ...given, ...row }, 'member_id')
}

/** What Shopify says of a whole customer, with a phone, as it was at `at`. */
export function aCustomer(
  memberId: string,
  { at, email, sms }: { at: Date; email: Consent; sms: Consent },
): CustomerChange {
  const names = {
    firstName: 'Sarah',
    lastName: 'Jones',
    email: `${memberId}@example.com`,
    phone: '+15550100',
    locale: 'en',
  }
  const orders = { tags: [], ordersCount: 0, amountSpent: '0', lastOrderAt: null, loyaltyPoints: null }
  const profile = { ...names, ...orders, openTracking: 'UNKNOWN' as const, createdAt: at, updatedAt: at }
  return { memberId, profile, email, sms, reference: null }
}

/** A hit in the log, as of a click on the first link unless `row` says otherwise (columns of hit_log). */
export async function aLoggedHit(
  { tenantId, mailingId }: { tenantId: number; mailingId: number },
  memberId: bigint | string,
  row: { hit_at: Date } & Record<string, unknown>,
): Promise<void> {
  const judged = {
    verdict: 1,
    reason: 1,
    rules: 1,
    burst: 1,
    agent_no: 1,
    referrer: 'mail.example',
    prefix: '203.0.113.0/24',
  }
  const given = { tenant_id: tenantId, mailing_id: mailingId, member_id: memberId, send_no: 0, type: 6, link_no: 1 }
  await ensureDays([dayNumber(row.hit_at.getTime())])
  await db().query(
    insertInto('hit_log', { ...given, ...judged, ...row }),
    Object.values({ ...given, ...judged, ...row }),
  )
}

/** An open that waits to be judged. */
export async function aWaitingHit(
  { tenantId, mailingId }: { tenantId: number; mailingId: number },
  memberId: bigint | string,
): Promise<void> {
  const row = { tenant_id: tenantId, mailing_id: mailingId, send_no: 0, member_id: memberId, due_at: new Date() }
  await insert('hit_suspects', { ...row, burst: 1, hit: Buffer.alloc(0) }, 'suspect_id')
}

/** An opt-out that only followed a link, and one that was taken back and waits for a person. */
export async function optOutsInDoubt(of: { tenantId: number; mailingId: number; memberId: string }): Promise<void> {
  const { tenantId: tenant_id, mailingId: mailing_id, memberId: member_id } = of
  const row = { tenant_id, mailing_id, send_no: 0, member_id, mailed_id: member_id, followed_at: new Date() }
  const visitor = { prefix: '203.0.113.0/24', user_agent: 'Mozilla/5.0', look_at: row.followed_at }
  const left = { opted_out_at: row.followed_at, version: 1, claims: 0 }
  const state = {
    email_state: 'SUBSCRIBED',
    email_consent_exact: true,
    sms_state: 'SUBSCRIBED',
    sms_consent_exact: true,
  }
  await insert('followed_opt_outs', { ...row, ...visitor, ...left, ...state }, 'member_id')
  await insert('held_opt_outs', { ...row, times: 1, held_at: row.followed_at, links: 3, within_ms: 900 }, 'held_no')
}

/** An answer that was taken and is not handed on yet. */
export async function aReplyOnItsWay(of: { tenantId: number; mailingId: number; memberId: string }, text: string) {
  const [at, hash] = [new Date(), Buffer.alloc(32)]
  const { tenantId: tenant_id, mailingId: mailing_id, memberId: member_id } = of
  const row = { tenant_id, mailing_id, send_no: 0, member_id, message_hash: hash, received_at: at, not_before: at }
  await insert('reply_forwards', { ...row, raw: Buffer.from(text) }, 'member_id')
}

/** An order of a member's with one line, told now, unless `change` says otherwise. */
export function anOrder(memberId: bigint | string | null, change: Partial<Order> = {}): Order {
  const number = String(900_000_000_000 + next++)
  const at = new Date('2026-10-01T10:00:00Z')
  return {
    orderId: number,
    memberId: memberId === null ? null : String(memberId),
    name: `#${number}`,
    orderedAt: at,
    createdAt: at,
    total: '40.00',
    currentTotal: '40.00',
    currency: 'EUR',
    presentmentTotal: '40.00',
    presentmentCurrency: 'EUR',
    isTest: false,
    cancelledAt: null,
    updatedAt: at,
    toldAt: at,
    lines: [aLine()],
    refunds: [],
    ...change,
  }
}

/** A line of an order, unless `change` says otherwise. */
export function aLine(change: Partial<OrderLine> = {}): OrderLine {
  const number = String(800_000_000_000 + next++)
  const bought = { productId: '501', variantId: '601', title: 'Stoneware mug', quantity: 1, currentQuantity: 1 }
  return { lineId: number, ...bought, price: '40.00', ...change }
}
