import { randomUUID } from 'node:crypto'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { webForTests } from '#tests/web.ts'
import { beforeEach, expect, test } from 'vitest'
import { storeDelivery } from '../inbox.server.ts'
import {
  awaitOutcome,
  countMessages,
  discardMessage,
  listFailedMessages,
  listMessageProgress,
  replayMessages,
} from './messages.server.ts'
import { drainInbox } from '../inbox-worker.server.ts'

const ask = adminForTests(
  'home/app.route.tsx',
  'inbox/messages/messages.route.tsx',
  'inbox/messages/messages-progress.route.ts',
  'inbox/messages/message.route.ts',
)
const askWeb = webForTests()
const SHOP = 'wide-sky.myshopify.com'
const CONSENT = 'customers_email_marketing_consent/update'
let tenantId: number
let memberId: bigint

beforeEach(async () => {
  await db().query('DELETE FROM tenants')
  tenantId = await aTenant({ shop: SHOP })
  memberId = await aMember(tenantId, { first_name: 'Ada', last_name: 'Byron' })
  await aSession(SHOP)
})

/** A message that nobody understands, as it stands in the list. */
async function aFailure(
  body = `{"customer_id":${memberId},"email_marketing_consent":"strange"}`,
  shop = SHOP,
): Promise<string> {
  const webhookId = randomUUID()
  const delivery = { shop, webhookId, topic: CONSENT, apiVersion: '2026-10', triggeredAt: new Date() }
  await storeDelivery({ ...delivery, body: Buffer.from(body) })
  while ((await drainInbox()) > 0);
  return webhookId
}

/** As if the next version of the app understood it. */
const repair = (webhookId: string) =>
  db().query('UPDATE webhook_inbox SET body = $2 WHERE webhook_id = $1', [
    webhookId,
    `{"customer_id":${memberId},"email_marketing_consent":{"state":"unsubscribed","consent_updated_at":"2030-01-01T00:00:00Z"}}`,
  ])

const headers = () => ({ Authorization: `Bearer ${sessionToken(SHOP)}`, 'Content-Type': 'application/json' })
const command = (body: object) =>
  ask('/app/settings/messages.data', { method: 'POST', headers: headers(), body: JSON.stringify(body) })
const page = async (path = '/app/settings/messages') => (await ask(`${path}.data`, { headers: headers() })).text()

test('a failed message is listed with its customer and its error, and what it says is shown on demand', async () => {
  const webhookId = await aFailure()
  const text = await page()
  for (const part of [webhookId, 'Ada', 'Byron', 'email_marketing_consent']) expect(text).toContain(part)
  expect(text).not.toContain('strange')
  expect(await page(`/app/settings/messages/${webhookId}`)).toContain('strange')
})

test('a message tried again shows what became of it', async () => {
  const webhookId = await aFailure()
  await repair(webhookId)
  const states = async () => (await listFailedMessages(tenantId)).map(({ state }) => state)
  expect(await (await command({ intent: 'replay', webhookId })).text()).toContain('Retrying')
  expect(await states()).toEqual(['waiting'])
  while ((await drainInbox()) > 0);
  expect(await states()).toEqual(['done'])
  const member = await db().query('SELECT email_state FROM members WHERE member_id = $1', [memberId])
  expect(member.rows).toEqual([{ email_state: 'UNSUBSCRIBED' }])
})

test('of messages tried again the progress is told alone: not whom they are about, nor what else failed', async () => {
  const progress = async () => (await ask('/app/settings/messages/progress', { headers: headers() })).json()
  const [fails, works, untried] = [await aFailure(), await aFailure(), await aFailure()]
  const [failed] = await listFailedMessages(tenantId)
  const reason = { error: failed?.error, fault: failed?.fault }
  expect(await progress()).toEqual([])
  await repair(works)
  for (const webhookId of [fails, works]) await replayMessages(tenantId, webhookId)
  const waiting = { state: 'waiting', attempts: 1, ...reason }
  expect(await progress()).toEqual([works, fails].map((webhookId) => ({ webhookId, ...waiting })))
  while ((await drainInbox()) > 0);
  expect(await progress()).toEqual([
    { webhookId: works, state: 'done', attempts: 2, error: null, fault: null },
    { webhookId: fails, state: 'dead', attempts: 2, ...reason },
  ])
  await replayMessages(tenantId, untried)
  await discardMessage(tenantId, fails)
  await db().query('UPDATE webhook_inbox SET worked_at = $2 WHERE webhook_id = $1', [
    works,
    new Date(Date.now() - 960_000),
  ])
  expect(await progress()).toEqual([{ webhookId: untried, ...waiting }])
})

