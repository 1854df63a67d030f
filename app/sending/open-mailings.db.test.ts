// A template's mail of one month, sent one by one as somebody asks for it: through the simulator's SES and back.
import { setTimeout as sleep } from 'node:timers/promises'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { closeSes } from '#app/platform/ses/ses.server.ts'
import { startJobs, stopJobs } from '#app/platform/jobs/jobs.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { settleHits } from '#tests/settle-hits.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { confirmSubscription, type MailWorld, startMailWorld } from '#simulator/ses/test-world.ts'
import { aMember, A_SENDER, aTenant } from '#tests/factories.ts'
import { notification } from '#tests/ses-feedback.ts'
import { webForTests } from '#tests/web.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { addRecipient } from './add-recipient.server.ts'
import { recordFeedback } from './feedback/ses-feedback.server.ts'
import { pauseMailings, resumeMailings, requeueMailings } from './mailing-states.server.ts'
import { endMailing, findMailing, type NewMailing, openMailing } from './mailings.server.ts'
import { countRecipients } from './recipients.server.ts'
import { resetRate } from './rate.server.ts'
import { performSlice } from './send-slice.job.ts'

const ask = webForTests()
const discard = env().SES_ENDPOINT
let world: MailWorld

beforeAll(async () => {
  await startJobs()
  world = await startMailWorld()
  await confirmSubscription(world)
  env().SES_ENDPOINT = world.sim.url
  closeSes()
  resetRate()
})
afterAll(async () => {
  await settleHits()
  env().SES_ENDPOINT = discard
  closeSes()
  await world.close()
  await stopJobs()
})

/** One whose domain the simulator's account has verified. */
const SENDER = { ...JSON.parse(A_SENDER), fromEmail: 'shop@mail.glancito-demo.example' }

const aReceipt = (tenantId: number, change: Partial<NewMailing> = {}): NewMailing => ({
  tenantId,
  source: 'transactional',
  sourceId: 41,
  purpose: 'marketing',
  subject: 'Your receipt, {{first_name | friend}}',
  preheader: '',
  html: '<p>Thank you</p><a href="https://shop.example/orders">Your orders</a>',
  sender: SENDER,
  trackOpens: true,
  trackClicks: true,
  utm: null,
  ...change,
})

const mail = z.object({ images: z.array(z.string()), to: z.array(z.string()), tags: z.record(z.string(), z.string()) })

/** What the simulator has taken of a mailing, the first one first. */
async function mailsOf(mailingId: number) {
  const { mails } = z
    .object({ mails: z.array(z.object({ messageId: z.string() })) })
    .parse(await (await world.control('GET', '/mails?limit=1000')).json())
  const all = await Promise.all(
    mails.map(async ({ messageId }) => mail.parse(await (await world.control('GET', `/mails/${messageId}`)).json())),
  )
  return all.filter(({ tags }) => tags['mailing_id'] === String(mailingId)).toReversed()
}

const PERSON = {
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
}

const jobsOf = async (tenantId: number, mailingId: number) =>
  (
    await db().query(
      "SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'sending.send-slice' AND singleton_key = $1 AND state = 'created'",
      [`${tenantId}-${mailingId}`],
    )
  ).rows[0].count

test('a member gets an open mailing twice, each with its own opens, deliveries and tags', async () => {
  const tenantId = await aTenant()
  const [sarah, tom] = [await aMember(tenantId), await aMember(tenantId)]
  const mailing = { tenantId, mailingId: await openMailing(aReceipt(tenantId)) }
  expect(await jobsOf(tenantId, mailing.mailingId)).toBe(0)
  expect(await addRecipient(mailing, sarah)).toBe(0)
  expect(await addRecipient(mailing, tom)).toBe(0)
  expect(await jobsOf(tenantId, mailing.mailingId)).toBe(1)
  await performSlice(mailing)
  expect(await addRecipient(mailing, sarah)).toBe(1)
  await performSlice(mailing)
  expect(await findMailing(mailing)).toMatchObject({ status: 'open', lastSentAt: expect.any(Date), endedAt: null })
  const mails = await mailsOf(mailing.mailingId)
  expect(mails.map(({ tags }) => [tags['member_id'], tags['send_no'], tags['attempt'], tags['format']])).toEqual(
    expect.arrayContaining([
      [String(sarah), '0', '1', '1'],
      [String(tom), '0', '1', '1'],
      [String(sarah), '1', '1', '1'],
    ]),
  )
  // Her second receipt alone is opened; SES reports the delivery of all three.
  const second = mails.find(({ tags }) => tags['send_no'] === '1')
  const pixel = second?.images.find((url) => url.includes('/track/open')) ?? ''
  expect((await ask(pixel, { headers: PERSON })).status).toBe(200)
  for (let waited = 0; waited < 100 && (await world.events()).length < 6; waited += 1) await sleep(50)
  for (const event of await world.events()) await recordFeedback([notification(event)])
  await settleHits()
  const events = await db().query(
    'SELECT type, send_no, member_id FROM mail_events WHERE tenant_id = $1 AND type = ANY($2) ORDER BY type, member_id, send_no',
    [tenantId, [EVENT.sent, EVENT.delivered, EVENT.opened]],
  )
  const each = (type: number) => [
    { type, send_no: 0, member_id: sarah },
    { type, send_no: 1, member_id: sarah },
    { type, send_no: 0, member_id: tom },
  ]
  expect(events.rows).toEqual([
    ...each(EVENT.sent),
    ...each(EVENT.delivered),
    { type: EVENT.opened, send_no: 1, member_id: sarah },
  ])
  expect(await recount()).toEqual([])
})

