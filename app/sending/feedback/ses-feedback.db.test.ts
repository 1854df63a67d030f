import { randomUUID } from 'node:crypto'
import { skipReason } from '#app/members/core/consent.ts'
import { listBounces } from '#app/members/bounces/bounces.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { getMember } from '#tests/members.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { aBounce, aComplaint, aSentMail, notification, type Sent, untagged } from '#tests/ses-feedback.ts'
import { beforeEach, expect, test } from 'vitest'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { recordFeedback } from './ses-feedback.server.ts'

const confirmed: unknown[] = []
beforeEach(() => confirmed.splice(0))
const confirm = async (evidence: unknown[]) => confirmed.push(...evidence)
const take = async (event: unknown, messageId?: string) =>
  (await recordFeedback([notification(event, messageId)], confirm))[0]

async function member({ tenantId, memberId }: Sent) {
  const found = await db().query(
    'SELECT email_bounce_type AS bounce, email_complaint_at AS complaint FROM members WHERE tenant_id = $1 AND member_id = $2',
    [tenantId, memberId],
  )
  return found.rows[0]
}

async function events({ tenantId, mailingId }: Sent) {
  const found = await db().query(
    'SELECT type FROM mail_events WHERE tenant_id = $1 AND mailing_id = $2 ORDER BY type',
    [tenantId, mailingId],
  )
  return found.rows.map(({ type }) => type)
}

test('a hard bounce blocks the member, is counted and proves that the mail was taken', async () => {
  const sarah = await aSentMail({ state: 'unconfirmed' })
  expect(await take(aBounce(sarah))).toBe('recorded')
  expect(await member(sarah)).toEqual({ bounce: 'hard', complaint: null })
  expect(await events(sarah)).toEqual([EVENT.bounced, EVENT.hardBounced])
  expect(confirmed).toEqual([
    {
      tenantId: sarah.tenantId,
      mailingId: sarah.mailingId,
      sendNo: 0,
      attempt: 1,
      memberId: String(sarah.memberId),
      messageId: sarah.messageId,
    },
  ])
})

test('a soft bounce is counted and does not block', async () => {
  const sarah = await aSentMail()
  await take(aBounce(sarah, { bounceType: 'Transient', bounceSubType: 'MailboxFull' }))
  expect(await member(sarah)).toMatchObject({ bounce: 'soft' })
  expect(await events(sarah)).toEqual([EVENT.bounced, EVENT.softBounced])
})

test('a complaint marks the member', async () => {
  const sarah = await aSentMail()
  await take(aComplaint(sarah, 'abuse'))
  expect((await member(sarah)).complaint).toEqual(new Date('2026-11-20T10:00:00.000Z'))
  expect(await events(sarah)).toEqual([EVENT.complained])
})

test('"not spam" is no complaint', async () => {
  const sarah = await aSentMail()
  await take(aComplaint(sarah, 'not-spam'))
  expect((await member(sarah)).complaint).toBeNull()
  expect(await events(sarah)).toEqual([])
})

test('an address on a suppression list is blocked, and is no bounce of the campaign', async () => {
  const sarah = await aSentMail()
  await take(aBounce(sarah, { bounceSubType: 'OnAccountSuppressionList' }))
  expect(await member(sarah)).toMatchObject({ bounce: 'hard' })
  expect(await events(sarah)).toEqual([EVENT.suppressed])
})

test('a delivery before or after the bounce changes nothing of it', async () => {
  const sarah = await aSentMail()
  const { mail } = aBounce(sarah)
  const delivery = {
    eventType: 'Delivery',
    mail,
    delivery: { recipients: [sarah.email], timestamp: '2026-11-20T09:59:00.000Z' },
  }
  await take(delivery)
  await take(aBounce(sarah))
  await take(delivery)
  expect(await member(sarah)).toMatchObject({ bounce: 'hard' })
  expect(await events(sarah)).toEqual([EVENT.delivered, EVENT.bounced, EVENT.hardBounced])
})

