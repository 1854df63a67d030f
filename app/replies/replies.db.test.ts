import { aMail, anAnsweredMail, type Answered, repliesOf, waitingOf } from '#tests/replies.ts'
import { expect, test } from 'vitest'
import { campaignAnalytics } from '#app/analytics/campaign/campaign.server.ts'
import { momentLabel } from '#app/analytics/hits/hit-words.ts'
import { listMemberCampaigns } from '#app/analytics/member/member-campaigns.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { forgetReplies } from './forwarding.server.ts'
import { acceptReply } from './replies.server.ts'

const accept = (answered: Answered, raw = aMail(), returnPath = 'ann@example.org') =>
  acceptReply({ recipient: answered.recipient, returnPath, raw })

test('a reply is counted as its member’s, once for the person and each time as a hit', async () => {
  const answered = await anAnsweredMail()
  expect(await accept(answered)).toBe('taken')
  expect(await accept(answered)).toBe('taken')
  const { tenantId, mailingId } = answered
  const events = await db().query('SELECT member_id, type, hits, verdict FROM mail_events WHERE mailing_id = $1', [
    mailingId,
  ])
  expect(events.rows).toEqual([{ member_id: answered.memberId, type: 15, hits: 2, verdict: 1 }])
  const figures = await db().query(
    'SELECT sum(people)::int AS people, sum(hits)::int AS hits FROM mail_stats WHERE tenant_id = $1 AND type = 15',
    [tenantId],
  )
  expect(figures.rows).toEqual([{ people: 1, hits: 2 }])
  expect(await recount()).toEqual([])
})

test('a reply stands in the report, on the member’s page and in campaign_events', async () => {
  const answered = await anAnsweredMail()
  await accept(answered)
  await accept(answered)
  const { tenantId, campaignId, memberId } = answered
  expect((await campaignAnalytics(tenantId, campaignId))?.counts).toMatchObject({ replied: 1 })
  const [campaign] = (await listMemberCampaigns(tenantId, String(memberId))).rows
  expect(campaign?.moments.map(momentLabel)).toEqual(['Replied 2 times'])
  const events = await db().query('SELECT event_type FROM campaign_events WHERE tenant_id = $1', [tenantId])
  expect(events.rows).toEqual([{ event_type: 'replied' }])
})

test('the same mail counts once, and another one to the same e-mail again', async () => {
  const answered = await anAnsweredMail()
  const mail = aMail()
  expect(await accept(answered, mail)).toBe('taken')
  expect(await accept(answered, mail)).toBe('known')
  // A server on the way has added to it.
  const again = Buffer.concat([Buffer.from('Received: from a.example.org by b.example.org\r\n'), mail])
  expect(await accept(answered, again)).toBe('known')
  expect(await accept(answered, aMail())).toBe('taken')
  expect(await repliesOf(answered)).toBe(2)
  expect(await waitingOf(answered)).toBe(2)
})

test('a mail without a Message-ID is known by all that it says', async () => {
  const answered = await anAnsweredMail()
  const plain = (text: string) => Buffer.from(`From: ann@example.org\r\n\r\n${text}\r\n`)
  expect(await accept(answered, plain('One'))).toBe('taken')
  expect(await accept(answered, plain('One'))).toBe('known')
  expect(await accept(answered, plain('Two'))).toBe('taken')
})

test('one Message-ID to two members is a reply of each', async () => {
  const one = await anAnsweredMail()
  const other = await anAnsweredMail({ tenantId: one.tenantId })
  const mail = aMail()
  expect(await accept(one, mail)).toBe('taken')
  expect(await accept(other, mail)).toBe('taken')
})

test('ten servers that bring the same mail at once bring one reply', async () => {
  const answered = await anAnsweredMail()
  const mail = aMail()
  const taken = await Promise.all(Array.from({ length: 10 }, () => accept(answered, mail)))
  expect(taken.filter((each) => each === 'taken')).toHaveLength(1)
  expect(await repliesOf(answered)).toBe(1)
})

