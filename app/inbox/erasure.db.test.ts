// What an erasure leaves behind, looked for in every table there is.
import { aCustomer, control, openedShop } from '#tests/simulated-shopify.ts'
import { createHmac, randomUUID } from 'node:crypto'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { recordBounce } from '#app/members/bounces/bounces.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { saveOrders } from '#app/orders/save-orders.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { beginCampaignStats } from '#app/tracking/campaign-people.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { performUpkeep } from '#app/tracking/hits/upkeep.job.ts'
import { aLine, aLoggedHit, anOrder, aWaitingHit, aMailing, aReplyOnItsWay, optOutsInDoubt } from '#tests/factories.ts'
import { tablesOfShop, tablesThatHold } from '#tests/search-everywhere.ts'
import { webForTests } from '#tests/web.ts'
import { expect, test, vi } from 'vitest'
import { deleteOrphanedRows } from './uninstall.server.ts'
import { drainInbox } from './inbox-worker.server.ts'

// Every column of every table is looked through, several times: on a busy machine that takes a while.
vi.setConfig({ testTimeout: 120_000 })

const SHOP = 'glancito-demo.myshopify.com'
const PERSON = {
  email: 'Quillon.Ashgrove@example.com',
  firstName: 'Quillon',
  lastName: 'Ashgrove',
  phone: '+12025550177',
}
const TRACES = [PERSON.email, PERSON.firstName, PERSON.lastName, PERSON.phone]

const ask = webForTests()

/** A delivery as Shopify sends it, over HTTP. */
async function deliver(topic: string, body: string, webhookId: string = randomUUID()) {
  const headers = {
    'X-Shopify-Topic': topic,
    'X-Shopify-Hmac-Sha256': createHmac('sha256', env().SHOPIFY_API_SECRET).update(body).digest('base64'),
    'X-Shopify-Shop-Domain': SHOP,
    'X-Shopify-API-Version': '2026-10',
    'X-Shopify-Webhook-Id': webhookId,
  }
  expect((await ask('/webhooks/compliance', { method: 'POST', headers, body })).status).toBe(200)
}

type Sent = { topic: string; body: string; webhook_id: string }

/** Delivers what the simulated Shopify has sent of these topics. */
async function takeIn(...topics: string[]) {
  const { deliveries } = await control<{ deliveries: Sent[] }>('GET', 'webhooks?limit=500')
  const wanted = deliveries.toReversed().filter(({ topic }) => topics.includes(topic))
  expect(wanted.length).toBeGreaterThan(0)
  for (const { topic, body, webhook_id: id } of wanted) await deliver(topic, body, id)
}

/** The number exceeds what JavaScript's JSON can write. */
const about = (id: string, person: object = PERSON) => JSON.stringify(person).replace('{', `{"id":${id},`)

async function drainAll() {
  while ((await drainInbox()) > 0);
}

/** Has waiting deliveries tried until they have all ended. */
async function drainToTheEnd() {
  for (let turn = 0; turn < 7; turn += 1) {
    await drainAll()
    await db().query('UPDATE webhook_inbox SET not_before = NULL')
  }
}

