import { env } from '#app/platform/env.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import { sendSlice } from '#app/sending/slice.server.ts'
import { readReplyAddress } from '#app/tracking/reply-address.server.ts'
import { aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { prepared } from '#tests/mailings.ts'
import { afterEach, expect, test } from 'vitest'
import { pauseCampaign } from '../campaigns.server.ts'
import { sendTestMail } from '../editor/test-mail.server.ts'
import { resumeCampaign, startCampaign } from './start.server.ts'

const ses = withFakeSes()
const SHOPS_OWN = 'help@shop.example'
const RECEIVED = /^r\+[a-z2-7]{56}@reply\.example$/

afterEach(() => {
  delete env().REPLY_DOMAIN
})

async function aShop(replyTo: string | null = SHOPS_OWN) {
  const tenantId = await aTenant()
  await db().query('UPDATE settings SET reply_to = $2 WHERE tenant_id = $1', [tenantId, replyTo])
  return tenantId
}

async function started(tenantId: number) {
  const memberId = await aMember(tenantId)
  const campaignId = await aCampaign(tenantId, { segment_id: await aSegment(tenantId) })
  expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
  return { memberId, ...(await prepared({ tenantId, campaignId })) }
}

async function replyToOf(mailing: { tenantId: number; mailingId: number }) {
  await sendSlice(await loadMail(mailing))
  return ses.mails.at(-1)?.replyTo
}

test('without a domain for replies they go to the shop’s own address', async () => {
  expect(await replyToOf(await started(await aShop()))).toEqual([SHOPS_OWN])
})

test('with one each e-mail has an address of its own', async () => {
  env().REPLY_DOMAIN = 'reply.example'
  const { tenantId, mailingId, memberId } = await started(await aShop())
  const [address = ''] = (await replyToOf({ tenantId, mailingId })) ?? []
  expect(address).toMatch(RECEIVED)
  expect(readReplyAddress(address)).toMatchObject({ tenantId, mailingId, sendNo: 0, memberId: String(memberId) })
})

test('a shop that nobody could forward to keeps what it had', async () => {
  env().REPLY_DOMAIN = 'reply.example'
  expect(await replyToOf(await started(await aShop(null)))).toEqual([])
})

test('a mailing that was made before the domain was set keeps what it had', async () => {
  const mailing = await started(await aShop())
  env().REPLY_DOMAIN = 'reply.example'
  expect(await replyToOf(mailing)).toEqual([SHOPS_OWN])
})

test('one that is resumed after it was set takes replies from then on', async () => {
  const mailing = await started(await aShop())
  env().REPLY_DOMAIN = 'reply.example'
  const { tenantId, campaignId } = mailing
  await pauseCampaign(tenantId, campaignId)
  expect(await resumeCampaign(tenantId, campaignId)).toEqual({ ok: true })
  expect(await replyToOf(mailing)).toEqual([expect.stringMatching(RECEIVED)])
})

test('one that was made with it keeps its addresses when it is taken away', async () => {
  env().REPLY_DOMAIN = 'reply.example'
  const mailing = await started(await aShop())
  delete env().REPLY_DOMAIN
  expect(await replyToOf(mailing)).toEqual([expect.stringMatching(RECEIVED)])
})

test('a test e-mail is answered to the shop itself', async () => {
  env().REPLY_DOMAIN = 'reply.example'
  const tenantId = await aShop()
  const message = { subject: 'Hi', preheader: '', html: '<p>Hi</p>' }
  await sendTestMail(tenantId, message, { address: 'me@shop.example' })
  expect(ses.mails).toMatchObject([{ to: 'me@shop.example', replyTo: [SHOPS_OWN] }])
})
