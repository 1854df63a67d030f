// Feedback between its answer and its effect: once, in its order, whatever fails, ends or comes twice meanwhile.
import { randomUUID } from 'node:crypto'
import { db } from '#app/platform/db/db.server.ts'
import { redactShop } from '#app/inbox/uninstall.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { aMailing, aTenant } from '#tests/factories.ts'
import { factsOf, HARD, keep, keepEach, left, NOTHING_LEFT } from '#tests/feedback-box.ts'
import { aBounce, aComplaint, aSentMail, type Sent, tagsOf, untagged } from '#tests/ses-feedback.ts'
import { expect, test } from 'vitest'
import { foldAllFeedback, foldFeedback } from './fold.server.ts'

const aDelivery = (sent: Sent, more: Record<string, unknown> = {}) => ({
  eventType: 'Delivery',
  mail: aBounce(sent).mail,
  delivery: { recipients: [sent.email], timestamp: '2026-11-20T09:59:59.000Z' },
  ...more,
})
const aDelay = (sent: Sent) => ({
  eventType: 'DeliveryDelay',
  mail: aBounce(sent).mail,
  deliveryDelay: { delayedRecipients: [{ emailAddress: sent.email }], timestamp: '2026-11-20T09:59:58.000Z' },
})

const aSoftBounce = (sent: Sent, feedbackId = 'earlier') => aBounce(sent, { bounceType: 'Transient', feedbackId })

test('what is kept has no effect until it is folded, and then all of it', async () => {
  const sarah = await aSentMail()
  await keep(aBounce(sarah))
  expect(await left()).toEqual({ box: 1, failures: 0 })
  expect(await factsOf(sarah)).toEqual({ events: null, bounce: null, complained: false, bounces: 0 })
  await foldAllFeedback()
  expect(await factsOf(sarah)).toEqual(HARD)
  expect(await left()).toEqual(NOTHING_LEFT)
  expect(await foldFeedback()).toBe(0)
})

test('those that come at once share a batch, and their shops stay apart', async () => {
  const all: Sent[] = []
  for (let count = 0; count < 12; count += 1) all.push(await aSentMail())
  const before = await db().query<{ no: number }>('SELECT coalesce(max(batch_no), 0)::int AS no FROM sns_box')
  await Promise.all(all.map((sent, place) => keep(place % 2 ? aBounce(sent) : aDelivery(sent))))
  const batches = await db().query('SELECT FROM sns_box WHERE batch_no > $1', [before.rows[0]?.no])
  expect(batches.rowCount).toBeLessThan(4)
  await foldAllFeedback()
  for (const [place, sent] of all.entries())
    expect(await factsOf(sent)).toMatchObject(place % 2 ? HARD : { events: { [EVENT.delivered]: 1 }, bounce: null })
  expect(await recount()).toEqual([])
})

test.each([
  ['in one batch', (id: string, event: unknown) => Promise.all([keep(event, id), keep(event, id), keep(event, id)])],
  [
    'in two batches of one fold',
    async (id: string, event: unknown) => {
      await keep(event, id)
      await keep(event, id)
    },
  ],
  [
    'after it was folded',
    async (id: string, event: unknown) => {
      await keep(event, id)
      await foldAllFeedback()
      await keep(event, id)
    },
  ],
  ['under another id, as by a second topic', (_id: string, event: unknown) => keepEach(event, event)],
  [
    'by the identity as well, in either order',
    async (_id: string, event: unknown) => {
      const bounce = event as ReturnType<typeof aBounce>
      await keepEach(untagged(bounce), bounce, untagged(bounce))
    },
  ],
])('what is delivered twice %s is one bounce of one person', async (_how, deliver) => {
  const sarah = await aSentMail()
  await deliver(randomUUID(), aBounce(sarah))
  await foldAllFeedback()
  expect(await factsOf(sarah)).toMatchObject({ bounce: 'hard', bounces: 1 })
  const people = await db().query(
    'SELECT sum(people)::int AS people FROM mail_stats WHERE mailing_id = $1 AND type = $2',
    [sarah.mailingId, EVENT.bounced],
  )
  expect(people.rows).toEqual([{ people: 1 }])
  expect(await left()).toEqual(NOTHING_LEFT)
})

