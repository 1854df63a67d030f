// Feedback between its answer and its effect: once, in its order, whatever fails, ends or comes twice meanwhile.
import { randomUUID } from 'node:crypto'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { redactShop } from '#app/inbox/uninstall.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { aBounce, aComplaint, aSentMail, notification, type Sent, tagsOf, untagged } from '#tests/ses-feedback.ts'
import { afterEach, expect, test } from 'vitest'
import { keepNotification } from './box.server.ts'
import { forgetFailures, retryFailures } from './failures.server.ts'
import { foldAllFeedback, foldFeedback } from './fold.server.ts'

const NOW = new Date('2026-11-20T10:00:10.000Z')
afterEach(async () => {
  clock.set(undefined)
  await db().query('ALTER TABLE bounces DROP CONSTRAINT IF EXISTS poison')
  await db().query('DELETE FROM sns_failures')
})

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

const keep = (event: unknown, messageId: string = randomUUID()) => keepNotification(notification(event, messageId))

/** Each in a batch of its own. */
async function keepEach(...events: unknown[]): Promise<void> {
  for (const event of events) await keep(event)
}

async function factsOf({ tenantId, mailingId, memberId }: Sent) {
  const found = await db().query(
    `SELECT (SELECT jsonb_object_agg(type, hits ORDER BY type) FROM mail_events WHERE tenant_id = $1 AND mailing_id = $2) AS events,
       (SELECT email_bounce_type::text FROM members WHERE tenant_id = $1 AND member_id = $3) AS bounce,
       (SELECT email_complaint_at IS NOT NULL FROM members WHERE tenant_id = $1 AND member_id = $3) AS complained,
       (SELECT count(*)::int FROM bounces WHERE tenant_id = $1 AND member_id = $3) AS bounces`,
    [tenantId, mailingId, memberId],
  )
  return found.rows[0]
}

async function left() {
  const found = await db().query(
    'SELECT (SELECT count(*)::int FROM sns_box) AS box, (SELECT count(*)::int FROM sns_failures) AS failures',
  )
  return found.rows[0]
}

const NOTHING_LEFT = { box: 0, failures: 0 }
const HARD = { events: { [EVENT.bounced]: 1, [EVENT.hardBounced]: 1 }, bounce: 'hard', complained: false, bounces: 1 }

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

const POISON = 'poison of the test'
const poisoned = (sent: Sent) =>
  aBounce(sent, { bouncedRecipients: [{ emailAddress: sent.email, status: '5.1.1', diagnosticCode: POISON }] })
const refusePoison = () =>
  db().query(`ALTER TABLE bounces ADD CONSTRAINT poison CHECK (diagnostic <> '${POISON}') NOT VALID`)

test.each([
  ['the first', [0]],
  ['the last', [10]],
  ['one in the midst', [4]],
  ['two side by side', [5, 6]],
  ['three', [0, 5, 10]],
  ['all', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
])('when %s of a batch can not be written, the others are, and it is tried again', async (_which, bad) => {
  const all: Sent[] = []
  for (let count = 0; count < 11; count += 1) all.push(await aSentMail())
  await refusePoison()
  await Promise.all(all.map((sent, place) => keep(bad.includes(place) ? poisoned(sent) : aBounce(sent))))
  await foldAllFeedback()
  expect(await left()).toEqual({ box: 0, failures: bad.length })
  for (const [place, sent] of all.entries())
    expect(await factsOf(sent)).toMatchObject(bad.includes(place) ? { events: null, bounces: 0 } : HARD)
  await db().query('ALTER TABLE bounces DROP CONSTRAINT poison')
  clock.set(() => new Date(Date.now() + 61_000))
  await retryFailures()
  for (const sent of all) expect(await factsOf(sent)).toEqual(HARD)
  expect(await left()).toEqual(NOTHING_LEFT)
  expect(await recount()).toEqual([])
})

test('one that fails again waits longer each time, says no address, and is given up after 30 days', async () => {
  const sarah = await aSentMail()
  await refusePoison()
  await keep(poisoned(sarah))
  let now = NOW
  clock.set(() => now)
  await foldAllFeedback()
  const waits: number[] = []
  for (let times = 0; times < 12; times += 1) {
    const found = await db().query<{ due: Date; error: string }>('SELECT not_before AS due, error FROM sns_failures')
    const { due = NOW, error = '' } = found.rows[0] ?? {}
    expect(error).not.toContain(sarah.email)
    waits.push((due.getTime() - now.getTime()) / 60_000)
    now = due
    await retryFailures()
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360])
  clock.set(() => new Date(NOW.getTime() + 30 * 86_400_000))
  await retryFailures()
  expect(await left()).toEqual(NOTHING_LEFT)
})

test('of whom is erased no failure is left, and everybody else’s', async () => {
  const [sarah, tom] = [await aSentMail(), await aSentMail()]
  const elsewhere = await aSentMail({ memberId: sarah.memberId, tenantId: await aTenant() })
  await aMember(elsewhere.tenantId, { member_id: sarah.memberId })
  await refusePoison()
  await keepEach(poisoned(sarah), poisoned(tom), poisoned(elsewhere))
  await foldAllFeedback()
  expect(await left()).toEqual({ box: 0, failures: 3 })
  await forgetFailures(sarah.tenantId, String(sarah.memberId))
  expect(await left()).toEqual({ box: 0, failures: 2 })
})

test.each(['mail_events', 'provider_stats', 'sns_receipts', 'recipients', 'bounces'])(
  'while %s is away each fails, and none is lost',
  async (table) => {
    const all = [await aSentMail(), await aSentMail()]
    await Promise.all(all.map((sent) => keep(aBounce(sent))))
    await db().query(`ALTER TABLE ${table} RENAME TO away`)
    await foldAllFeedback()
    await db().query(`ALTER TABLE away RENAME TO ${table}`)
    clock.set(() => new Date(Date.now() + 61_000))
    await retryFailures()
    for (const sent of all) expect(await factsOf(sent)).toEqual(HARD)
    expect(await left()).toEqual(NOTHING_LEFT)
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
