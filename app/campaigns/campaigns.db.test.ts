import { setTimeout as sleep } from 'node:timers/promises'
import type { MemberId } from '#app/members/core/members.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { finishMailing, pauseFor } from '#app/sending/mailing-states.server.ts'
import { prepareMailing } from '#app/sending/prepare.server.ts'
import { aCampaign, aMailing, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { mailingOf, prepared } from '#tests/mailings.ts'
import { expect, test } from 'vitest'
import {
  createCampaign,
  deleteDraft,
  findCampaign,
  getCampaign,
  listCampaigns,
  pauseCampaign,
  UnsafeHtml,
  updateDraft,
} from './campaigns.server.ts'
import type { CampaignDraft } from './draft.ts'
import { resumeCampaign, startCampaign } from './send/start.server.ts'
import { previewCampaign } from './editor/preview.server.ts'
import { sendTestMail } from './editor/test-mail.server.ts'
import { campaignProgress } from './send/progress.server.ts'

const ses = withFakeSes()

async function sendTest(tenantId: number, campaignId: number, address: string, memberId?: MemberId) {
  return sendTestMail(tenantId, await getCampaign(tenantId, campaignId), { address, memberId })
}

const aDraft = (change: Partial<CampaignDraft> = {}): CampaignDraft => ({
  name: 'Spring',
  subject: 'Hi {{first_name | there}}',
  preheader: 'It is here',
  html: '<p>{{first_name}}, <a href="https://shop.example/">shop</a></p>',
  segmentId: null,
  trackOpens: true,
  trackClicks: true,
  utm: true,
  frequencyExempt: false,
  ...change,
})

const statusOf = async (tenantId: number, campaignId: number) => (await getCampaign(tenantId, campaignId)).status

test('a draft is made, changed, found, listed with its segment and deleted', async () => {
  const tenantId = await aTenant()
  const segmentId = await aSegment(tenantId, { name: 'Loyal' })
  const first = await createCampaign(tenantId, aDraft())
  const campaignId = await createCampaign(tenantId, aDraft({ name: 'Autumn' }))
  expect(await updateDraft(tenantId, campaignId, aDraft({ name: 'Winter', segmentId }))).toMatchObject({
    kind: 'saved',
  })
  expect(await findCampaign(tenantId, campaignId)).toMatchObject({
    ...aDraft({ name: 'Winter', segmentId }),
    status: 'draft',
  })
  const listed = await listCampaigns(tenantId)
  expect(listed.map(({ name, segmentName }) => [name, segmentName])).toEqual([
    ['Winter', 'Loyal'],
    ['Spring', null],
  ])
  expect(await listCampaigns(tenantId, { segmentId })).toHaveLength(1)
  expect((await listCampaigns(tenantId, { after: campaignId })).map((row) => row.campaignId)).toEqual([first])
  expect(await deleteDraft(tenantId, campaignId)).toBe(true)
  expect(await findCampaign(tenantId, campaignId)).toBeNull()
})

test('HTML that would harm its readers is not kept', async () => {
  const tenantId = await aTenant()
  const unsafe = aDraft({ html: '<a href="javascript:x">x</a>' })
  await expect(createCampaign(tenantId, unsafe)).rejects.toThrow(UnsafeHtml)
  const campaignId = await createCampaign(tenantId, aDraft())
  await expect(updateDraft(tenantId, campaignId, unsafe)).rejects.toThrow('javascript:x')
})

test('a start names everything that is missing, and starts nothing', async () => {
  const tenantId = await aTenant()
  await db().query('UPDATE settings SET postal_address = NULL WHERE tenant_id = $1', [tenantId])
  const campaignId = await createCampaign(tenantId, aDraft({ subject: '', html: '<a href="/sale">x</a>' }))
  expect(await startCampaign(tenantId, campaignId)).toEqual({
    ok: false,
    problems: [
      'Write a subject.',
      'The link “/sale” isn’t a full address: start it with https://',
      'Choose a segment.',
      'Enter your postal address in Settings: every marketing email must show it.',
    ],
  })
  expect(await statusOf(tenantId, campaignId)).toBe('draft')
})

test('a campaign starts once, keeps its sender and can not be changed any more', async () => {
  const tenantId = await aTenant({ name: 'Northwind' })
  await aMember(tenantId)
  const campaignId = await createCampaign(tenantId, aDraft({ segmentId: await aSegment(tenantId) }))
  const started = await Promise.all([startCampaign(tenantId, campaignId), startCampaign(tenantId, campaignId)])
  expect(started.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await updateDraft(tenantId, campaignId, aDraft())).toEqual({ kind: 'no-draft' })
  expect(await deleteDraft(tenantId, campaignId)).toBe(false)
  const { mailingId } = await mailingOf({ tenantId, campaignId })
  const frozen = await db().query('SELECT sender FROM mailings WHERE mailing_id = $1', [mailingId])
  expect(frozen.rows[0].sender).toMatchObject({ fromName: 'Northwind', postalAddress: '1 High Street, Springfield' })
  const jobs = await db().query(
    "SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'sending.prepare' AND singleton_key = $1",
    [`${tenantId}-${mailingId}`],
  )
  expect(jobs.rows).toEqual([{ count: 1 }])
})

test('the audience is frozen once, however often the job runs', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  const campaignId = await createCampaign(tenantId, aDraft({ segmentId: await aSegment(tenantId) }))
  await startCampaign(tenantId, campaignId)
  const mailing = await mailingOf({ tenantId, campaignId })
  await Promise.all([prepareMailing(mailing), prepareMailing(mailing)])
  await aMember(tenantId)
  await prepareMailing(mailing)
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({ queued: 1 })
  expect(await statusOf(tenantId, campaignId)).toBe('sending')
})

