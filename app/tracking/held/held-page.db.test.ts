import { aMail, at, follow, look, type Mail, press, SARAH, sweep } from '#tests/followed-mail.ts'
import { countHeld, forgetDecided } from '#app/members/consent/held-opt-outs.server.ts'
import { verifyLedger } from '#app/members/ledger/ledger-verify.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aTenant } from '#tests/factories.ts'
import { getMember } from '#tests/members.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { webForTests } from '#tests/web.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recount } from '../recount.server.ts'
import { keepHeld, unsubscribeHeld } from './answers.server.ts'

const ask = webForTests()
const admin = adminForTests('home/app.route.tsx', 'tracking/held/held.route.tsx')
const SHOP = 'held-review.myshopify.com'
const URL = '/app/members/held.data'

let tenantId: number
beforeEach(async () => {
  await db().query('DELETE FROM tenants')
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
})
afterEach(() => clock.set())

async function aHeld(member: Record<string, unknown> = {}): Promise<Mail & { heldNo: string }> {
  const mail = await aMail(tenantId, { member })
  await sweep(ask, mail)
  await look(164)
  const found = await db().query<{ no: string }>('SELECT held_no::text AS no FROM held_opt_outs WHERE member_id = $1', [
    mail.memberId,
  ])
  return { ...mail, heldNo: found.rows[0]?.no ?? '' }
}

