// What is not scheduled, and why.
import { clock } from '#app/platform/clock.server.ts'
import { aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { getCampaign } from '../campaigns.server.ts'
import { actOnCampaign } from '../page/act.server.ts'
import { startCampaign } from '../send/start.server.ts'
import { scheduleCampaign, unscheduleCampaign } from './schedule.server.ts'

withFakeSes()

const NOON = Date.parse('2026-12-01T12:00:00Z')
const at = (minutes: number) => new Date(NOON + minutes * 60_000)
const goTo = (minutes: number) => clock.set(() => at(minutes))

beforeEach(() => goTo(-60))
afterEach(() => clock.set())

async function aDraft(row: Record<string, unknown> = {}, tenant: Record<string, unknown> = {}) {
  const tenantId = await aTenant({ installed_at: at(-100_000), ...tenant })
  await aMember(tenantId)
  return { tenantId, campaignId: await aCampaign(tenantId, { segment_id: await aSegment(tenantId), ...row }) }
}

const statusOf = async ({ tenantId, campaignId }: { tenantId: number; campaignId: number }) =>
  (await getCampaign(tenantId, campaignId)).status

describe('is not scheduled', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['without a subject', { subject: '' }, /^Write a subject/],
    ['without a segment', { segment_id: null }, /^Choose a segment/],
    ['without HTML', { html: '' }, /^Add the HTML/],
    ['with a link that leads nowhere', { html: '<a href="/sale">x</a>' }, /sale/],
    ['with a placeholder that nothing fills', { subject: 'Hi {{nickname}}' }, /nickname/],
  ])('a campaign %s', async (_, row, words) => {
    const campaign = await aDraft(row)
    const outcome = await scheduleCampaign(campaign.tenantId, campaign.campaignId, at(0))
    expect(outcome).toEqual({ ok: false, problems: expect.arrayContaining([expect.stringMatching(words)]) })
    expect(await statusOf(campaign)).toBe('draft')
  })

  test('one that was started, and none of another shop', async () => {
    const campaign = await aDraft()
    expect(await scheduleCampaign(await aTenant(), campaign.campaignId, at(0))).toMatchObject({ ok: false })
    await startCampaign(campaign.tenantId, campaign.campaignId)
    expect(await scheduleCampaign(campaign.tenantId, campaign.campaignId, at(0))).toMatchObject({ ok: false })
    expect(await unscheduleCampaign(campaign.tenantId, campaign.campaignId)).toBe(false)
  })

  test('but one to a segment that nobody is in yet is', async () => {
    const tenantId = await aTenant()
    const campaignId = await aCampaign(tenantId, { segment_id: await aSegment(tenantId) })
    expect(await scheduleCampaign(tenantId, campaignId, at(0))).toEqual({ ok: true })
  })
})

test('the hour that no clock shows and the one that comes twice are asked about, and nothing is scheduled', async () => {
  goTo(60 * 24 * 60)
  const campaign = await aDraft({}, { timezone: 'Europe/Berlin' })
  const schedule = async (start: { date: string; time: string; which?: 'second' }) =>
    (await actOnCampaign(campaign.tenantId, campaign.campaignId, { intent: 'reschedule', start })).answer
  expect(await schedule({ date: '2027-03-28', time: '02:30' })).toEqual({
    start: { problem: expect.stringContaining('doesn’t exist') },
  })
  expect(await schedule({ date: '2027-10-31', time: '02:30' })).toMatchObject({ start: { first: 'The first (GMT+2)' } })
  expect(await statusOf(campaign)).toBe('draft')
  await schedule({ date: '2027-10-31', time: '02:30', which: 'second' })
  expect((await getCampaign(campaign.tenantId, campaign.campaignId)).scheduledFor).toEqual(
    new Date('2027-10-31T01:30:00Z'),
  )
})