test('a message that SNS delivers again is known', async () => {
  const sarah = await aSentMail()
  const id = randomUUID()
  const outcomes = [await take(aBounce(sarah), id), await take(aBounce(sarah), id)]
  expect(outcomes).toEqual(['recorded', 'known'])
})

test('the same message at the same time from two connections is recorded once', async () => {
  const sarah = await aSentMail()
  const id = randomUUID()
  const outcomes = await Promise.all([take(aBounce(sarah), id), take(aBounce(sarah), id), take(aBounce(sarah), id)])
  expect(outcomes.map(String).toSorted()).toEqual(['known', 'known', 'recorded'])
  const hits = await db().query('SELECT hits FROM mail_events WHERE mailing_id = $1 AND type = $2', [
    sarah.mailingId,
    EVENT.bounced,
  ])
  expect(hits.rows).toEqual([{ hits: 1 }])
})

test('a bounce that the identity reports as well is one bounce', async () => {
  const sarah = await aSentMail()
  await take(aBounce(sarah))
  await take(untagged(aBounce(sarah)))
  const bounces = await db().query('SELECT count(*)::int AS n FROM bounces WHERE tenant_id = $1', [sarah.tenantId])
  const stats = await db().query(
    'SELECT sum(people)::int AS people FROM mail_stats WHERE mailing_id = $1 AND type = $2',
    [sarah.mailingId, EVENT.bounced],
  )
  expect([bounces.rows[0].n, stats.rows[0].people]).toEqual([1, 1])
})

test('without tags the message id tells which shop’s member it is', async () => {
  const one = await aSentMail()
  const other = await aSentMail({ email: one.email, settledAt: new Date(Date.now() + 60_000) })
  await take(untagged(aBounce(one)))
  expect(await member(one)).toMatchObject({ bounce: 'hard' })
  expect(await member(other)).toMatchObject({ bounce: null })
})

test('a bounce before the message id is stored falls to the latest recipient with that address', async () => {
  const early = await aSentMail({ settledAt: new Date('2026-11-01T00:00:00Z') })
  const late = await aSentMail({
    tenantId: early.tenantId,
    memberId: early.memberId,
    email: early.email,
    settledAt: new Date('2026-11-20T00:00:00Z'),
  })
  await db().query('UPDATE recipients SET message_id = NULL')
  await take(untagged(aBounce({ ...late, messageId: 'not-stored-yet', email: `Sarah <${late.email.toUpperCase()}>` })))
  expect(await events(late)).toEqual([EVENT.bounced, EVENT.hardBounced])
  expect(await events(early)).toEqual([])
})

test('tags win over the address: mail that was forwarded bounces elsewhere', async () => {
  const sarah = await aSentMail()
  await take(aBounce(sarah, { bouncedRecipients: [{ emailAddress: 'forwarded@elsewhere.example' }] }))
  expect(await member(sarah)).toMatchObject({ bounce: 'hard' })
})

test('tags of a mail that was never sent, and addresses of nobody, change nothing', async () => {
  const sarah = await aSentMail()
  const stranger = { ...sarah, memberId: sarah.memberId + 1_000_000n, email: 'nobody@example.com' }
  expect(await take(aBounce(stranger))).toBe('ignored')
  expect(await take(untagged(aBounce(stranger)))).toBe('ignored')
  expect(await take({ eventType: 'Telepathy' })).toBe('ignored')
  expect(await events(sarah)).toEqual([])
})

test('tags of before there were mailings mean the mailing of the same number', async () => {
  const sarah = await aSentMail()
  const { mailingId, ...rest } = sarah
  const tags = {
    tenant_id: [String(rest.tenantId)],
    campaign_id: [String(mailingId)],
    member_id: [String(rest.memberId)],
  }
  const bounce = aBounce(sarah)
  expect(await take({ ...bounce, mail: { ...bounce.mail, tags } })).toBe('recorded')
  expect(await member(sarah)).toMatchObject({ bounce: 'hard' })
  expect(await events(sarah)).toEqual([EVENT.bounced, EVENT.hardBounced])
})

