import { aKnownCustomer, drainAll, soon } from '#tests/write-backs.ts'
import { control } from '#tests/simulated-shopify.ts'
import { listConsentDeliveries } from '#app/members/consent/consent-deliveries.server.ts'
import { resubscribe, unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { expect, test, vi } from 'vitest'
import { storeDelivery } from './inbox.server.ts'
import { drainInbox } from './inbox-worker.server.ts'

type Sent = { topic: string; body: string; webhook_id: string; triggered_at: string; shop: string }

/** Every message that Shopify sends, taken in and processed; returns their topics. */
async function takeInAll(): Promise<string[]> {
  const { deliveries } = await control<{ deliveries: Sent[] }>('GET', 'webhooks?limit=500')
  for (const { topic, body, webhook_id: webhookId, triggered_at: at, shop } of deliveries.toReversed())
    await storeDelivery({
      shop,
      webhookId,
      topic,
      apiVersion: '2026-10',
      triggeredAt: new Date(at),
      body: Buffer.from(body),
    })
  await vi.waitFor(async () => {
    await drainInbox()
    const open = await db().query("SELECT topic FROM webhook_inbox WHERE state <> 'done'")
    expect(open.rows).toEqual([])
  }, 5000)
  return deliveries.map(({ topic }) => topic)
}

const written = async () =>
  (
    await db().query(
      `SELECT (SELECT json_agg(json_build_array(member_id, xmin::text)) FROM members) AS members,
         (SELECT count(*)::int FROM consent_ledger) AS ledger`,
    )
  ).rows

test('our own changes that come back from Shopify write no member and no ledger, and are noted', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await takeInAll()
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'unsubscribe-link', at: soon() })
  await drainAll()
  const before = await written()
  const topics = await takeInAll()
  expect(topics).toEqual(
    expect.arrayContaining([
      'customers_email_marketing_consent/update',
      'customers_marketing_consent/update',
      'customers/update',
    ]),
  )
  expect(await written()).toEqual(before)
  const told = await listConsentDeliveries(tenantId, memberId)
  expect(told).toMatchObject([{ outcome: 'confirmed' }, { outcome: 'confirmed' }])
  expect(told.every(({ echoedAt }) => echoedAt !== null)).toBe(true)
})

test('an undo that comes back is known too, and a change that was not ours is not', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'unsubscribe-link', at: soon(1) })
  await drainAll()
  await resubscribe({ tenantId, memberId, mailingId: 3, at: soon(5) })
  await drainAll()
  const before = await written()
  await takeInAll()
  expect(await written()).toEqual(before)
  expect((await listConsentDeliveries(tenantId, memberId)).map(({ echoedAt }) => echoedAt !== null)).toEqual([
    true,
    true,
    true,
    true,
  ])
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'unsubscribe-link', at: soon(8) })
  await control('PATCH', `customers/${memberId}`, { emailState: 'UNSUBSCRIBED', at: soon(20).toISOString() })
  await drainAll()
  await takeInAll()
  expect((await listConsentDeliveries(tenantId, memberId)).at(-2)).toMatchObject({ toldAt: null, echoedAt: null })
})
