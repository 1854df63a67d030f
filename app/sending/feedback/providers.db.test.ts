import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { PROVIDER_METRIC as METRIC } from '#app/tracking/provider-stats.ts'
import { BOUNCE_CAUSE } from '#app/tracking/provider/bounce-cause.ts'
import { recount } from '#app/tracking/recount.server.ts'
import {
  after,
  aMailingTo,
  aSentMail,
  bounce,
  complaint,
  delay,
  delivery,
  expectNoDifference,
  figures,
  HOUR,
  key,
  mailTo,
  NEXT_DAY,
  SECOND,
  send,
  SENT_AT,
  SENT_TO_GOOGLE,
  ses,
  take,
} from '#tests/provider-mails.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resetBreaker } from '../slice.server.ts'

describe('what SES reports', () => {
  test('counts once, however often and in whichever form it comes', async () => {
    const { mailing, mail } = await aSentMail()
    const event = delivery(mail, after(SECOND))
    await take(event, '00000000-0000-0000-0000-000000000001')
    await take(event, '00000000-0000-0000-0000-000000000001')
    await take(event)
    await take(delivery(mail, after(HOUR)))
    const { eventType, mail: told, ...rest } = event
    await take({
      notificationType: eventType,
      mail: { messageId: told.messageId, destination: told.destination },
      ...rest,
    })
    expect(await figures(mailing)).toEqual({
      ...SENT_TO_GOOGLE,
      [key('google', METRIC.delivered)]: 1,
      [key('google', METRIC.deliveryMs)]: SECOND,
      [key('google', METRIC.deliveredIn10s)]: 1,
    })
    await expectNoDifference()
  })

  test('counts on the day when it happened, however late it is told', async () => {
    const { mailing, mail } = await aSentMail()
    clock.set(() => new Date(SENT_AT.getTime() + 50 * HOUR))
    await take(delay(mail, after(SECOND)))
    await take(delivery(mail, after(31 * SECOND)))
    expect(await figures(mailing)).toEqual({
      ...SENT_TO_GOOGLE,
      [key('google', METRIC.delayed)]: 1,
      [key('google', METRIC.delivered, NEXT_DAY)]: 1,
      [key('google', METRIC.deliveryMs, NEXT_DAY)]: 31 * SECOND,
      [key('google', METRIC.deliveredIn1min, NEXT_DAY)]: 1,
    })
    await expectNoDifference()
  })

  test('of who waits again all the same counts, and so does the later hand-over', async () => {
    const mailing = await aMailingTo('gmail.example')
    ses.behave = () => 'throttle'
    await send(mailing)
    await take(delivery(mailTo('reader0@gmail.example'), after(SECOND)))
    clock.set(() => new Date(SENT_AT.getTime() + 60 * SECOND))
    ses.behave = () => 'accept'
    await send(mailing)
    expect(await figures(mailing)).toEqual({
      [key('google', METRIC.delivered)]: 1,
      [key('google', METRIC.sent, NEXT_DAY)]: 1,
    })
    await expectNoDifference()
  })

  test('of a closed mailing counts nothing', async () => {
    const { mailing, mail } = await aSentMail()
    await db().query("UPDATE mailings SET status = 'sent', ended_at = $2, closed_at = $2 WHERE mailing_id = $1", [
      mailing.mailingId,
      clock.now(),
    ])
    await take(bounce(mail, 'Permanent', '5.1.1'))
    expect(await figures(mailing)).toEqual(SENT_TO_GOOGLE)
    await expectNoDifference()
  })

  test('of who was handed over before there were providers counts nowhere', async () => {
    const { mailing, mail } = await aSentMail()
    await db().query('UPDATE recipients SET provider = NULL WHERE tenant_id = $1', [mailing.tenantId])
    await db().query('DELETE FROM provider_stats WHERE tenant_id = $1', [mailing.tenantId])
    await take(delivery(mail, after(SECOND)))
    expect(await figures(mailing)).toEqual({})
    await expectNoDifference()
  })
})