test.each([
  ['delivery, bounce', 'hard', [aDelivery, aBounce]],
  ['bounce, delivery', 'hard', [aBounce, aDelivery]],
  ['delay, delivery, soft bounce', 'soft', [aDelay, aDelivery, aSoftBounce]],
  ['hard bounce, then a soft one of before', 'hard', [aBounce, aSoftBounce]],
  ['soft bounce, hard bounce, delivery', 'hard', [aSoftBounce, aBounce, aDelivery]],
  ['soft bounce, delay, soft bounce', 'soft', [aSoftBounce, aDelay, (sent: Sent) => aSoftBounce(sent, 'later')]],
])(
  'out of order or not: after %s the member is %s bounced, in one batch as in several',
  async (_what, bounce, events) => {
    const [together, apart] = [await aSentMail(), await aSentMail()]
    await Promise.all(events.map((event) => keep(event(together))))
    for (const event of events) {
      await keep(event(apart))
      await foldAllFeedback()
    }
    await foldAllFeedback()
    expect(await factsOf(together)).toMatchObject({ bounce })
    expect(await factsOf(together)).toEqual(await factsOf(apart))
    expect(await recount()).toEqual([])
  },
)

test('what came for a shop that is erased meanwhile changes nothing, and nothing of it stays', async () => {
  const [gone, other] = [await aSentMail(), await aSentMail()]
  await keepEach(aBounce(gone), aComplaint(gone, 'abuse'), aDelivery(gone), untagged(aBounce(gone)), aBounce(other))
  await redactShop(gone.tenantId, new Date())
  await foldAllFeedback()
  expect(await factsOf(gone)).toEqual({ events: null, bounce: null, complained: null, bounces: 0 })
  expect(await factsOf(other)).toEqual(HARD)
  const rows = await db().query(
    `SELECT FROM mail_stats WHERE tenant_id = $1 UNION ALL SELECT FROM erased_addresses WHERE tenant_id = $1
     UNION ALL SELECT FROM provider_stats WHERE tenant_id = $1`,
    [gone.tenantId],
  )
  expect([rows.rowCount, await left()]).toEqual([0, NOTHING_LEFT])
})

test('a complaint blocks the member from the fold on, and a second fold changes nothing', async () => {
  const sarah = await aSentMail()
  const id = randomUUID()
  await keep(aComplaint(sarah, 'abuse'), id)
  await foldAllFeedback()
  const facts = await factsOf(sarah)
  expect(facts).toEqual({ events: { [EVENT.complained]: 1 }, bounce: null, complained: true, bounces: 1 })
  await keep(aComplaint(sarah, 'abuse'), id)
  await foldAllFeedback()
  expect(await factsOf(sarah)).toEqual(facts)
})

test('of what is told twice of a receipt in doubt, it is sent once', async () => {
  const sarah = await aSentMail({ state: 'unconfirmed' })
  const tom = await aSentMail({ state: 'sending', tenantId: sarah.tenantId, mailingId: sarah.mailingId })
  const send = (sent: Sent) => ({ eventType: 'Send', mail: aBounce(sent).mail, send: {} })
  await Promise.all([sarah, tom, sarah, tom].flatMap((sent) => [keep(send(sent)), keep(aDelivery(sent))]))
  await foldAllFeedback()
  const found = await db().query(
    'SELECT type, sum(hits)::int AS hits FROM mail_events WHERE mailing_id = $1 GROUP BY type ORDER BY type',
    [sarah.mailingId],
  )
  expect(found.rows).toEqual([
    { type: EVENT.sent, hits: 2 },
    { type: EVENT.delivered, hits: 4 },
  ])
  const states = await db().query(
    'SELECT DISTINCT state, message_id FROM recipients WHERE mailing_id = $1 ORDER BY 2',
    [sarah.mailingId],
  )
  expect(states.rows).toEqual([sarah, tom].map(({ messageId }) => ({ state: 'sent', message_id: messageId })))
  expect(await recount()).toEqual([])
})

test('what is of no shop of ours, or of none that can be told, is settled', async () => {
  const { mailingId } = await aMailing(await aTenant())
  const sent = await aSentMail()
  await keepEach(
    'no event',
    { eventType: 'Telepathy', mail: {} },
    aBounce({ ...sent, mailingId: mailingId + 1_000_000 }),
    { ...aBounce(sent), mail: { ...aBounce(sent).mail, tags: { ...tagsOf(sent), tenant_id: ['2147483648'] } } },
    { ...aBounce(sent), mail: { ...aBounce(sent).mail, tags: { ...tagsOf(sent), purpose: ['test'] } } },
  )
  await foldAllFeedback()
  expect(await left()).toEqual(NOTHING_LEFT)
})
