import { createCampaign, findCampaign } from '#app/campaigns/campaigns.server.ts'
import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { campaignProgress } from '#app/campaigns/send/progress.server.ts'
import { startJobs, stopJobs, work } from '#app/platform/jobs/jobs.server.ts'
import { aMailing, aMember, aRecipient, aSegment, aTenant } from '#tests/factories.ts'
import { startFakeSes } from '#tests/fakes/ses.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prepareQueue, sendSliceQueue } from './jobs.ts'
import { performPrepare } from './prepare.job.ts'
import { performSlice } from './send-slice.job.ts'
import { performRecovery } from './recovery.job.ts'

let ses: Awaited<ReturnType<typeof startFakeSes>>

beforeAll(async () => {
  ses = await startFakeSes()
  await startJobs()
  await work(prepareQueue, performPrepare)
  await work(sendSliceQueue, performSlice)
})

afterAll(async () => {
  await stopJobs()
  ses.close()
})

const statusOf = async (tenantId: number, campaignId: number) => (await findCampaign(tenantId, campaignId))?.status

test('a started campaign is sent by the worker’s jobs, to its last recipient', async () => {
  const tenantId = await aTenant()
  for (let count = 0; count < 30; count += 1) await aMember(tenantId)
  const campaignId = await createCampaign(tenantId, {
    name: 'Spring',
    subject: 'Spring',
    preheader: '',
    html: '<p>Hello</p>',
    segmentId: await aSegment(tenantId),
    trackOpens: true,
    trackClicks: true,
    utm: true,
    frequencyExempt: false,
  })
  await startCampaign(tenantId, campaignId)
  await vi.waitFor(async () => expect(await statusOf(tenantId, campaignId)).toBe('sent'), 15_000)
  expect(ses.mails).toHaveLength(30)
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({ sent: 30, queued: 0 })
})

test('a campaign whose job was lost is taken up again, and its lost recipients are not sent twice', async () => {
  ses.reset()
  const tenantId = await aTenant()
  const mailing = await aMailing(tenantId)
  const { campaignId } = mailing
  for (const [state, lease] of [
    ['queued', null],
    ['sending', new Date(Date.now() - 1000)],
  ])
    await aRecipient(mailing, await aMember(tenantId), { state, lease_until: lease })
  await performRecovery()
  await vi.waitFor(async () => expect(await statusOf(tenantId, campaignId)).toBe('sent'), 15_000)
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({ sent: 1, unconfirmed: 1 })
  expect(ses.mails).toHaveLength(1)
})