/** The real time, for sessions go by it. */
function request(url: string, body?: Record<string, string>) {
  clock.set()
  return admin(url, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${sessionToken(SHOP)}` },
    ...(body && { body: new URLSearchParams(body) }),
  })
}

const entries = async ({ memberId }: Mail) =>
  (await listConsentChanges(tenantId, memberId, { channel: 'email' })).map(
    ({ source, oldState, newState, actor, reference }) => ({
      source,
      change: `${oldState} ${newState}`,
      by: `${actor}: ${reference}`,
    }),
  )

const event = async ({ mailingId }: Mail) =>
  (await db().query('SELECT hits, machine_hits FROM mail_events WHERE mailing_id = $1 AND type = 7', [mailingId])).rows

test('the page lists who it was, of which campaign, when and why, of this shop alone', async () => {
  expect(await (await request(URL)).text()).toContain('"count",0')
  const mail = await aHeld({ first_name: 'Emma', last_name: 'Stone' })
  const other = await aTenant()
  const stranger = await aMail(other, { member: { first_name: 'Stranger' } })
  await sweep(ask, stranger)
  await look(164)
  expect(await countHeld(other)).toBe(1)
  const body = await (await request(URL)).text()
  expect(body).toContain('Emma Stone')
  expect(body).toContain('Spring sale')
  expect(body).toContain('email and SMS')
  expect(body).toContain(
    'The same visitor opened all 3 links of the email and the unsubscribe link within 3 seconds, 73 seconds after delivery.',
  )
  expect(body).toContain(at(73).toISOString())
  expect(body).not.toContain('Stranger')
  expect(await countHeld(tenantId, mail.memberId)).toBe(1)
})

test('“Unsubscribe them” is an opt-out by the staff: in the ledger, a person’s in the figures, and told to Shopify at once', async () => {
  const mail = await aHeld()
  const answered = await request(URL, { heldNo: mail.heldNo, answer: 'unsubscribe' })
  expect(await answered.text()).toContain('Unsubscribed')
  const member = await getMember(tenantId, mail.memberId)
  expect([member.emailUnsubscribed, member.smsState]).toEqual([true, 'UNSUBSCRIBED'])
  expect((await entries(mail))[0]).toEqual({
    source: 'admin',
    change: 'SUBSCRIBED UNSUBSCRIBED',
    by: 'staff: staff member 42',
  })
  expect(await event(mail)).toEqual([{ hits: 1, machine_hits: 0 }])
  expect(await recount()).toEqual([])
  const owed = await db().query(
    'SELECT email_state, sms_state, state, not_before <= $2 AS due FROM outbox WHERE member_id = $1',
    [mail.memberId, clock.now()],
  )
  expect(owed.rows).toEqual([{ email_state: 'UNSUBSCRIBED', sms_state: 'UNSUBSCRIBED', state: 'waiting', due: true }])
  expect(await countHeld(tenantId)).toBe(0)
  expect(await (await request(URL, { heldNo: mail.heldNo, answer: 'unsubscribe' })).text()).toContain(
    'decided this already',
  )
})

test('“Keep subscribed” closes it, changes nothing, and is noted with who has decided', async () => {
  const mail = await aHeld()
  const before = await getMember(tenantId, mail.memberId)
  expect(await (await request(URL, { heldNo: mail.heldNo, answer: 'keep' })).text()).toContain('Stays subscribed')
  expect(await getMember(tenantId, mail.memberId)).toEqual(before)
  expect((await entries(mail)).map(({ source, change }) => [source, change])).toEqual([
    ['admin', 'SUBSCRIBED SUBSCRIBED'],
    ['held-opt-out', 'UNSUBSCRIBED SUBSCRIBED'],
    ['unsubscribe-link', 'SUBSCRIBED UNSUBSCRIBED'],
  ])
  expect(await event(mail)).toEqual([{ hits: 0, machine_hits: 1 }])
  expect([await countHeld(tenantId), (await verifyLedger(tenantId)).faults]).toEqual([0, []])
})

test.each([
  ['nobody', { answer: 'keep' }],
  ['a word', { heldNo: 'all', answer: 'unsubscribe' }],
  ['a number too large', { heldNo: '99999999999999999999', answer: 'keep' }],
  ['no answer', { heldNo: '1' }],
  ['another answer', { heldNo: '1', answer: 'delete' }],
])('a request that names %s is refused, and says what to do', async (_what, body) => {
  const refused = await request(URL, body)
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('Reload the page')])
})

test('another shop decides nothing of this one', async () => {
  const mail = await aHeld()
  const other = await aTenant()
  const asked = { heldNo: mail.heldNo, by: 'your staff' }
  expect([await keepHeld(other, asked), await unsubscribeHeld(other, asked)]).toEqual(['not-held', 'not-held'])
  expect([await countHeld(tenantId), (await getMember(tenantId, mail.memberId)).emailUnsubscribed]).toEqual([1, false])
})

test.each<[string, (mail: Mail) => Promise<unknown>]>([
  ['one click', (mail) => press(ask, mail, { by: SARAH, seconds: 300 })],
  ['the link again', (mail) => follow(ask, mail, { by: SARAH, seconds: 300 })],
])('a customer who leaves by %s meanwhile has decided by themselves', async (_how, leaves) => {
  const mail = await aHeld()
  await leaves(mail)
  expect(await countHeld(tenantId)).toBe(0)
  expect(await keepHeld(tenantId, { heldNo: mail.heldNo, by: 'your staff' })).toBe('not-held')
  expect((await getMember(tenantId, mail.memberId)).emailUnsubscribed).toBe(true)
  expect([await forgetDecided(), await forgetDecided()]).toEqual([1, 0])
  expect(await event(mail)).toEqual([{ hits: 1, machine_hits: 1 }])
  expect(await recount()).toEqual([])
})

test('two of the staff who answer at the same moment: one of them does', async () => {
  const mail = await aHeld()
  const asked = { heldNo: mail.heldNo, by: 'your staff' }
  const answered = await Promise.all([
    unsubscribeHeld(tenantId, asked),
    keepHeld(tenantId, asked),
    unsubscribeHeld(tenantId, asked),
  ])
  expect(answered.toSorted()).toEqual(['answered', 'not-held', 'not-held'])
  expect([await recount(), (await verifyLedger(tenantId)).faults]).toEqual([[], []])
})

test('while the people of a campaign are being noted one by one, a scanner’s stands and the staff decides as ever', async () => {
  const mail = await aHeld()
  const noting = (campaignId: number) =>
    db().query('INSERT INTO campaign_stats (tenant_id, campaign_id, type, slot) VALUES ($1, $2, 0, 0)', [
      tenantId,
      campaignId,
    ])
  await noting(mail.campaignId)
  expect(await unsubscribeHeld(tenantId, { heldNo: mail.heldNo, by: 'your staff' })).toBe('answered')
  const people = await db().query('SELECT FROM campaign_people WHERE tenant_id = $1 AND type = 7', [tenantId])
  expect(people.rowCount).toBe(1)
  const next = await aMail(tenantId)
  await noting(next.campaignId)
  await sweep(ask, next)
  await look(164)
  expect((await getMember(tenantId, next.memberId)).emailUnsubscribed).toBe(true)
})

test('“Keep all” keeps each of them that the page has shown, noted with who has decided, and none that came since', async () => {
  const [first, second] = [await aHeld(), await aHeld()]
  const other = await aTenant()
  const stranger = await aMail(other)
  await sweep(ask, stranger)
  await look(164)
  const late = await aHeld()
  const kept = await request(URL, { heldNo: second.heldNo, answer: 'keep-all' })
  expect(await kept.text()).toContain('2 customers stay subscribed')
  expect(await Promise.all([first, second, late].map(({ memberId }) => countHeld(tenantId, memberId)))).toEqual([
    0, 0, 1,
  ])
  expect(await countHeld(other)).toBe(1)
  for (const mail of [first, second])
    expect((await entries(mail))[0]).toEqual({
      source: 'admin',
      change: 'SUBSCRIBED SUBSCRIBED',
      by: 'staff: staff member 42',
    })
  expect((await verifyLedger(tenantId)).faults).toEqual([])
})

test.each([
  ['one of them alone', ['keep-all'], '1 customer stays subscribed'],
  ['them twice', ['keep-all', 'keep-all'], '0 customers stay subscribed'],
  ['what somebody has decided since', ['unsubscribe', 'keep-all'], '0 customers stay subscribed'],
])('keeping all says of how many it was: of %s', async (_which, answers, words) => {
  const mail = await aHeld()
  let said = ''
  for (const answer of answers) said = await (await request(URL, { heldNo: mail.heldNo, answer })).text()
  expect(said).toContain(words)
})

test('more than a page is paged through, the newest first', async () => {
  const mail = await aHeld({ first_name: 'First' })
  await db().query(
    `INSERT INTO held_opt_outs (tenant_id, member_id, mailing_id, send_no, mailed_id, followed_at, times, held_at, email_seq, links, within_ms)
     SELECT tenant_id, member_id, mailing_id, n, mailed_id, followed_at, 1, held_at, email_seq, n + 1000, 1
     FROM held_opt_outs, generate_series(1, 50) AS n WHERE member_id = $1`,
    [mail.memberId],
  )
  const first = await (await request(URL)).text()
  expect(first).toContain('all 1050 links')
  expect(first).not.toContain('all 3 links')
  const oldest = await db().query('SELECT held_no FROM held_opt_outs ORDER BY held_no DESC OFFSET 49 LIMIT 1')
  expect(await (await request(`${URL}?after=${oldest.rows[0].held_no}`)).text()).toContain('all 3 links')
})
