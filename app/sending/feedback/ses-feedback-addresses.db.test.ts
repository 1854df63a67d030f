// Whose an event is, where its addresses are other ones, in another order or in another spelling than ours.
import { listBounces } from '#app/members/bounces/bounces.server.ts'
import { skipReason } from '#app/members/core/consent.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { getMember } from '#tests/members.ts'
import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { aMember } from '#tests/factories.ts'
import { aBounce, aComplaint, aSentMail, notification, type Sent, untagged } from '#tests/ses-feedback.ts'
import { expect, test } from 'vitest'
import { recordFeedback } from './ses-feedback.server.ts'

const take = async (event: unknown) => (await recordFeedback([notification(event)]))[0]

const member = ({ tenantId, memberId }: Sent) => getMember(tenantId, memberId)

test.each([
  ['first', ['alias', 'own']],
  ['last', ['own', 'alias']],
])('with an alias %s in the report the mail’s own address decides', async (_where, order) => {
  const sarah = await aSentMail()
  const told = {
    alias: { emailAddress: 'alias@elsewhere.example', status: '4.2.2' },
    own: { emailAddress: sarah.email, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
  }
  await take(aBounce(sarah, { bouncedRecipients: order.map((who) => told[who as keyof typeof told]) }))
  expect(await member(sarah)).toMatchObject({ emailBounceType: 'hard' })
  expect(await listBounces(sarah.tenantId, sarah.memberId)).toMatchObject([
    { diagnostic: expect.stringContaining('550') },
  ])
})

test.each([
  ['the customer has letters, SES A-labels', 'ana@пример.рф', 'ana@xn--e1afmkfd.xn--p1ai'],
  ['the customer has A-labels, SES letters', 'ana@xn--bcher-kva.example', 'ana@bücher.example'],
  ['both have A-labels, in other case', 'ana@xn--bcher-kva.example', 'Ana@XN--BCHER-KVA.example'],
  ['a subdomain', 'ana@mail.例え.jp', 'ana@mail.xn--r8jz45g.jp'],
  ['the customer has a sharp s', 'ana@faß.example', 'ana@xn--fa-hia.example'],
])('without tags: %s', async (_what, stored, told) => {
  const sarah = await aSentMail({ email: stored })
  await take(untagged(aBounce({ ...sarah, email: told })))
  expect(await member(sarah)).toMatchObject({ emailBounceType: 'hard' })
})

test('without tags, what a forward bounced is looked up by where the mail went', async () => {
  const sarah = await aSentMail()
  const forwarded = { bouncedRecipients: [{ emailAddress: 'alias@elsewhere.example', status: '5.1.1' }] }
  expect(await take(untagged(aBounce(sarah, forwarded)))).toBe('recorded')
  expect(await member(sarah)).toMatchObject({ emailBounceType: 'hard' })
})

test('an erased person’s complaint blocks the address in either spelling', async () => {
  const sent = await aSentMail({ email: 'erased@bücher.example' })
  await eraseMember(sent.tenantId, sent.memberId)
  const namesake = await aMember(sent.tenantId, { email: sent.email })
  await take(aComplaint({ ...sent, email: 'erased@xn--bcher-kva.example' }, 'abuse'))
  expect(skipReason(await getMember(sent.tenantId, namesake))).toBe('complained')
  const kept = await db().query('SELECT FROM erased_addresses WHERE tenant_id = $1', [sent.tenantId])
  expect(kept.rowCount).toBe(2)
})

test.each(['test', 'reply'])(
  'what became of a system mail (%s) is no campaign’s, whoever has its address',
  async (purpose) => {
    const sarah = await aSentMail()
    const elsewhere = await aSentMail({ email: sarah.email })
    const tags = { tenant_id: [String(sarah.tenantId)], purpose: [purpose] }
    const mail = { messageId: `of-the-${purpose}`, destination: [sarah.email], tags }
    for (const event of [aBounce(sarah), aComplaint(sarah, 'abuse')])
      expect(await take({ ...event, mail })).toBe('ignored')
    for (const sent of [sarah, elsewhere])
      expect(await member(sent)).toMatchObject({ emailBounceType: null, emailComplaintAt: null })
  },
)

test('without tags, a mail that is not the one whose id is stored is nobody’s', async () => {
  const sarah = await aSentMail()
  const other = { ...sarah, messageId: 'of-another-app' }
  expect(await take(untagged(aBounce(other)))).toBe('ignored')
  expect(await member(sarah)).toMatchObject({ emailBounceType: null })
})

const addressBecomes = (sent: Sent, email: string | null) =>
  db().query('UPDATE members SET email = $2 WHERE member_id = $1', [sent.memberId, email])

test.each([
  ['a hard', 'Permanent'],
  ['a soft', 'Transient'],
])('%s bounce of the address that a member had before is history, and marks nobody', async (_what, bounceType) => {
  const sarah = await aSentMail()
  await addressBecomes(sarah, 'sarah@new.example')
  await take(aBounce(sarah, { bounceType }))
  expect(await member(sarah)).toMatchObject({ emailBounceType: null })
  expect(await listBounces(sarah.tenantId, sarah.memberId)).toMatchObject([
    { bounceType, clearedAt: expect.any(Date), clearedBy: 'new address' },
  ])
  const events = await db().query('SELECT FROM mail_events WHERE mailing_id = $1 AND type = $2', [
    sarah.mailingId,
    EVENT.bounced,
  ])
  expect(events.rowCount).toBe(1)
})

test('a hard bounce of the new address stays when the one of the old address comes late', async () => {
  const old = await aSentMail()
  await addressBecomes(old, 'sarah@new.example')
  const sent = { ...(await aSentMail({ tenantId: old.tenantId, memberId: old.memberId })), email: 'sarah@new.example' }
  await take(aBounce(sent))
  await take(aBounce(old))
  expect(await member(old)).toMatchObject({ emailBounceType: 'hard' })
  expect(await listBounces(old.tenantId, old.memberId)).toMatchObject([
    { clearedBy: 'new address' },
    { clearedBy: null },
  ])
})

test.each([
  ['in capitals', 'SARAH@BÜCHER.EXAMPLE'],
  ['with the other spelling of its domain', 'sarah@xn--bcher-kva.example'],
])('a bounce blocks the address that SES tells %s', async (_how, told) => {
  const sarah = await aSentMail({ email: 'sarah@bücher.example' })
  await take(aBounce({ ...sarah, email: told }))
  expect(await member(sarah)).toMatchObject({ emailBounceType: 'hard' })
})

test('a mail that was forwarded to the new address, and bounced there, blocks it', async () => {
  const sarah = await aSentMail()
  await addressBecomes(sarah, 'sarah@new.example')
  await take(aBounce(sarah, { bouncedRecipients: [{ emailAddress: 'sarah@new.example' }] }))
  expect(await member(sarah)).toMatchObject({ emailBounceType: 'hard' })
})

test('a complaint from the old address is the person’s all the same', async () => {
  const sarah = await aSentMail()
  await addressBecomes(sarah, 'sarah@new.example')
  await take(aComplaint(sarah, 'abuse'))
  expect(await member(sarah)).toMatchObject({ emailComplaintAt: expect.any(Date) })
})