describe('the time of a delivery', () => {
  test.each([
    [0, METRIC.deliveredIn10s],
    [10 * SECOND, METRIC.deliveredIn10s],
    [10 * SECOND + 1, METRIC.deliveredIn1min],
    [60 * SECOND, METRIC.deliveredIn1min],
    [300 * SECOND, METRIC.deliveredIn5min],
    [1_800 * SECOND, METRIC.deliveredIn30min],
    [2 * HOUR, METRIC.deliveredIn2h],
    [2 * HOUR + 1, METRIC.deliveredLater],
    [14 * HOUR, METRIC.deliveredLater],
  ])('of %i ms is one', async (ms, metric) => {
    const { mailing, mail } = await aSentMail()
    await take(delivery(mail, after(ms)))
    const day = after(ms).slice(0, 10)
    expect(await figures(mailing)).toMatchObject({ [key('google', metric, day)]: 1 })
    expect((await figures(mailing))[key('google', METRIC.deliveryMs, day)] ?? 0).toBe(ms)
    await expectNoDifference()
  })

  test('before the hand-over that was written down is none', async () => {
    const { mailing, mail } = await aSentMail()
    await take(delivery(mail, after(-5 * SECOND)))
    expect(await figures(mailing)).toEqual({ ...SENT_TO_GOOGLE, [key('google', METRIC.delivered)]: 1 })
    await expectNoDifference()
  })
})

describe('a bounce', () => {
  test('counts by the cause that came first', async () => {
    const { mailing, mail } = await aSentMail('law-office.example')
    await take(bounce(mail, 'Transient', '4.2.2'))
    await take(bounce(mail, 'Permanent', '5.1.1'))
    expect(await figures(mailing)).toEqual({
      [key('proofpoint', METRIC.sent)]: 1,
      [key('proofpoint', METRIC.bounced + BOUNCE_CAUSE.mailboxFull)]: 1,
    })
    await expectNoDifference()
  })

  test.each([
    ['5.1.1', BOUNCE_CAUSE.noMailbox],
    ['5.7.1', BOUNCE_CAUSE.blocked],
    ['5.7.26', BOUNCE_CAUSE.unauthenticated],
    ['5.4.4', BOUNCE_CAUSE.unreachable],
    ['5.0.0', BOUNCE_CAUSE.other],
  ])('with %s counts under its cause', async (status, cause) => {
    const { mailing, mail } = await aSentMail()
    await take(bounce(mail, 'Permanent', status))
    expect(await figures(mailing)).toEqual({ ...SENT_TO_GOOGLE, [key('google', METRIC.bounced + cause)]: 1 })
    await expectNoDifference()
  })
})

test('whatever is told, in whatever order, twice and at once: the figures are those of the events', async () => {
  const domains = ['gmail.example', 'law-office.example', 'new.example']
  const story = fc.array(
    fc.record({
      reader: fc.nat({ max: 5 }),
      event: fc.constantFrom('delivery', 'delay', 'complaint', 'soft', 'hard'),
      seconds: fc.integer({ min: -20, max: 20_000 }),
      twice: fc.boolean(),
    }),
    { minLength: 1, maxLength: 24 },
  )
  const fates = fc.array(fc.constantFrom('accept' as const, 'drop' as const, 'throttle' as const), {
    minLength: 6,
    maxLength: 6,
  })
  await fc.assert(
    fc.asyncProperty(story, fates, async (told, answers) => {
      const mailing = await aMailingTo(...answers.map((_, index) => domains[index % domains.length] ?? ''))
      ses.reset()
      resetBreaker()
      ses.behave = (mail) => answers[Number(/^reader(\d)/.exec(mail.to)?.[1])] ?? 'accept'
      await send(mailing)
      const events = told.flatMap(({ reader, event, seconds, twice }) => {
        const [mail] = ses.to(`reader${reader}@${domains[reader % domains.length]}`)
        if (!mail) return []
        const said = {
          delivery: () => delivery(mail, after(seconds * SECOND)),
          delay: () => delay(mail, after(seconds * SECOND)),
          complaint: () => complaint(mail, after(seconds * SECOND)),
          soft: () => bounce(mail, 'Transient', '4.2.2'),
          hard: () => bounce(mail, 'Permanent', '5.1.1'),
        }[event]()
        return twice ? [said, said] : [said]
      })
      await Promise.all(events.map((event) => take(event)))
      expect(await recount()).toEqual([])
    }),
    { numRuns: 8 },
  )
})
