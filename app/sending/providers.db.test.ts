import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { PROVIDER_METRIC as METRIC } from '#app/tracking/provider-stats.ts'
import { forgetProviders } from '#app/tracking/provider/domains.server.ts'
import { PROVIDER } from '#app/tracking/provider/providers.ts'
import {
  about,
  after,
  aMailingTo,
  aSentMail,
  complaint,
  delivery,
  expectNoDifference,
  figures,
  HOUR,
  key,
  mailTo,
  NEXT_DAY,
  resolved,
  SECOND,
  send,
  SENT_AT,
  SENT_TO_GOOGLE,
  ses,
  take,
} from '#tests/provider-mails.ts'
import { describe, expect, test } from 'vitest'
import { confirmDeliveries } from './confirm.server.ts'
import { claimRecipients, reapLeases } from './recipients.server.ts'

describe('a hand-over', () => {
  test('counts for the provider that is known then, and else for nobody known', async () => {
    const mailing = await aMailingTo('gmail.example', 'gmail.example', 'law-office.example', 'new.example')
    await send(mailing)
    expect(await figures(mailing)).toEqual({
      [key('google', METRIC.sent)]: 2,
      [key('proofpoint', METRIC.sent)]: 1,
      [key('unknown', METRIC.sent)]: 1,
    })
    await expectNoDifference()
  })

  test('freezes the provider: a changed MX changes the next mailing only', async () => {
    const { mailing, mail } = await aSentMail()
    await resolved('gmail.example', 'apple')
    forgetProviders()
    await take(delivery(mail, after(SECOND)))
    expect(Object.keys(await figures(mailing)).every((each) => each.startsWith(`${PROVIDER.google} `))).toBe(true)
    const next = await aSentMail()
    expect(await figures(next.mailing)).toEqual({ [key('apple', METRIC.sent)]: 1 })
    await expectNoDifference()
  })

  test('of an unknown provider stays one when the provider is learned', async () => {
    const { mailing, mail } = await aSentMail('new.example')
    await resolved('new.example', 'yahoo')
    forgetProviders()
    await take(complaint(mail, after(SECOND)))
    expect(await figures(mailing)).toEqual({ [key('unknown', METRIC.sent)]: 1, [key('unknown', METRIC.complained)]: 1 })
    await expectNoDifference()
  })

  test('that is put off counts once, when it succeeds', async () => {
    const mailing = await aMailingTo('gmail.example')
    ses.behave = () => (ses.mails.length === 0 ? 'throttle' : 'accept')
    await send(mailing)
    expect(await figures(mailing)).toEqual({})
    await db().query('UPDATE recipients SET not_before = NULL WHERE tenant_id = $1', [mailing.tenantId])
    await send(mailing)
    expect(await figures(mailing)).toEqual(SENT_TO_GOOGLE)
    await expectNoDifference()
  })

  test('that fails, or is skipped, counts nothing', async () => {
    const mailing = await aMailingTo('gmail.example', 'gmail.example')
    await db().query("UPDATE members SET email_unsubscribed = true WHERE tenant_id = $1 AND email LIKE 'reader1@%'", [
      mailing.tenantId,
    ])
    ses.behave = () => 'refuse'
    await send(mailing)
    expect(await figures(mailing)).toEqual({})
    await expectNoDifference()
  })

  test('in doubt counts with its evidence, for the provider of the hand-over', async () => {
    const mailing = await aMailingTo('gmail.example')
    ses.behave = () => 'drop'
    await send(mailing)
    expect(await figures(mailing)).toEqual({})
    await resolved('gmail.example', 'apple')
    forgetProviders()
    await take(about(mailTo('reader0@gmail.example'), 'Send', { send: {} }))
    expect(await figures(mailing)).toEqual(SENT_TO_GOOGLE)
    await expectNoDifference()
  })

  test('that SES reports before its answer is written counts once', async () => {
    const mailing = await aMailingTo('gmail.example')
    const seen: Promise<unknown>[] = []
    ses.behave = (mail) => {
      seen.push(take(delivery(mail, after(SECOND))))
      return 'accept'
    }
    await send(mailing)
    await Promise.all(seen)
    expect(await figures(mailing)).toMatchObject({ ...SENT_TO_GOOGLE, [key('google', METRIC.delivered)]: 1 })
    await expectNoDifference()
  })

  test('of a worker that died counts once SES tells of it', async () => {
    const mailing = await aMailingTo('gmail.example')
    const claim = { worker: 'dead', count: 1, after: { sendNo: 0, memberId: 0n }, senderVersion: 1 }
    const [one] = await claimRecipients({ ...mailing, ...claim })
    clock.set(() => new Date(SENT_AT.getTime() + HOUR))
    await reapLeases()
    await confirmDeliveries([{ ...mailing, sendNo: 0, memberId: String(one?.memberId), messageId: 'event' }])
    expect(await figures(mailing)).toEqual({ [key('google', METRIC.sent, NEXT_DAY)]: 1 })
    await expectNoDifference()
  })
})
