import { createCampaign, findCampaign } from '#app/campaigns/campaigns.server.ts'
import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { startQueue } from '#app/campaigns/jobs.ts'
import { performStart } from '#app/campaigns/send/start.job.ts'
import { campaignProgress } from '#app/campaigns/send/progress.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { startJobs, stopJobs, work } from '#app/platform/work/jobs.server.ts'
import { A_SENDER, aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { startFakeSes } from '#tests/fakes/ses.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sendSliceQueue } from './jobs.ts'
import { performSlice } from './send-slice.job.ts'
import { performTend } from './tend.job.ts'

let ses: Awaited<ReturnType<typeof startFakeSes>>

beforeAll(async () => {
  ses = await startFakeSes()
  await startJobs()
  await work(startQueue, performStart)
  await work(sendSliceQueue, performSlice)
})

afterAll(async () => {
  await stopJobs()
  ses.close()
})

const statusOf = async (tenantId: number, mailingId: number) => (await findCampaign(tenantId, mailingId))?.status

test('a started campaign is sent by the worker’s jobs, to its last recipient', async () => {
  const tenantId = await aTenant()
  for (let count = 0; count < 30; count += 1) await aMember(tenantId)
  const mailingId = await createCampaign(tenantId, {
    name: 'Spring',
    subject: 'Spring',
    preheader: '',
    html: '<p>Hello</p>',
    segmentId: await aSegment(tenantId),
    trackOpens: true,
    trackClicks: true,
    utm: true,
  })
  await startCampaign(tenantId, mailingId)
  await vi.waitFor(async () => expect(await statusOf(tenantId, mailingId)).toBe('sent'), 15_000)
  expect(ses.mails).toHaveLength(30)
  expect(await campaignProgress(tenantId, mailingId)).toMatchObject({ sent: 30, queued: 0 })
})

test('a campaign whose job was lost is taken up again, and its lost recipients are not sent twice', async () => {
  ses.reset()
  const tenantId = await aTenant()
  const mailingId = await aCampaign(tenantId, {
    segment_id: await aSegment(tenantId),
    status: 'sending',
    sender: A_SENDER,
  })
  for (const [state, lease] of [
    ['queued', null],
    ['sending', new Date(Date.now() - 1000)],
  ])
    await db().query(
      'INSERT INTO recipients (tenant_id, mailing_id, member_id, state, lease_until, frozen_at) VALUES ($1, $2, $3, $4, $5, now())',
      [tenantId, mailingId, await aMember(tenantId), state, lease],
    )
  await performTend()
  await vi.waitFor(async () => expect(await statusOf(tenantId, mailingId)).toBe('sent'), 15_000)
  expect(await campaignProgress(tenantId, mailingId)).toMatchObject({ sent: 1, unconfirmed: 1 })
  expect(ses.mails).toHaveLength(1)
})
