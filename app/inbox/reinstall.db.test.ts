// The app is uninstalled while a campaign is being sent, somebody opts out at Shopify, and the app comes back.
import { aCustomer, control, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { skipReason } from '#app/members/core/consent.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { actOnCampaign } from '#app/campaigns/page/act.server.ts'
import { getCampaign } from '#app/campaigns/campaigns.server.ts'
import { campaignForm } from '#app/campaigns/draft.ts'
import { db } from '#app/platform/db/db.server.ts'
import { claimRecipients } from '#app/sending/recipients.server.ts'
import { performRecovery } from '#app/sending/recovery.job.ts'
import { continueImport } from '#app/sync/import/import-steps.server.ts'
import { readSinceInstall } from '#app/sync/import/import.server.ts'
import { requestCheck } from '#app/sync/reconcile/reconcile.server.ts'
import { aCampaign, aMailing, aMember, aRecipient, aSegment } from '#tests/factories.ts'
import { beforeEach, expect, test } from 'vitest'
import { storeDelivery } from './inbox.server.ts'
import { performInstalled } from '#app/sync/installed.job.ts'
import { openShop } from '#app/tenants/tenants.server.ts'
import { drainInbox } from './inbox-worker.server.ts'

const SHOP = 'glancito-demo.myshopify.com'
const STILL_READING = expect.stringMatching(/^Customers are still being imported from Shopify/)

let tenantId: number
let customer: string

beforeEach(async () => {
  simulator.context.settings.customers = 0
  await control('POST', 'reset')
  tenantId = (await openedShop()).tenantId
  await runImport()
  customer = (await aCustomer()).id
  await saveCustomers(tenantId, 'shopify-read', await readCustomers(tenantId, [customer]))
})

async function runImport() {
  for (let { again } = await continueImport(tenantId); again; { again } = await continueImport(tenantId))
    await sleep(50)
}

async function arrive(topic: string, body: string) {
  const delivery = { shop: SHOP, topic, webhookId: randomUUID(), apiVersion: '2026-10', triggeredAt: new Date() }
  await storeDelivery({ ...delivery, body: Buffer.from(body) })
  while ((await drainInbox()) > 0);
}

/** Nobody tells us of the opt-out: without the app there are no messages from Shopify. */
async function leaveAndComeBack() {
  await arrive('app/uninstalled', `{"id":1,"myshopify_domain":"${SHOP}"}`)
  await control('PATCH', `customers/${customer}`, {
    emailState: 'UNSUBSCRIBED',
    at: new Date(Date.now() + 60_000).toISOString(),
  })
  expect(await openedShop()).toMatchObject({ tenantId })
}

/** A campaign that the uninstall has stopped, with the customer waiting in it. */
async function aStoppedCampaign() {
  await giveAddress()
  const mailing = await aMailing(tenantId)
  await aRecipient(mailing, BigInt(customer))
  await leaveAndComeBack()
  return mailing
}

const giveAddress = () =>
  db().query("UPDATE settings SET postal_address = '1 High Street' WHERE tenant_id = $1", [tenantId])

const resume = async (campaignId: number) => (await actOnCampaign(tenantId, campaignId, { intent: 'resume' })).answer

test('a campaign that an uninstall has stopped is not taken up by itself after the return', async () => {
  const { campaignId } = await aStoppedCampaign()
  await performRecovery()
  await runImport()
  await performRecovery()
  expect(await getCampaign(tenantId, campaignId)).toMatchObject({
    status: 'paused',
    pauseReason: 'Glancito was uninstalled while this campaign was sending.',
  })
})

test('it is resumed only once the customers are read anew, and then mails nobody who opted out meanwhile', async () => {
  const { campaignId, mailingId } = await aStoppedCampaign()
  expect(await resume(campaignId)).toEqual({ problems: [STILL_READING] })
  expect((await getCampaign(tenantId, campaignId)).status).toBe('paused')
  await runImport()
  expect(await resume(campaignId)).toEqual({ toast: 'Sending resumed' })
  const claimed = await claimRecipients({
    tenantId,
    mailingId,
    worker: randomUUID(),
    count: 10,
    after: { sendNo: 0, memberId: 0n },
    // The sender of the settings took the place of the one that it was stopped with.
    senderVersion: 2,
  })
  expect(claimed.map((each) => skipReason(each))).toEqual(['unsubscribed'])
})

test('a draft is sent only once the customers are read anew', async () => {
  await giveAddress()
  const campaignId = await aCampaign(tenantId, { segment_id: await aSegment(tenantId) })
  await leaveAndComeBack()
  const draft = campaignForm.parse(await getCampaign(tenantId, campaignId))
  const send = async () => (await actOnCampaign(tenantId, campaignId, { intent: 'send', draft })).answer
  expect(await send()).toMatchObject({ problems: [STILL_READING] })
  await runImport()
  await aMember(tenantId)
  expect(await send()).toMatchObject({ toast: 'Sending started' })
})

test.each(['a new', 'a returning'])('first requests of %s shop that come together have it read once', async (which) => {
  const shop = which === 'a new' ? 'together.myshopify.com' : SHOP
  if (shop === SHOP) await arrive('app/uninstalled', `{"id":1,"myshopify_domain":"${SHOP}"}`)
  const [first] = await Promise.all([openShop(shop), openShop(shop), openShop(shop)])
  expect(await readSinceInstall(db(), first.tenantId)).toBe('reading')
  await performInstalled(first)
  await db().query("UPDATE imports SET status = 'done' WHERE tenant_id = $1 AND status = 'requested'", [first.tenantId])
  expect(await readSinceInstall(db(), first.tenantId)).toBe('read')
})

test('a check of the night reads everybody as well, should the import fail', async () => {
  const { campaignId } = await aStoppedCampaign()
  await db().query("UPDATE imports SET status = 'failed' WHERE tenant_id = $1 AND status = 'requested'", [tenantId])
  expect(await resume(campaignId)).toEqual({ problems: [expect.stringContaining('Choose “Import again”')] })
  await requestCheck(tenantId)
  expect(await resume(campaignId)).toEqual({ problems: [STILL_READING] })
  await runImport()
  expect(await resume(campaignId)).toEqual({ toast: 'Sending resumed' })
})