test('of two receipts of a mailing it is the one that the tags say', async () => {
  const sarah = await aSentMail()
  const second = await aSentMail({ ...sarah, sendNo: 1, state: 'unconfirmed' })
  await take(aBounce(second, { bounceType: 'Transient' }))
  const found = await db().query('SELECT DISTINCT send_no FROM mail_events WHERE mailing_id = $1', [sarah.mailingId])
  expect(found.rows).toEqual([{ send_no: 1 }])
  expect(confirmed).toMatchObject([{ sendNo: 1 }])
  expect(await take(aBounce({ ...sarah, sendNo: 2 }))).toBe('ignored')
})

test.each([
  ['still there', false],
  ['gone', true],
])(
  'feedback of a closed mailing acts on the member and counts nothing, with its recipients %s',
  async (_what, gone) => {
    const [bounced, complained] = [await aSentMail(), await aSentMail()]
    for (const { mailingId } of [bounced, complained]) {
      await db().query('UPDATE mailings SET closed_at = $2 WHERE mailing_id = $1', [mailingId, new Date()])
      if (gone) await db().query('DELETE FROM recipients WHERE mailing_id = $1', [mailingId])
    }
    expect(await take(aBounce(bounced))).toBe('recorded')
    expect(await take(aComplaint(complained, 'abuse'))).toBe('recorded')
    expect(await member(bounced)).toMatchObject({ bounce: 'hard' })
    expect(await member(complained)).toMatchObject({ complaint: expect.any(Date) })
    expect(await listBounces(bounced.tenantId, bounced.memberId)).toMatchObject([{ mailingId: bounced.mailingId }])
    expect([await events(bounced), await events(complained)]).toEqual([[], []])
  },
)

test('an event that says nothing about delivery still proves that SES has the mail', async () => {
  const sarah = await aSentMail({ state: 'unconfirmed' })
  await take({ eventType: 'Send', mail: aBounce(sarah).mail, send: {} })
  expect(confirmed).toHaveLength(1)
  expect(await events(sarah)).toEqual([])
})

test('when something fails, the next delivery does all of it', async () => {
  const sarah = await aSentMail()
  const id = randomUUID()
  const failing = recordFeedback([notification(aBounce(sarah), id)], () => Promise.reject(new Error('database gone')))
  await expect(failing).rejects.toThrow('database gone')
  expect(await take(aBounce(sarah), id)).toBe('recorded')
  expect(await events(sarah)).toEqual([EVENT.bounced, EVENT.hardBounced])
  expect(await recount()).toEqual([])
})

test.each([
  ['a complaint', (sent: Sent) => aComplaint(sent, 'abuse'), 'complained'],
  ['a hard bounce', (sent: Sent) => aBounce(sent), 'hard-bounced'],
])('%s of somebody erased meanwhile blocks the address, now and when it is back', async (_what, event, reason) => {
  const sent = await aSentMail()
  await eraseMember(sent.tenantId, sent.memberId)
  const namesake = await aMember(sent.tenantId, { email: sent.email })
  const stranger = await aMember(await aTenant(), { email: sent.email })
  expect(await take(event(sent))).toBe('recorded')
  expect(skipReason(await getMember(sent.tenantId, namesake))).toBe(reason)
  expect(await db().query('SELECT FROM bounces WHERE member_id = $1', [stranger])).toMatchObject({ rowCount: 0 })
  const kept = await db().query('SELECT channel, unsubscribed_at FROM erased_addresses WHERE tenant_id = $1', [
    sent.tenantId,
  ])
  expect(kept.rows).toEqual([{ channel: 'email', unsubscribed_at: null }])
})

test('a soft bounce or a report of no spam of somebody erased is nobody else’s', async () => {
  const sent = await aSentMail()
  await eraseMember(sent.tenantId, sent.memberId)
  const namesake = await aMember(sent.tenantId, { email: sent.email })
  await take(aBounce(sent, { bounceType: 'Transient' }))
  await take(aComplaint(sent, 'not-spam'))
  expect(skipReason(await getMember(sent.tenantId, namesake))).toBeNull()
  expect(await db().query('SELECT FROM erased_addresses WHERE tenant_id = $1', [sent.tenantId])).toMatchObject({
    rowCount: 0,
  })
})