test('the rules that chose the audience stay with the campaign, whatever becomes of the segment', async () => {
  const tenantId = await aTenant()
  const rules = { match: 'all', rules: [{ field: 'points', operator: 'at-least', value: 200 }] }
  await aMember(tenantId, { points: 300 })
  const segmentId = await aSegment(tenantId, { name: 'Loyal', rules: JSON.stringify(rules) })
  const campaignId = await createCampaign(tenantId, aDraft({ segmentId }))
  await startCampaign(tenantId, campaignId)
  await db().query('DELETE FROM segments WHERE segment_id = $1', [segmentId])
  const kept = await db().query('SELECT * FROM campaigns WHERE campaign_id = $1', [campaignId])
  expect(kept.rows[0]).toMatchObject({ segment_name: 'Loyal', segment_rules: rules })
  await prepared({ tenantId, campaignId })
  expect(await campaignProgress(tenantId, campaignId)).toMatchObject({ queued: 1 })
})

test('a campaign is paused, resumed and finished', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  const campaignId = await createCampaign(tenantId, aDraft({ segmentId: await aSegment(tenantId) }))
  expect(await pauseCampaign(tenantId, campaignId)).toBe(false)
  await startCampaign(tenantId, campaignId)
  const mailing = await prepared({ tenantId, campaignId })
  expect(await pauseCampaign(tenantId, campaignId)).toBe(true)
  expect(await resumeCampaign(tenantId, campaignId)).toEqual({ ok: true })
  expect(await statusOf(tenantId, campaignId)).toBe('sending')
  await pauseFor(mailing, { reason: 'SES says no' })
  expect(await getCampaign(tenantId, campaignId)).toMatchObject({ status: 'paused', pauseReason: 'SES says no' })
  await resumeCampaign(tenantId, campaignId)
  await finishMailing(mailing)
  expect(await statusOf(tenantId, campaignId)).toBe('sent')
  expect(await resumeCampaign(tenantId, campaignId)).toMatchObject({ ok: false })
})

test('a test e-mail shows a member’s values and leads nowhere that counts', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { first_name: 'Zoë' })
  const campaignId = await createCampaign(tenantId, aDraft())
  expect(await sendTest(tenantId, campaignId, 'owner@shop.example', memberId)).toEqual({ ok: true })
  const [mail] = ses.mails
  expect(mail).toMatchObject({ to: 'owner@shop.example', subject: '[Test] Hi Zoë', headers: {} })
  expect(mail?.tags).toEqual({ tenant_id: String(tenantId), purpose: 'test' })
  expect(mail?.html).toContain('Zoë, <a href="https://shop.example/">')
  expect(mail?.html).not.toMatch(/\/api\/v1\//)
})

test.each([
  ['refuse', 'Amazon SES doesn’t accept this address as it’s written. Correct the address in Shopify.'],
  ['throttle', 'Amazon SES isn’t accepting more emails right now. Try again in a few minutes.'],
  ['drop', 'Amazon SES gave no clear answer. Check whether the email arrived.'],
] as const)('a test e-mail that SES answers with "%s" tells its author so', async (behaviour, problem) => {
  const tenantId = await aTenant()
  ses.behave = () => behaviour
  const campaignId = await createCampaign(tenantId, aDraft())
  expect(await sendTest(tenantId, campaignId, 'owner@shop.example')).toMatchObject({ ok: false, problem })
})

test('before the customers of a new shop are read a campaign can be tested, but neither started nor resumed', async () => {
  const tenantId = await aTenant()
  await db().query("UPDATE imports SET status = 'loading' WHERE tenant_id = $1", [tenantId])
  const draft = aDraft({ segmentId: await aSegment(tenantId) })
  const campaignId = await createCampaign(tenantId, draft)
  const refused = { ok: false, problems: [expect.stringContaining('still being imported from Shopify')] }
  expect(await startCampaign(tenantId, campaignId)).toEqual(refused)
  expect((await previewCampaign(tenantId, draft)).problems).toEqual(refused.problems)
  expect(await sendTest(tenantId, campaignId, 'owner@shop.example')).toEqual({ ok: true })
  const { campaignId: paused } = await aMailing(tenantId, { status: 'paused' })
  expect(await resumeCampaign(tenantId, paused)).toEqual(refused)
  expect([await statusOf(tenantId, campaignId), await statusOf(tenantId, paused)]).toEqual(['draft', 'paused'])
})