test('one tried again keeps its place and its count of tries, and is told of at once', async () => {
  const [older, newer] = [await aFailure(), await aFailure()]
  const places = async () => (await listFailedMessages(tenantId)).map(({ webhookId }) => webhookId)
  expect(await places()).toEqual([newer, older])
  await replayMessages(tenantId, older)
  expect(await places()).toEqual([newer, older])
  while ((await drainInbox()) > 0);
  expect(await awaitOutcome(tenantId, older)).toBe('dead')
  expect(await places()).toEqual([newer, older])
  const [, tried] = await listFailedMessages(tenantId)
  expect(tried).toMatchObject({ state: 'dead', attempts: 2, memberId: String(memberId) })
})

test('a message about a customer who was merged leads to the one who is left', async () => {
  const kept = await aMember(tenantId, { first_name: 'Grace' })
  await aFailure()
  await mergeMembers({ tenantId, kept: String(kept), gone: String(memberId), at: new Date(), reference: 'merge' })
  const named = { memberId: String(kept), isMember: true, firstName: 'Grace' }
  expect(await listFailedMessages(tenantId)).toMatchObject([named])
})

test('all are tried again at once; one that fails again is back in the list', async () => {
  const [one] = [await aFailure(), await aFailure()]
  await repair(one)
  expect(await (await command({ intent: 'replay-all' })).text()).toContain('Retrying 2 messages')
  while ((await drainInbox()) > 0);
  expect((await listFailedMessages(tenantId)).map(({ state }) => state).toSorted()).toEqual(['dead', 'done'])
})

test('a discarded message is gone from the list with what it said, and can not be tried again', async () => {
  const webhookId = await aFailure()
  expect((await command({ intent: 'discard', webhookId })).status).toBe(200)
  expect(await listFailedMessages(tenantId)).toEqual([])
  const rows = await db().query('SELECT state, length(body) AS bytes FROM webhook_inbox')
  expect(rows.rows).toEqual([{ state: 'done', bytes: 0 }])
  expect((await command({ intent: 'replay', webhookId })).status).toBe(404)
  expect((await command({ intent: 'discard', webhookId })).status).toBe(404)
})

test("another shop's messages are neither listed nor shown, tried again, followed or discarded", async () => {
  const other = 'other-sky.myshopify.com'
  const theirs = await aTenant({ shop: other })
  const webhookId = await aFailure('{"customer_id":5,"email_marketing_consent":"secret"}', other)
  expect(await page()).not.toContain(webhookId)
  expect((await ask(`/app/settings/messages/${webhookId}.data`, { headers: headers() })).status).toBe(404)
  expect((await command({ intent: 'replay', webhookId })).status).toBe(404)
  expect((await command({ intent: 'discard', webhookId })).status).toBe(404)
  expect(await (await command({ intent: 'replay-all' })).text()).toContain('0 messages')
  expect(await listFailedMessages(theirs)).toHaveLength(1)
  await replayMessages(theirs)
  expect(await listMessageProgress(theirs)).toHaveLength(1)
  expect(await (await ask('/app/settings/messages/progress', { headers: headers() })).json()).toEqual([])
})

test('what is no request of the page is refused', async () => {
  expect((await command({ intent: 'replay' })).status).toBe(400)
})

test('the counts are of the last day, of what waits and of what failed', async () => {
  expect(await countMessages(tenantId)).toEqual({ received: 0, worked: 0, waiting: 0, failed: 0, oldest: null })
  await aFailure()
  await aFailure()
  await repair(await aFailure())
  await command({ intent: 'replay-all' })
  expect(await countMessages(tenantId)).toMatchObject({ received: 3, waiting: 3, failed: 0, oldest: expect.any(Date) })
  while ((await drainInbox()) > 0);
  expect(await countMessages(tenantId)).toEqual({ received: 3, worked: 1, waiting: 0, failed: 2, oldest: null })
  await db().query(`UPDATE webhook_inbox SET received_at = now() - interval '2 days'`)
  expect(await countMessages(tenantId)).toMatchObject({ received: 0, worked: 0, failed: 2 })
})

test('/metrics tells how much waits and for how long', async () => {
  await aFailure()
  const text = await (await askWeb('/metrics')).text()
  expect(text).toContain('\nglancito_inbox_dead 1\n')
  expect(text).toMatch(/\nglancito_outbox_oldest_seconds \d+\n/)
})
