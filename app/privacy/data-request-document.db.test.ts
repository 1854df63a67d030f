import { recordBounce } from '#app/members/bounces/bounces.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { saveOrders } from '#app/orders/save-orders.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { beginCampaignStats } from '#app/tracking/campaign-people.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { aLine, aLoggedHit, aMailing, aMember, anOrder, aTenant } from '#tests/factories.ts'
import { describe, expect, test } from 'vitest'
import { findSubject, readDocument } from './data-request-document.server.ts'
import { writeHtml, writeJson } from './data-request-files.ts'
import { PARTS } from './data-request-parts.ts'

const ADDRESS = 'asks@example.com'
const NUMBER = '706405506930370084'
const at = new Date('2026-03-01T10:00:00Z')

/** A customer of whom every table has something. */
async function somebody(memberId = NUMBER, row: Record<string, unknown> = {}) {
  const tenantId = await aTenant({ currency: 'EUR' })
  const values = { member_id: memberId, first_name: 'Ada <b>', last_name: 'Asks', email: ADDRESS, phone: '+15550100' }
  await aMember(tenantId, { ...values, tags: ['vip', 'wool'], amount_spent: '12.50', ...row })
  const { campaignId, mailingId } = await aMailing(tenantId, {}, { name: 'Spring sale' })
  await db().query('UPDATE contents SET links = $2 WHERE tenant_id = $1', [
    tenantId,
    JSON.stringify([{ linkNo: 1, url: 'https://shop.example/wool', label: '', kind: 'text' }]),
  ])
  await beginCampaignStats(tenantId, campaignId)
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, message_id, frozen_at, settled_at)
     VALUES ($1, $2, $3, 'sent', 'message-1', $4, $4)`,
    [tenantId, mailingId, memberId, at],
  )
  const opened = {
    tenantId,
    mailingId,
    sendNo: 0,
    memberId,
    at,
    verdict: 'human',
    device: 'mobile',
    client: 'appleMail',
  } as const
  await recordEvents(db(), [
    { ...opened, type: EVENT.opened },
    { ...opened, type: EVENT.clicked, linkNo: 1 },
  ])
  await db().query('INSERT INTO agents (user_agent) VALUES ($1) ON CONFLICT DO NOTHING', ['Mail/3774 (Apple)'])
  const agent = await db().query<{ no: number }>("SELECT agent_no AS no FROM agents WHERE user_agent LIKE 'Mail/3774%'")
  await aLoggedHit({ tenantId, mailingId }, memberId, { hit_at: at, agent_no: agent.rows[0]?.no })
  await db().query(
    `INSERT INTO hit_addresses (tenant_id, folded_at, folder, member_ids, addresses)
     VALUES ($1, $2, 0, ARRAY[4, $3, 6]::bigint[], '{198.51.100.1,203.0.113.9,198.51.100.2}')`,
    [tenantId, at, memberId],
  )
  const feedback = {
    bounceType: 'Transient',
    subType: 'MailboxFull',
    diagnostic: `452 <${ADDRESS}> full`,
    feedbackId: 'f',
  }
  await recordBounce({ tenantId, memberId, mailingId, kind: 'soft', at, ...feedback })
  await unsubscribe({ tenantId, memberId, mailingId, source: 'one-click', at })
  await deliver(tenantId, memberId, `{"id":${memberId},"note":"about them"}`)
  const given = {
    refundId: '31',
    refundedAt: at,
    amount: '5.25',
    presentmentAmount: '5.25',
    presentmentCurrency: 'EUR',
  }
  await saveOrders(tenantId, [
    anOrder(memberId, { name: '#1001', lines: [aLine({ title: 'Wool cushion' })], refunds: [given] }),
  ])
  await db().query(
    `INSERT INTO reconcile_differences (tenant_id, import_id, member_id, about, class, found_at)
     VALUES ($1, 1, $2, 'email', 'webhook-lost', $3)`,
    [tenantId, memberId, at],
  )
  await db().query(
    `INSERT INTO bulk_actions (tenant_id, action_id, kind, tag, member_ids, asked_by, total, asked_at, moved_at, finished_at)
     VALUES ($1, 1, 'add-tag', 'wool', ARRAY[1, $2]::bigint[], 'staff', 2, $3, $3, $3)`,
    [tenantId, memberId, at],
  )
  await db().query(
    `INSERT INTO bulk_failures (tenant_id, action_id, member_id, reason) VALUES ($1, 1, $2, 'Tag is invalid')`,
    [tenantId, memberId],
  )
  await db().query(
    `INSERT INTO data_requests (tenant_id, request_id, member_id, orders_requested, requested_at, due_at)
     VALUES ($1, 9999, $2, '{4711}', $3, $3)`,
    [tenantId, memberId, at],
  )
  return { tenantId, campaignId }
}

/** A message of Shopify's that could not be worked off; `memberId` is null where nobody could tell whom it is about. */
async function deliver(tenantId: number, memberId: string | null, body: string) {
  await db().query(
    `INSERT INTO webhook_inbox (tenant_id, webhook_id, topic, api_version, triggered_at, received_at, body, state, member_id)
     VALUES ($1, gen_random_uuid(), 'customers/update', '2026-10', now(), now(), $2, 'dead', $3)`,
    [tenantId, Buffer.from(body), memberId],
  )
}

const HEAD = {
  shop: 'a.myshopify.com',
  shopName: 'A & B',
  requestId: '9999',
  requestedAt: at,
  madeAt: at,
  orders: ['4711'],
}
const PLACE = { timezone: 'Europe/Vienna', currency: 'EUR' }

async function joined(pieces: AsyncIterable<string>) {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

type Document = Record<string, Record<string, unknown>[]>

async function jsonOf(tenantId: number, memberId = NUMBER): Promise<Document> {
  const subject = await findSubject(tenantId, memberId)
  return JSON.parse(await joined(writeJson({ ...HEAD, numbers: subject.numbers }, readDocument(subject)))) as Document
}

async function htmlOf(tenantId: number, memberId = NUMBER): Promise<string> {
  const subject = await findSubject(tenantId, memberId)
  return joined(writeHtml({ ...HEAD, numbers: subject.numbers }, readDocument(subject), PLACE))
}

describe('the document of a customer', () => {
  test('has all of it as JSON, ids with every digit and codes as words', async () => {
    const { tenantId, campaignId } = await somebody()
    const document = await jsonOf(tenantId)
    expect(document).toMatchObject({
      requestId: '9999',
      customerNumbers: [NUMBER],
      ordersAskedAbout: ['4711'],
      profile: [
        {
          first_name: 'Ada <b>',
          email: ADDRESS,
          tags: ['vip', 'wool'],
          amount_spent: '12.50',
          email_unsubscribed: true,
        },
      ],
      consent_history: [
        { channel: 'email', new_state: 'UNSUBSCRIBED', campaign: 'Spring sale', reference: 'message-1' },
        { channel: 'sms', new_state: 'UNSUBSCRIBED', campaign: 'Spring sale', reference: 'message-1' },
      ],
      bounces_and_complaints: [{ diagnostic: `452 <${ADDRESS}> full`, occurred_at: '2026-03-01T10:00:00.000Z' }],
      campaigns: [{ campaign: 'Spring sale', campaign_id: campaignId, state: 'sent', message_id: 'message-1' }],
      hits: [
        {
          type: 'clicked',
          link: 'https://shop.example/wool',
          agent: 'Mail/3774 (Apple)',
          referrer: 'mail.example',
          prefix: '203.0.113.0/24',
          verdict: 'human',
        },
      ],
      addresses: [{ addresses: ['203.0.113.9'] }],
      engagement: [{ opens: 1, clicks: 1, device: 'mobile' }],
      reactions: [
        { type: 'opened', verdict: 'human', device: 'mobile', client: 'appleMail', hits: 1, link: null },
        { type: 'clicked', link_no: 0 },
        { type: 'clicked', link: 'https://shop.example/wool' },
      ],
      told_to_shopify: [{ email_state: 'UNSUBSCRIBED', state: 'waiting' }],
      comparisons_with_shopify: [{ class: 'webhook-lost' }],
      done_by_staff: [{ kind: 'add-tag', tag: 'wool' }],
      not_done_by_staff: [{ reason: 'Tag is invalid' }],
      merged_customers: [],
      messages_from_shopify: [{ topic: 'customers/update', body: expect.stringContaining('about them') }],
      opt_outs_of_erased_customers: [],
      data_requests: [{ request_id: '9999', orders_requested: ['4711'] }],
    })
    expect(document['consent_history']?.[0]?.['hash']).toMatch(/^[0-9a-f]{64}$/)
  })

  test('reads as a page, in the shop’s time zone, with nothing in it taken for markup', async () => {
    const { tenantId } = await somebody()
    const html = await htmlOf(tenantId)
    expect(html).toContain('<dt>First name</dt><dd dir="auto">Ada &lt;b&gt;</dd>')
    expect(html).toContain('<dt>Spent</dt><dd dir="auto">€12.50</dd>')
    expect(html).toContain('Mar 1, 2026, 11:00 AM')
    expect(html).toContain('<h3>Opened</h3>')
    expect(html).toContain('<dt>Email app</dt><dd dir="auto">Apple Mail</dd>')
    expect(html).toContain(`452 &lt;${ADDRESS}&gt; full`)
    expect(html).toContain('You asked about 4711.')
    expect(html).toContain('Your data at A &amp; B')
  })

  test('names no date of a consent of which Shopify told no time', async () => {
    const { tenantId } = await somebody()
    await db().query(
      `UPDATE members SET email_consent_updated_at = $2, email_consent_exact = false, sms_consent_exact = false
       WHERE tenant_id = $1`,
      [tenantId, at],
    )
    const none = { email_consent_updated_at: null, sms_consent_updated_at: null }
    expect((await jsonOf(tenantId))['profile']).toMatchObject([none])
    expect(await htmlOf(tenantId)).not.toContain('marketing since')
    await db().query('UPDATE members SET email_consent_exact = true WHERE tenant_id = $1', [tenantId])
    expect((await jsonOf(tenantId))['profile']).toMatchObject([{ ...none, email_consent_updated_at: at.toISOString() }])
  })

  test('holds every row, however many there are', async () => {
    const { tenantId } = await somebody()
    await db().query(
      `INSERT INTO bounces (tenant_id, member_id, kind, feedback_id, occurred_at)
       SELECT $1, $2, 'soft', n::text, $3 FROM generate_series(1, 1200) n`,
      [tenantId, NUMBER, at],
    )
    const bounces = (await jsonOf(tenantId))['bounces_and_complaints'] ?? []
    expect(new Set(bounces.map((row) => row['feedback_id'])).size).toBe(1201)
  })

  test('has nothing of anybody else, in the shop or in another', async () => {
    const { tenantId } = await somebody()
    const other = await somebody(`${NUMBER}1`.slice(1), { email: 'other@example.com' })
    await deliver(tenantId, null, `{"id":${NUMBER},"note":"unreadable"`)
    await deliver(tenantId, null, `{"id":1${NUMBER},"note":"of a longer number"`)
    const document = JSON.stringify(await jsonOf(tenantId))
    expect(document).toContain('unreadable')
    expect(document).not.toContain('longer number')
    const theirs = await jsonOf(other.tenantId)
    expect(PARTS.flatMap(({ name }) => theirs[name] ?? [])).toEqual([])
  })
})

test('of merged customers the document has what was known under each number, whichever is asked about', async () => {
  const { tenantId, campaignId } = await somebody()
  await aMember(tenantId, { member_id: '42', email: 'kept@example.com' })
  await mergeMembers({ tenantId, kept: '42', gone: NUMBER, at, reference: 'merge' })
  for (const number of ['42', NUMBER]) {
    const document = await jsonOf(tenantId, number)
    expect(document).toMatchObject({
      customerNumbers: ['42', NUMBER],
      profile: [{ email: 'kept@example.com' }],
      campaigns: [{ campaign_id: campaignId }],
      merged_customers: [{ gone: NUMBER, kept: '42' }],
      orders: [{ name: '#1001', total: '40.000', currency: 'EUR', is_test: false }],
      order_lines: [{ title: 'Wool cushion', quantity: 1, price: '40.000' }],
      order_refunds: [{ refund_id: '31', amount: '5.250', presentment_currency: 'EUR' }],
    })
    expect(document['reactions']).toHaveLength(3)
  }
})

test('of an erased customer only what hangs on the bare number is left', async () => {
  const { tenantId } = await somebody()
  await eraseMember(tenantId, NUMBER)
  await db().query('DELETE FROM webhook_inbox WHERE tenant_id = $1', [tenantId])
  const document = await jsonOf(tenantId)
  expect(document['profile']).toEqual([])
  expect(document['campaigns']).toHaveLength(1)
  for (const part of ['orders', 'order_lines', 'order_refunds']) expect(document[part]).toEqual([])
  expect(JSON.stringify(document)).not.toMatch(/asks@example|Ada|5550100/)
})

test('of an address that somebody erased had opted out with, the kept checksum is told', async () => {
  const { tenantId } = await somebody()
  await eraseMember(tenantId, NUMBER)
  await aMember(tenantId, { member_id: '43', email: ADDRESS.toUpperCase() })
  expect((await jsonOf(tenantId, '43'))['opt_outs_of_erased_customers']).toMatchObject([{ channel: 'email' }])
})

test('of somebody unknown nothing is held', async () => {
  const { tenantId } = await somebody()
  const subject = await findSubject(tenantId, '5')
  expect(subject).toMatchObject({ member: null, numbers: ['5'] })
  expect((await htmlOf(tenantId, '5')).match(/Nothing is stored/g)).toHaveLength(PARTS.length)
})
