import { aCampaign, aMailing, aSegment, aTenant } from '#tests/factories.ts'
import { beforeAll, expect, test } from 'vitest'
import { loadSegmentReport } from './report.server.ts'

const tenant = { tenantId: 0, timezone: 'UTC' }
const ids = { older: 0, newer: 0, draft: 0, otherSegment: 0, otherShop: 0 }
let segmentId = 0

beforeAll(async () => {
  const tenantId = await aTenant()
  tenant.tenantId = tenantId
  segmentId = await aSegment(tenantId)
  const started = async (shop: number, segment: number | null) =>
    (await aMailing(shop, { status: 'sent' }, { segment_id: segment })).campaignId
  ids.older = await started(tenantId, segmentId)
  ids.newer = await started(tenantId, segmentId)
  ids.otherSegment = await started(tenantId, await aSegment(tenantId))
  ids.otherShop = await started(await aTenant(), null)
  ids.draft = await aCampaign(tenantId, { segment_id: segmentId })
})

const shown = async (campaign: string) =>
  (await loadSegmentReport(tenant, segmentId, new URLSearchParams({ campaign }))).figures?.analytics.campaignId

test.each<[asked: keyof typeof ids, told: keyof typeof ids]>([
  ['older', 'older'],
  ['newer', 'newer'],
  ['draft', 'draft'],
  ['otherSegment', 'newer'],
  ['otherShop', 'newer'],
])('of a segment, asked for the campaign "%s", the figures of "%s" are shown', async (asked, told) => {
  expect(await shown(String(ids[asked]))).toBe(ids[told])
})

test.each(['', '0', '-1', '1e9', '9223372036854775808', 'newest'])(
  'of a segment, asked for the campaign %j, the newest that was started is shown',
  async (asked) => {
    expect(await shown(asked)).toBe(ids.newer)
  },
)

test('a segment to which nothing was sent has no figures, and one of another shop no campaigns', async () => {
  const { tenantId } = tenant
  const empty = await aSegment(tenantId)
  await aCampaign(tenantId, { segment_id: empty })
  const search = new URLSearchParams()
  expect(await loadSegmentReport(tenant, empty, search)).toMatchObject({ campaigns: { rows: [{}] }, figures: null })
  const other = { tenantId: await aTenant(), timezone: 'UTC' }
  expect(await loadSegmentReport(other, segmentId, search)).toMatchObject({ campaigns: { rows: [] }, figures: null })
})