test('a resume waits for the end of an uninstall under way, and is refused', async () => {
  const tenantId = await aTenant()
  const uninstalling = transaction(async (sql) => {
    await sql.query('UPDATE tenants SET uninstalled_at = now() WHERE tenant_id = $1', [tenantId])
    const { campaignId } = await aMailing(tenantId, { status: 'paused' })
    const resumed = resumeCampaign(tenantId, campaignId)
    await Promise.race([resumed, sleep(200)])
    return { resumed }
  })
  expect(await (await uninstalling).resumed).toMatchObject({ ok: false })
})

test('a preview shows the mail, untracked, with what is wrong and what to think about', async () => {
  const tenantId = await aTenant({ name: 'Northwind' })
  const html = `<p>{{points}} {{first_name}} ${'x'.repeat(95 * 1024)}</p>`
  const preview = await previewCampaign(tenantId, aDraft({ html }))
  expect(preview).toMatchObject({ subject: 'Hi Sarah', preheader: 'It is here', problems: ['Choose a segment.'] })
  expect(preview.html).toContain('1250 Sarah')
  expect(preview.html).toContain('1 High Street, Springfield')
  expect(preview.html).not.toContain('/api/v1/')
  expect(preview.warnings).toEqual([expect.stringMatching(/^This email is 9\d KB; Gmail/)])
})

test("another shop's campaign is neither found, changed, started nor paused", async () => {
  const [mine, other] = [await aTenant(), await aTenant()]
  const campaignId = await aCampaign(other, { segment_id: await aSegment(other) })
  expect(await findCampaign(mine, campaignId)).toBeNull()
  expect(await listCampaigns(mine)).toEqual([])
  expect(await updateDraft(mine, campaignId, aDraft())).toEqual({ kind: 'no-draft' })
  expect(await deleteDraft(mine, campaignId)).toBe(false)
  expect(await startCampaign(mine, campaignId)).toEqual({ ok: false, problems: ['This campaign doesn’t exist.'] })
  expect(ses.mails).toEqual([])
  await aMember(other)
  await startCampaign(other, campaignId)
  await prepared({ tenantId: other, campaignId })
  expect(await pauseCampaign(mine, campaignId)).toBe(false)
  expect(await campaignProgress(mine, campaignId)).toMatchObject({ queued: 0, sent: 0 })
})

test("another shop's segment can not be mailed, nor its member be shown in a preview", async () => {
  const [mine, other] = [await aTenant(), await aTenant()]
  const campaignId = await createCampaign(mine, aDraft({ segmentId: await aSegment(other) }))
  expect(await startCampaign(mine, campaignId)).toEqual({
    ok: false,
    problems: ['Choose a segment.'],
  })
  const stranger = await aMember(other, { first_name: 'Secret' })
  expect((await previewCampaign(mine, aDraft(), stranger)).subject).toBe('Hi Sarah')
})

test('a draft that is nested without end is named in the preview and not compiled, nor sent as a test', async () => {
  const tenantId = await aTenant()
  const html = '<div>'.repeat(4000)
  const preview = await previewCampaign(tenantId, aDraft({ html }))
  expect(preview).toMatchObject({ html: '', text: '', warnings: [] })
  expect(preview.problems.join(' ')).toContain('nested more than 250 deep')
  await expect(createCampaign(tenantId, aDraft({ html }))).rejects.toThrow(UnsafeHtml)
  const campaignId = await createCampaign(tenantId, aDraft())
  // Kept before there was a limit.
  await db().query('UPDATE campaigns SET html = $3 WHERE tenant_id = $1 AND campaign_id = $2', [
    tenantId,
    campaignId,
    html,
  ])
  expect(await sendTest(tenantId, campaignId, 'me@shop.example')).toMatchObject({ ok: false })
  expect(ses.mails).toEqual([])
  expect(await startCampaign(tenantId, campaignId)).toMatchObject({ ok: false })
})

test.each([
  '<div style="display:none">{{first_name}}',
  '<title/><p>x</p>',
  '<frameset></frameset>',
  '<style>body{display:none}</style><p>x</p>',
  Array.from({ length: 2001 }, (_, n) => `<a href="https://shop.example/${n}">x</a>`).join(''),
])(
  'a campaign does not begin with an e-mail that hides its unsubscribe link or has too many others: %#',
  async (html) => {
    const tenantId = await aTenant()
    const segmentId = await aSegment(tenantId)
    const campaignId = await createCampaign(tenantId, aDraft({ html, segmentId }))
    const outcome = await startCampaign(tenantId, campaignId)
    expect(outcome.ok ? [] : outcome.problems).toHaveLength(1)
    expect(await statusOf(tenantId, campaignId)).toBe('draft')
  },
)
