import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { saveSettings } from '#app/settings/settings.server.ts'
import { aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { mailingOf, prepared } from '#tests/mailings.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deleteDraft, getCampaign, updateDraft } from '../campaigns.server.ts'
import { campaignForm } from '../draft.ts'
import { actOnCampaign } from '../page/act.server.ts'
import { startCampaign } from '../send/start.server.ts'
import { startDue } from './due.server.ts'
import { scheduleCampaign, unscheduleCampaign } from './schedule.server.ts'

const ses = withFakeSes()

const NOON = Date.parse('2026-12-01T12:00:00Z')
const at = (minutes: number) => new Date(NOON + minutes * 60_000)
const goTo = (minutes: number) => clock.set(() => at(minutes))

beforeEach(async () => {
  goTo(-60)
  // What the tests before have left is not due here.
  await db().query('UPDATE tenants SET uninstalled_at = installed_at')
})
afterEach(() => clock.set())

type Of = { tenantId: number; campaignId: number }

async function aDraft(row: Record<string, unknown> = {}, tenant: Record<string, unknown> = {}): Promise<Of> {
  const tenantId = await aTenant({ installed_at: at(-100_000), ...tenant })
  await aMember(tenantId)
  return { tenantId, campaignId: await aCampaign(tenantId, { segment_id: await aSegment(tenantId), ...row }) }
}

async function aScheduled(row: Record<string, unknown> = {}): Promise<Of> {
  const campaign = await aDraft(row)
  expect(await scheduleCampaign(campaign.tenantId, campaign.campaignId, at(0))).toEqual({ ok: true })
  return campaign
}

const statusOf = async ({ tenantId, campaignId }: Of) => (await getCampaign(tenantId, campaignId)).status
const mailings = ({ tenantId, campaignId }: Of) => listMailings({ tenantId, source: 'campaign', sourceId: campaignId })
const setTo = ({ tenantId }: Of, change: string) =>
  db().query(`UPDATE settings SET ${change} WHERE tenant_id = $1`, [tenantId])

describe('a campaign that is scheduled', () => {
  test('starts at its time and not before', async () => {
    const campaign = await aScheduled()
    expect(await statusOf(campaign)).toBe('scheduled')
    goTo(-1)
    expect(await startDue()).toBe(0)
    goTo(0)
    expect(await startDue()).toBe(1)
    expect(await statusOf(campaign)).toBe('preparing')
    await prepared(campaign)
    expect(await startDue()).toBe(0)
    expect(await mailings(campaign)).toHaveLength(1)
  })

  test('can be neither changed nor deleted, but unscheduled', async () => {
    const campaign = await aScheduled()
    const { tenantId, campaignId } = campaign
    const draft = campaignForm.parse(await getCampaign(tenantId, campaignId))
    expect(await updateDraft(tenantId, campaignId, { ...draft, subject: 'Half a' })).toEqual({ kind: 'no-draft' })
    expect(await deleteDraft(tenantId, campaignId)).toBe(false)
    expect(await unscheduleCampaign(tenantId, campaignId)).toBe(true)
    expect(await unscheduleCampaign(tenantId, campaignId)).toBe(false)
    expect(await statusOf(campaign)).toBe('draft')
    expect(await updateDraft(tenantId, campaignId, { ...draft, subject: 'Whole' })).toMatchObject({ kind: 'saved' })
    goTo(5)
    expect(await startDue()).toBe(0)
    expect(await statusOf(campaign)).toBe('draft')
  })

  test('starts at the last of the times that it was given', async () => {
    const campaign = await aScheduled()
    await scheduleCampaign(campaign.tenantId, campaign.campaignId, at(30))
    goTo(10)
    expect(await startDue()).toBe(0)
    goTo(31)
    expect(await startDue()).toBe(1)
    expect(await statusOf(campaign)).toBe('preparing')
  })

  test('may be sent before its time, and then is not sent at it', async () => {
    const campaign = await aScheduled()
    expect(await startCampaign(campaign.tenantId, campaign.campaignId)).toEqual({ ok: true })
    goTo(1)
    expect(await startDue()).toBe(0)
    expect(await mailings(campaign)).toHaveLength(1)
  })

  test('keeps the UTM values of when it was scheduled', async () => {
    const campaign = await aScheduled()
    await setTo(campaign, "utm_medium = 'newsletter'")
    goTo(0)
    await startDue()
    const { tenantId, mailingId } = await mailingOf(campaign)
    const mailing = await db().query('SELECT utm FROM mailings WHERE tenant_id = $1 AND mailing_id = $2', [
      tenantId,
      mailingId,
    ])
    expect(mailing.rows[0].utm).toMatchObject({ medium: 'email' })
    expect((await getCampaign(campaign.tenantId, campaign.campaignId)).utmValues).toEqual({
      medium: 'email',
      campaign: String(campaign.campaignId),
    })
  })

  test.each([
    ['was off when it was scheduled', 'utm = false', 'utm = true'],
    ['is off for the shop when it starts', 'utm = true', 'utm = false'],
  ])('gets no UTM parameters when that %s', async (_, before, after) => {
    const campaign = await aDraft()
    await setTo(campaign, before)
    await scheduleCampaign(campaign.tenantId, campaign.campaignId, at(0))
    await setTo(campaign, after)
    goTo(0)
    await startDue()
    expect(await getCampaign(campaign.tenantId, campaign.campaignId)).toMatchObject({ utm: false, utmValues: null })
  })

  test('takes the values of today again once it was unscheduled', async () => {
    const campaign = await aScheduled()
    await unscheduleCampaign(campaign.tenantId, campaign.campaignId)
    await setTo(campaign, "utm_medium = 'newsletter'")
    await scheduleCampaign(campaign.tenantId, campaign.campaignId, at(0))
    expect((await getCampaign(campaign.tenantId, campaign.campaignId)).utmValues).toMatchObject({
      medium: 'newsletter',
    })
  })
})

describe('what would stop a send stops it at its time, and nothing is sent', () => {
  test.each<[string, (campaign: Of) => Promise<unknown>, RegExp]>([
    [
      'the sender is unverified',
      (of) => {
        ses.identity = () => 'absent'
        return setTo(of, "sender_email = 'me@gone.example'")
      },
      /isn’t verified in Amazon SES/,
    ],
    ['the postal address is gone', (of) => setTo(of, 'postal_address = NULL'), /postal address/],
    [
      'nobody is in the segment any more',
      ({ tenantId }) => db().query("UPDATE members SET email_state = 'UNSUBSCRIBED' WHERE tenant_id = $1", [tenantId]),
      /^No one in this segment/,
    ],
    [
      'customers are being read anew',
      ({ tenantId }) =>
        db().query("UPDATE imports SET status = 'running', finished_at = NULL WHERE tenant_id = $1", [tenantId]),
      /import/,
    ],
    [
      'customers could not be read',
      ({ tenantId }) => db().query("UPDATE imports SET status = 'failed' WHERE tenant_id = $1", [tenantId]),
      /couldn’t be imported/,
    ],
    [
      'the segment is gone',
      ({ tenantId }) => db().query('DELETE FROM segments WHERE tenant_id = $1', [tenantId]),
      /segment has been deleted/,
    ],
  ])('when %s', async (_, change, words) => {
    const campaign = await aScheduled()
    await change(campaign)
    goTo(1)
    expect(await startDue()).toBe(1)
    expect(await getCampaign(campaign.tenantId, campaign.campaignId)).toMatchObject({
      status: 'stopped',
      heldProblems: [expect.stringMatching(words)],
      startedAt: null,
    })
    expect(await mailings(campaign)).toEqual([])
    goTo(2)
    expect(await startDue()).toBe(0)
  })

  test('and once it is mended it can be sent, or given another time', async () => {
    const campaign = await aScheduled()
    await setTo(campaign, 'postal_address = NULL')
    goTo(1)
    await startDue()
    expect(await startCampaign(campaign.tenantId, campaign.campaignId)).toMatchObject({ ok: false })
    await setTo(campaign, "postal_address = '1 High Street, Springfield'")
    expect(await scheduleCampaign(campaign.tenantId, campaign.campaignId, at(10))).toEqual({ ok: true })
    expect(await getCampaign(campaign.tenantId, campaign.campaignId)).toMatchObject({
      status: 'scheduled',
      heldProblems: null,
    })
    goTo(10)
    await startDue()
    expect(await statusOf(campaign)).toBe('preparing')
  })

  test('but SES that can not be asked stops nothing', async () => {
    const campaign = await aScheduled()
    ses.identity = () => 'down'
    await setTo(campaign, "sender_email = 'me@down.example'")
    goTo(0)
    await startDue()
    expect(await statusOf(campaign)).toBe('preparing')
  })
})

describe('a start that was missed', () => {
  test.each([
    [60, 59.9, 'preparing'],
    [60, 60, 'preparing'],
    [60, 60.1, 'missed'],
    [15, 16, 'missed'],
    [720, 719, 'preparing'],
    [720, 60 * 24 * 30, 'missed'],
  ] as const)('with a window of %i minutes, after %d it is %s', async (window, minutes, status) => {
    const campaign = await aScheduled()
    await saveSettings(campaign.tenantId, { startWindowMinutes: window })
    goTo(minutes)
    await startDue()
    expect(await statusOf(campaign)).toBe(status)
    expect(await mailings(campaign)).toHaveLength(status === 'missed' ? 0 : 1)
  })

  test('asks, and never fires by itself', async () => {
    const campaign = await aScheduled()
    goTo(100)
    await startDue()
    for (const minutes of [101, 1_000, 100_000]) {
      goTo(minutes)
      expect(await startDue()).toBe(0)
    }
    expect(await statusOf(campaign)).toBe('missed')
  })

  test.each([
    ['sent now', 'start', 'preparing'],
    ['taken back', 'unschedule', 'draft'],
  ] as const)('can be %s', async (_, intent, status) => {
    const campaign = await aScheduled()
    goTo(100)
    await startDue()
    await actOnCampaign(campaign.tenantId, campaign.campaignId, { intent })
    expect(await statusOf(campaign)).toBe(status)
  })

  test('can be given a new time', async () => {
    const campaign = await aScheduled()
    goTo(100)
    await startDue()
    const start = { date: '2026-12-02', time: '10:00' }
    const { answer } = await actOnCampaign(campaign.tenantId, campaign.campaignId, { intent: 'reschedule', start })
    expect(answer).toEqual({ toast: 'Scheduled for Dec 2, 2026, 10:00 AM' })
    expect(await statusOf(campaign)).toBe('scheduled')
  })

  test('a worker that stood still between its look and the start sends nothing late', async () => {
    const campaign = await aScheduled()
    goTo(0)
    ses.identity = () => {
      goTo(600)
      return 'verified'
    }
    await setTo(campaign, "sender_email = 'me@slow.example'")
    await startDue()
    expect(await statusOf(campaign)).toBe('missed')
    expect(await mailings(campaign)).toEqual([])
  })
})

test('a shop that has left has nothing started, and is asked when it comes back', async () => {
  const campaign = await aScheduled()
  const { tenantId } = campaign
  await db().query('UPDATE tenants SET uninstalled_at = $2 WHERE tenant_id = $1', [tenantId, at(-10)])
  goTo(1)
  expect(await startDue()).toBe(0)
  goTo(300)
  expect(await startDue()).toBe(0)
  await db().query('UPDATE tenants SET uninstalled_at = NULL WHERE tenant_id = $1', [tenantId])
  expect(await startDue()).toBe(1)
  expect(await statusOf(campaign)).toBe('missed')
})

test('one that throws is tried again, and keeps no other campaign or shop from its start', async () => {
  const [jammed, beside] = [await aScheduled(), await aScheduled()]
  await db().query(
    `ALTER TABLE mailings ADD CONSTRAINT jam CHECK (source_id <> ${jammed.campaignId} OR tenant_id <> ${jammed.tenantId}) NOT VALID`,
  )
  goTo(0)
  expect(await startDue()).toBe(1)
  expect([await statusOf(jammed), await statusOf(beside)]).toEqual(['scheduled', 'preparing'])
  expect(await startDue()).toBe(0)
  await db().query('ALTER TABLE mailings DROP CONSTRAINT jam')
  goTo(2)
  expect(await startDue()).toBe(1)
  expect(await statusOf(jammed)).toBe('preparing')
})
