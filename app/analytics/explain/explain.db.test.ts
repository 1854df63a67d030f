import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { stopJobs } from '#app/platform/jobs/jobs.server.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { prepareMailing } from '#app/sending/prepare.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { adminForTests } from '#tests/admin.ts'
import { plain } from '#tests/cases.ts'
import { aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { explain } from './explain.ts'
import { findCase } from './explain.server.ts'
import { findMembersOf } from './found-members.server.ts'

const START = new Date('2026-11-10T09:00:00Z')
const EARLIER = new Date('2026-11-01T09:00:00Z')
const LATER = new Date('2026-11-15T09:00:00Z')

let tenantId: number

beforeEach(() => clock.set(() => START))
afterAll(() => stopJobs())

const member = (row: Record<string, unknown> = {}) => aMember(tenantId, { created_at: EARLIER, ...row })

async function startedCampaign(rules: unknown[] = [], name = 'Spring sale'): Promise<number> {
  // A campaign to nobody does not start.
  await member({ points: 1000 })
  const segmentId = await aSegment(tenantId, { name: 'Loyal', rules: JSON.stringify({ match: 'all', rules }) })
  const campaignId = await aCampaign(tenantId, { segment_id: segmentId, name })
  await startCampaign(tenantId, campaignId)
  await prepareMailing({ tenantId, mailingId: await mailingOf(campaignId) })
  return campaignId
}

async function mailingOf(campaignId: number): Promise<number> {
  const [mailingId] = await listMailings({ tenantId, source: 'campaign', sourceId: campaignId })
  if (mailingId === undefined) throw new Error('nothing was sent')
  return mailingId
}

async function told(memberId: bigint, campaignId: number) {
  const found = await findCase(tenantId, String(memberId), campaignId)
  if (!found) throw new Error('nothing is known of them')
  const { conclusion, steps } = explain(found.file)
  const failed = steps.find(({ mark }) => mark === 'no')
  return { ...found, words: conclusion.words, failed: failed?.title, lines: failed?.lines.map(plain).join('\n') }
}

describe('the evidence', () => {
  beforeAll(async () => {
    tenantId = await aTenant({ installed_at: EARLIER })
  })

  test('says which rule left a member out, even when the segment has been changed and deleted since', async () => {
    const memberId = await member({ points: 100 })
    const campaignId = await startedCampaign([{ field: 'points', operator: 'at-least', value: 200 }])
    await db().query('DELETE FROM segments WHERE tenant_id = $1', [tenantId])
    const found = await findCase(tenantId, String(memberId), campaignId)
    expect(found?.file.campaign).toMatchObject({ rulesKept: true, frozenAt: START, segment: { name: 'Loyal' } })
    const { failed, words } = await told(memberId, campaignId)
    expect(words).toContain('weren’t in the campaign’s segment')
    expect(failed).toBe('Was in the segment “Loyal”')
  })

  test('takes the rules today for a campaign of before they were kept', async () => {
    const memberId = await member({ points: 100 })
    const campaignId = await startedCampaign([{ field: 'points', operator: 'at-least', value: 200 }])
    await db().query('UPDATE campaigns SET segment_rules = NULL, segment_name = NULL WHERE campaign_id = $1', [
      campaignId,
    ])
    const { file, lines } = await told(memberId, campaignId)
    expect(file.campaign).toMatchObject({ rulesKept: false, frozenAt: START, segment: { name: 'Loyal' } })
    expect(lines).toContain('rules today')
  })

  test('tells consent as it was when the audience was taken', async () => {
    const memberId = await member()
    await unsubscribe({ tenantId, memberId, mailingId: null, source: 'one-click', at: EARLIER })
    const campaignId = await startedCampaign()
    const { words, failed, lines } = await told(memberId, campaignId)
    expect(words).toContain('they had unsubscribed')
    expect(failed).toBe('Had consented to email marketing')
    expect(lines).toContain('Unsubscribe button in their email app')
  })

  test('is silent about who was not there yet', async () => {
    const campaignId = await startedCampaign()
    const memberId = await member({ created_at: LATER })
    expect((await told(memberId, campaignId)).words).toContain('after the campaign started')
  })

  test('knows whom an earlier campaign was sent to, whenever the customers were brought in', async () => {
    const memberId = await member({ points: 0 })
    await startedCampaign()
    const campaignId = await startedCampaign([{ field: 'points', operator: 'at-least', value: 200 }])
    await db().query('UPDATE members SET points = 300 WHERE member_id = $1', [memberId])
    await db().query(
      `INSERT INTO imports (tenant_id, import_id, status, requested_at, finished_at) VALUES ($1, 900, 'done', $2, $2)`,
      [tenantId, LATER],
    )
    expect((await findCase(tenantId, String(memberId), campaignId))?.file).toMatchObject({ firstSeenAt: START })
    expect((await told(memberId, campaignId)).words).toContain('weren’t in the campaign’s segment')
    await db().query('DELETE FROM imports WHERE tenant_id = $1 AND import_id = 900', [tenantId])
  })

  test('follows a customer whom Shopify has merged, under either number', async () => {
    const [kept, gone] = [await member(), await member()]
    const campaignId = await startedCampaign()
    await db().query(
      `UPDATE recipients SET state = CASE WHEN member_id = $2 THEN 'sent' ELSE 'skipped' END::recipient_state
       WHERE mailing_id = $1`,
      [await mailingOf(campaignId), gone],
    )
    await mergeMembers({ tenantId, kept: String(kept), gone: String(gone), at: LATER, reference: 'w1' })
    const asked = await told(kept, campaignId)
    expect(asked).toMatchObject({ sentAs: String(gone), mergedInto: null })
    expect(asked.words).toContain('It was sent')
    expect(await told(gone, campaignId)).toMatchObject({ sentAs: String(gone), mergedInto: String(kept) })
  })

  test('that is left of an erased customer is told by the bare number', async () => {
    const memberId = await member()
    const campaignId = await startedCampaign()
    await eraseMember(tenantId, memberId)
    const { file, words } = await told(memberId, campaignId)
    expect(file.member).toBeNull()
    expect(words).toContain('hasn’t been sent yet')
  })

  test("is the shop's own", async () => {
    const [memberId, campaignId] = [await member(), await startedCampaign()]
    const other = await aTenant()
    expect(await findCase(other, String(memberId), campaignId)).toBeNull()
    expect(await findCase(tenantId, '1', campaignId)).toBeNull()
    const stranger = await aMember(other)
    expect(await findCase(tenantId, String(stranger), campaignId)).toBeNull()
  })
})

test('a search on the campaign shows what it came to for each', async () => {
  tenantId = await aTenant({ installed_at: EARLIER })
  const read = await member({ email: 'mira@example.com', first_name: 'Mira' })
  await member({ email: 'miro@example.com', first_name: 'Miro', email_state: 'NOT_SUBSCRIBED' })
  const campaignId = await startedCampaign()
  await member({ email: 'mirco@example.com', first_name: 'Mirco' })
  const mailingId = await mailingOf(campaignId)
  await db().query(`UPDATE recipients SET state = 'sent' WHERE mailing_id = $1 AND member_id = $2`, [mailingId, read])
  await db().query(
    `INSERT INTO mail_events (tenant_id, mailing_id, member_id, type, created_at) VALUES ($1, $2, $3, $4, now())`,
    [tenantId, mailingId, read, EVENT.opened],
  )
  const { members, more } = await findMembersOf(tenantId, campaignId, 'mir')
  expect(more).toBe(false)
  expect(new Map(members.map(({ name, outcome }) => [name, outcome]))).toEqual(
    new Map([
      ['Mirco', null],
      ['Miro', 'skipped'],
      ['Mira', 'opened'],
    ]),
  )
})

describe('the pages', () => {
  const SHOP = 'quiet-harbour.myshopify.com'
  const ask = adminForTests(
    'home/app.route.tsx',
    'analytics/explain/explain.route.tsx',
    'analytics/explain/explain-search.route.tsx',
  )
  const get = (path: string) => ask(path, { headers: { Authorization: `Bearer ${sessionToken(SHOP)}` } })
  let memberId: bigint
  let campaignId: number

  beforeAll(async () => {
    tenantId = await aTenant({ shop: SHOP })
    await aSession(SHOP)
    memberId = await member({ email: 'nell@example.com', first_name: 'Nell', email_bounce_type: 'hard' })
    clock.set(() => START)
    campaignId = await startedCampaign()
  })

  test('explain a member and a campaign', async () => {
    const answer = await get(`/app/members/${memberId}/explain.data?campaign=${campaignId}`)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('hard bounced')
  })

  test('let a campaign be chosen first', async () => {
    const body = await (await get(`/app/members/${memberId}/explain.data`)).text()
    expect(body).toContain('Spring sale')
  })

  test('find the member on the campaign, by name and by address', async () => {
    for (const search of ['Nell', 'nell%40example.com']) {
      expect(await (await get(`/app/campaigns/${campaignId}/explain.data?q=${search}`)).text()).toContain('Nell')
    }
    for (const search of ['Nobody', '%25', "'"])
      expect(await (await get(`/app/campaigns/${campaignId}/explain.data?q=${search}`)).text()).not.toContain('Nell')
  })

  test('are not there for what is not there', async () => {
    for (const path of [
      `/app/members/${memberId}/explain.data?campaign=999999`,
      `/app/members/${memberId}/explain.data?campaign=x`,
      `/app/members/1/explain.data?campaign=${campaignId}`,
      '/app/members/1/explain.data',
      '/app/members/x/explain.data',
      '/app/campaigns/999999/explain.data?q=Nell',
    ]) {
      expect((await get(path)).status).toBe(404)
    }
  })
})