/** Somebody of whom every table holds what it can, by the ways by which it gets there. */
async function aPersonEverywhere(person: Record<string, unknown> = PERSON) {
  const { tenantId } = await openedShop()
  const { id } = await aCustomer({ ...person, tags: ['ashgrove'] })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [id]))
  const { mailingId, campaignId } = await aMailing(tenantId)
  await beginCampaignStats(tenantId, campaignId)
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, message_id, error, frozen_at)
     VALUES ($1, $2, $3, 'failed', 'message-1', 'Illegal address <' || $4 || '>', now())`,
    [tenantId, mailingId, id, person['email']],
  )
  const at = new Date()
  await recordEvents(db(), [{ tenantId, mailingId, sendNo: 0, memberId: id, type: EVENT.opened, at, verdict: 'human' }])
  await aLoggedHit({ tenantId, mailingId }, id, { hit_at: at })
  await aWaitingHit({ tenantId, mailingId }, id)
  await recordBounce({
    tenantId,
    memberId: id,
    mailingId,
    kind: 'hard',
    bounceType: 'Permanent',
    subType: 'NoEmail',
    diagnostic: `550 5.1.1 <${String(person['email'])}>: no such user`,
    feedbackId: 'feedback-1',
    at,
  })
  await unsubscribe({ tenantId, memberId: id, mailingId, source: 'one-click', at })
  await db().query(`UPDATE outbox SET error = 'Customer ' || $2 || ' is invalid' WHERE tenant_id = $1`, [
    tenantId,
    person['email'],
  ])
  await db().query(
    `INSERT INTO consent_deliveries (tenant_id, member_id, seq, outcome, consented_at, error)
     VALUES ($1, $2, 99, 'refused', now(), 'Customer ' || $3 || ' is invalid')`,
    [tenantId, id, person['email']],
  )
  await db().query(`INSERT INTO member_views (tenant_id, name, parameters, created_at) VALUES ($1, $2, $3, now())`, [
    tenantId,
    `Complaints of ${String(person['firstName'])} ${String(person['lastName'])}`,
    new URLSearchParams({ q: String(person['email']) }).toString(),
  ])
  await saveOrders(tenantId, [anOrder(id, { lines: [aLine({ title: `Mug for ${String(person['firstName'])}` })] })])
  await aReplyOnItsWay({ tenantId, mailingId, memberId: id }, `From: ${String(person['email'])}`)
  await optOutsInDoubt({ tenantId, mailingId, memberId: id })
  await db().query(
    `INSERT INTO bulk_failures (tenant_id, action_id, member_id, reason) VALUES ($1, 1, $2, 'The tag is too long')`,
    [tenantId, id],
  )
  // One processed and one that nobody could read.
  await deliver('customers/update', about(id, person))
  const unreadable = about(id, { ...person, email_marketing_consent: 'nonsense' }).replace('id', 'customer_id')
  await deliver('customers_email_marketing_consent/update', unreadable)
  await drainToTheEnd()
  return { tenantId, id, mailingId }
}

/** As a later table may: every text of a row that names the member says who they are. Returns the tables without a row. */
async function writeIntoEveryText(memberId: string): Promise<string[]> {
  const columns = await db().query<{ table: string; column: string; type: string }>(
    `SELECT c.table_name AS table, c.column_name AS column, c.udt_name AS type FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
       AND udt_name IN ('text', 'bytea', 'json', 'jsonb', '_text')
       AND table_name IN (SELECT table_name FROM information_schema.columns WHERE column_name = 'member_id')
       -- A partition's rows are its table's.
       AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition)`,
  )
  const missed = new Set<string>()
  for (const { table, column, type } of columns.rows) {
    if (CODES.has(`${table}.${column}`)) continue
    const word = "'Quillon Ashgrove'"
    const value = { _text: `ARRAY[${word}]`, bytea: `convert_to(${word}, 'UTF8')` }[type]
    const json = type.startsWith('json') ? `to_json(${word}::text)` : word
    const done = await db().query(`UPDATE ${table} SET ${column} = ${value ?? json} WHERE member_id = $1`, [memberId])
    if (done.rowCount === 0) missed.add(table)
  }
  return [...missed]
}

/** Texts that are never free: ids, hashes and words of our own. */
const CODES = new Set([
  'consent_ledger.reference',
  'consent_ledger.actor',
  'consent_ledger.hash',
  'consent_heads.hash',
  'consent_deliveries.outcome',
  'bounces.kind',
  'bounces.bounce_type',
  'bounces.sub_type',
  'bounces.feedback_id',
  'bounces.cleared_by',
  'recipients.worker',
  'recipients.message_id',
  'webhook_inbox.webhook_id',
  'webhook_inbox.topic',
  'webhook_inbox.api_version',
  // Empty once processed, as a constraint of the table says; one that could not be is among what the person left.
  'webhook_inbox.body',
  'webhook_inbox.error',
  'webhook_inbox.fault',
])

test('a person is everywhere before, after customers/redact only in the log of hits, and after the night in no table', async () => {
  const { tenantId, id } = await aPersonEverywhere()
  const before = await tablesThatHold(...TRACES)
  expect(before).toEqual(
    expect.arrayContaining([
      'bounces',
      'consent_deliveries',
      'member_views',
      'members',
      'order_lines',
      'outbox',
      'recipients_0',
      'reply_forwards',
      'webhook_inbox',
    ]),
  )
  expect(await writeIntoEveryText(id)).toEqual([])
  await control('POST', 'compliance', { topic: 'customers/redact', customerId: id })
  await takeIn('customers/redact')
  await drainAll()
  expect(await tablesThatHold(...TRACES)).toEqual([expect.stringMatching(/^hit_log_\d{8}$/)])
  await performUpkeep()
  expect(await tablesThatHold(...TRACES)).toEqual([])
  // What Shopify sent before may still arrive after.
  await takeIn('customers/create', 'customers/update', 'customers_email_marketing_consent/update')
  await control('DELETE', `customers/${id}`)
  await drainAll()
  await takeIn('customers/delete')
  await drainAll()
  expect(await tablesThatHold(...TRACES)).toEqual([])
  expect(await findMember(tenantId, id)).toBeNull()
})

test('after customers/delete, and of who was merged into another, nothing is left either', async () => {
  const { tenantId, id } = await aPersonEverywhere()
  await control('DELETE', `customers/${id}`)
  await takeIn('customers/delete')
  await drainAll()
  expect(await tablesThatHold(...TRACES)).toEqual([])
  const again = { ...PERSON, email: 'quillon.2@example.com', phone: '+12025550178' }
  const { id: gone } = await aPersonEverywhere(again)
  const { id: kept } = await aCustomer({ email: 'kept@example.com', phone: '+12025550179' })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [kept]))
  await control('POST', 'merge', { kept, deleted: gone })
  await takeIn('customers/merge')
  await drainAll()
  // What they wrote to the shop is on its way there, for who is left.
  expect(await tablesThatHold(again.email, again.phone)).toEqual(['reply_forwards'])
  expect((await listConsentChanges(tenantId, kept))[0]).toMatchObject({ source: 'merge', newState: 'UNSUBSCRIBED' })
})

const ENDS: Record<string, (id: string) => Promise<void>> = {
  'customers/redact': (id) => deliver('customers/redact', `{"shop_domain":"${SHOP}","customer":{"id":${id}}}`),
  'customers/delete': async (id) => {
    await control('POST', 'shopify', { down: false })
    await control('DELETE', `customers/${id}`)
    await takeIn('customers/delete')
  },
  'customers/merge': async (id) => {
    await control('POST', 'shopify', { down: false })
    const { id: kept } = await aCustomer({ email: 'kept@example.com', phone: '+12025550179' })
    await control('POST', 'merge', { kept, deleted: id })
    await takeIn('customers/merge')
  },
}

test.each(Object.keys(ENDS))('after %s what waits for Shopify to be asked keeps the bare number', async (topic) => {
  const { id } = await aPersonEverywhere()
  await control('POST', 'shopify', { down: true })
  await deliver('customers/update', about(id), 'update')
  await deliver('orders/paid', `{"id":1,"customer":${about(id)}}`, 'order')
  await drainAll()
  const waiting = async () =>
    (
      await db().query(
        `SELECT convert_from(body, 'UTF8') AS body FROM webhook_inbox
         WHERE state = 'waiting' AND webhook_id IN ('update', 'order') ORDER BY webhook_id`,
      )
    ).rows.map(({ body }) => body)
  expect(await waiting()).toEqual([expect.stringContaining(PERSON.email), expect.stringContaining(PERSON.email)])
  await ENDS[topic]?.(id)
  await drainAll()
  expect(await waiting()).toEqual([`{"customer":{"id":${id}}}`, `{"id":${id}}`])
  expect(await tablesThatHold(...TRACES)).not.toContain('webhook_inbox')
  await control('POST', 'shopify', { down: false })
  await drainToTheEnd()
  expect(await waiting()).toEqual([])
})

test('the bare number stays where campaigns and the proof of consent need it', async () => {
  const { tenantId, id, mailingId } = await aPersonEverywhere()
  await deliver('customers/redact', `{"shop_domain":"${SHOP}","customer":{"id":${id}}}`)
  await drainAll()
  const left = await db().query(
    `SELECT (SELECT count(*)::int FROM consent_ledger WHERE member_id = $1) AS ledger,
       (SELECT count(*)::int FROM recipients WHERE member_id = $1 AND mailing_id = $2) AS recipients,
       (SELECT count(*)::int FROM mail_events WHERE member_id = $1 AND mailing_id = $2) AS events`,
    [id, mailingId],
  )
  expect(left.rows).toEqual([{ ledger: 4, recipients: 1, events: 1 }])
  expect((await listConsentChanges(tenantId, id))[0]).toMatchObject({ newState: 'UNSUBSCRIBED' })
})

test('customers/redact is done after the app was uninstalled, without asking Shopify', async () => {
  const { id } = await aPersonEverywhere()
  await control('POST', 'shopify', { down: true })
  await deliver('customers/update', about(id), 'waits')
  await drainAll()
  await deliver('app/uninstalled', `{"id":1,"myshopify_domain":"${SHOP}"}`)
  await drainAll()
  const dropped = await db().query("SELECT state, length(body) AS bytes FROM webhook_inbox WHERE webhook_id = 'waits'")
  expect(dropped.rows).toEqual([{ state: 'done', bytes: 0 }])
  await deliver('customers/redact', `{"shop_domain":"${SHOP}","customer":{"id":${id},"email":"${PERSON.email}"}}`)
  await drainAll()
  expect(await tablesThatHold(...TRACES)).toEqual([])
})

test('shop/redact leaves nothing of the shop in any table, and what its old mails still bring is swept up', async () => {
  const { tenantId, id, mailingId } = await aPersonEverywhere()
  const other = await openedShop('other-store.myshopify.com')
  const before = await tablesOfShop(tenantId)
  expect(before).toEqual(
    expect.arrayContaining(['pgboss.job_common', 'members', 'settings', 'tenants', 'webhook_inbox']),
  )
  const others = await tablesOfShop(other.tenantId)
  expect(others).toContain('pgboss.job_common')
  await deliver('app/uninstalled', `{"id":1,"myshopify_domain":"${SHOP}"}`)
  await drainAll()
  await control('POST', 'shopify', { down: true })
  await deliver('shop/redact', `{"shop_id":1,"shop_domain":"${SHOP}"}`)
  await drainAll()
  expect(await tablesOfShop(tenantId)).toEqual([])
  expect(await tablesThatHold(SHOP, ...TRACES)).toEqual([])
  await recordEvents(db(), [
    { tenantId, mailingId, sendNo: 0, memberId: id, type: EVENT.clicked, at: new Date(), linkNo: 1 },
  ])
  expect(await tablesOfShop(tenantId)).toEqual([])
  // As of a batch that was being written meanwhile.
  await db().query('INSERT INTO mail_stats (tenant_id, mailing_id, type, slot) VALUES ($1, $2, 6, 0)', [
    tenantId,
    mailingId,
  ])
  await deleteOrphanedRows()
  expect(await tablesOfShop(tenantId)).toEqual([])
  expect(await tablesOfShop(other.tenantId)).toEqual(others)
})

test('a shop that comes back before shop/redact keeps everything', async () => {
  const { tenantId } = await aPersonEverywhere()
  const before = await tablesOfShop(tenantId)
  await deliver('app/uninstalled', `{"id":1,"myshopify_domain":"${SHOP}"}`)
  await drainAll()
  const back = await openedShop()
  expect(back.tenantId).toBe(tenantId)
  expect(await tablesOfShop(tenantId)).toEqual(before)
  expect(await tablesThatHold(PERSON.email)).toContain('members')
})