test('there is one open mailing for a source, its part and variant, however many ask for it at once', async () => {
  const [tenantId, other] = [await aTenant(), await aTenant()]
  const opened = await Promise.all(Array.from({ length: 8 }, () => openMailing(aReceipt(tenantId))))
  expect(new Set(opened).size).toBe(1)
  const apart = await Promise.all([
    openMailing(aReceipt(tenantId, { sourcePart: 1 })),
    openMailing(aReceipt(tenantId, { variant: 1 })),
    openMailing(aReceipt(tenantId, { sourceId: 42 })),
    openMailing(aReceipt(tenantId, { source: 'automation' })),
    openMailing(aReceipt(other)),
  ])
  expect(new Set([...opened, ...apart]).size).toBe(6)
  const contents = await db().query('SELECT count(*)::int AS count FROM contents WHERE tenant_id = $1', [tenantId])
  expect(contents.rows).toEqual([{ count: 5 }])
})

test('a member who is added by many at once gets as many numbers', async () => {
  const tenantId = await aTenant()
  const mailing = { tenantId, mailingId: await openMailing(aReceipt(tenantId)) }
  const sarah = await aMember(tenantId)
  const added = await Promise.all(Array.from({ length: 6 }, () => addRecipient(mailing, sarah)))
  expect(new Set(added)).toEqual(new Set([0, 1, 2, 3, 4, 5]))
  await performSlice(mailing)
  expect(await countRecipients(tenantId, [mailing.mailingId])).toMatchObject({ sent: 6, queued: 0 })
})

test('a new month opens a mailing of its own, and the old one is sent to the end', async () => {
  const tenantId = await aTenant()
  const [sarah, tom] = [await aMember(tenantId), await aMember(tenantId)]
  clock.set(() => new Date('2029-01-31T23:00:00Z'))
  const january = { tenantId, mailingId: await openMailing(aReceipt(tenantId)) }
  await addRecipient(january, sarah)
  clock.set(() => new Date('2029-02-01T00:30:00Z'))
  const february = { tenantId, mailingId: await openMailing(aReceipt(tenantId)) }
  expect(february.mailingId).toBeGreaterThan(january.mailingId)
  expect(await addRecipient(january, tom)).toBeNull()
  expect(await addRecipient(february, sarah)).toBe(0)
  clock.set()
  await performSlice(january)
  expect(await findMailing(january)).toMatchObject({ status: 'sent', endedAt: expect.any(Date) })
  expect(await countRecipients(tenantId, [january.mailingId])).toMatchObject({ sent: 1, queued: 0 })
})

test('in a pause recipients wait, no second mailing is opened, and a resume sends to them', async () => {
  const tenantId = await aTenant()
  const origin = { tenantId, source: 'transactional', sourceId: 41 } as const
  const mailing = { tenantId, mailingId: await openMailing(aReceipt(tenantId)) }
  expect(await pauseMailings(origin)).toBe(true)
  expect(await addRecipient(mailing, await aMember(tenantId))).toBe(0)
  await performSlice(mailing)
  expect(await countRecipients(tenantId, [mailing.mailingId])).toMatchObject({ queued: 1 })
  expect(await openMailing(aReceipt(tenantId))).toBe(mailing.mailingId)
  expect(await resumeMailings(db(), origin, SENDER)).toBe(true)
  expect((await findMailing(mailing))?.status).toBe('open')
  await performSlice(mailing)
  expect(await countRecipients(tenantId, [mailing.mailingId])).toMatchObject({ sent: 1 })
})

test('one that ends in a pause takes nobody more, and a resume sends to those who waited', async () => {
  const tenantId = await aTenant()
  const origin = { tenantId, source: 'transactional', sourceId: 41 } as const
  const mailing = { tenantId, mailingId: await openMailing(aReceipt(tenantId)) }
  await addRecipient(mailing, await aMember(tenantId))
  await pauseMailings(origin)
  await endMailing(mailing)
  expect(await addRecipient(mailing, await aMember(tenantId))).toBeNull()
  await resumeMailings(db(), origin, SENDER)
  await performSlice(mailing)
  expect(await findMailing(mailing)).toMatchObject({ status: 'sent' })
})

test('a lost job is missed where somebody waits, and only there', async () => {
  const tenantId = await aTenant()
  const [waits, rests] = [await openMailing(aReceipt(tenantId)), await openMailing(aReceipt(tenantId, { variant: 1 }))]
  await addRecipient({ tenantId, mailingId: waits }, await aMember(tenantId))
  await db().query("DELETE FROM pgboss.job WHERE name = 'sending.send-slice'")
  await requeueMailings()
  expect([await jobsOf(tenantId, waits), await jobsOf(tenantId, rests)]).toEqual([1, 0])
})

test('a member who has opted out meanwhile is skipped, as in any mailing', async () => {
  const tenantId = await aTenant()
  const mailing = { tenantId, mailingId: await openMailing(aReceipt(tenantId)) }
  const memberId = await aMember(tenantId)
  await addRecipient(mailing, memberId)
  await db().query('UPDATE members SET email_unsubscribed = true WHERE tenant_id = $1', [tenantId])
  await performSlice(mailing)
  expect(await countRecipients(tenantId, [mailing.mailingId])).toMatchObject({ skipped: { unsubscribed: 1 } })
})