test.each([
  ['without a sender', aMail(), ''],
  ['of a vacation', aMail('Away', ['Auto-Submitted: auto-replied']), 'ann@example.org'],
  ['that we have handed on before', aMail('Round', ['X-Glancito-Forwarded: reply']), 'ann@example.org'],
])('a mail %s is dropped: no event, nothing on its way', async (_what, raw, returnPath) => {
  const answered = await anAnsweredMail()
  expect(await accept(answered, raw, returnPath)).toBe('automatic')
  expect(await repliesOf(answered)).toBe(0)
  expect(await waitingOf(answered)).toBe(0)
})

test('a reply to a closed mailing goes on to the shop and is not counted', async () => {
  const answered = await anAnsweredMail()
  await db().query('UPDATE mailings SET closed_at = now() WHERE mailing_id = $1', [answered.mailingId])
  expect(await accept(answered)).toBe('taken')
  expect(await repliesOf(answered)).toBe(0)
  expect(await waitingOf(answered)).toBe(1)
})

test('a reply of somebody who was erased goes on to the shop and is not written down', async () => {
  const answered = await anAnsweredMail()
  await eraseMember(answered.tenantId, answered.memberId)
  expect(await accept(answered)).toBe('taken')
  expect(await repliesOf(answered)).toBe(0)
  expect(await waitingOf(answered)).toBe(1)
})

test('a reply of somebody who was merged into another counts as before', async () => {
  const answered = await anAnsweredMail()
  const { tenantId, memberId } = answered
  const kept = String(await aMember(tenantId))
  await mergeMembers({ tenantId, kept, gone: String(memberId), at: new Date(), reference: 'webhook' })
  expect(await accept(answered)).toBe('taken')
  expect(await repliesOf(answered)).toBe(1)
})

test('an erasure takes with it what is still on its way, a merge does not', async () => {
  const [erased, merged] = [await anAnsweredMail(), await anAnsweredMail()]
  await accept(erased)
  await accept(merged)
  await eraseMember(erased.tenantId, erased.memberId)
  expect(await waitingOf(erased)).toBe(0)
  const kept = await aMember(merged.tenantId)
  const { tenantId, memberId } = merged
  await mergeMembers({ tenantId, kept: String(kept), gone: String(memberId), at: new Date(), reference: 'webhook' })
  expect(await waitingOf(merged)).toBe(1)
  await eraseMember(tenantId, kept)
  expect(await waitingOf(merged)).toBe(0)
})

test.each([
  ['has left', { uninstalled_at: new Date() }],
  ['has no mailbox', { contact_email: null }],
  ['has its mailbox where replies come in', { contact_email: 'shop@Reply.Glancito-Demo.example' }],
])('a reply to a shop that %s is not taken', async (_what, row) => {
  const tenantId = await aTenant(row)
  const answered = await anAnsweredMail({ tenantId })
  expect(await accept(answered)).toBe('nobody')
  expect(await repliesOf(answered)).toBe(0)
})

test('a shop without a reply address of its own gets replies where Shopify reaches it', async () => {
  const answered = await anAnsweredMail({ tenantId: await aTenant({ contact_email: 'owner@shop.example' }) })
  expect(await accept(answered)).toBe('taken')
})

test('of replies to one e-mail twenty a day are taken', async () => {
  const answered = await anAnsweredMail()
  clock.set(() => new Date('2026-11-01T12:00:00Z'))
  for (let count = 0; count < 20; count += 1) expect(await accept(answered)).toBe('taken')
  expect(await accept(answered)).toBe('full')
  expect(await accept(await anAnsweredMail({ tenantId: answered.tenantId }))).toBe('taken')
  clock.set(() => new Date('2026-11-02T12:00:01Z'))
  expect(await accept(answered)).toBe('taken')
  expect(await repliesOf(answered)).toBe(21)
})

test('what is left of a reply is forgotten a day after it was handed on', async () => {
  clock.set(() => new Date('2026-10-01T12:00:00Z'))
  const [handed, waiting] = [await anAnsweredMail(), await anAnsweredMail()]
  await accept(handed)
  await accept(waiting)
  await db().query('UPDATE reply_forwards SET raw = NULL WHERE mailing_id = $1', [handed.mailingId])
  clock.set(() => new Date('2026-10-02T11:59:59Z'))
  expect(await forgetReplies()).toBe(0)
  clock.set(() => new Date('2026-10-02T12:00:01Z'))
  expect(await forgetReplies()).toBe(1)
  expect(await waitingOf(waiting)).toBe(1)
})
