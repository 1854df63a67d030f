import { aMail, at, click, DELIVERED, follow, look, type Mail, SARAH, SCANNER, sweep } from '#tests/followed-mail.ts'
import { countHeld, listHeld } from '#app/members/consent/held-opt-outs.server.ts'
import { verifyLedger } from '#app/members/ledger/ledger-verify.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aTenant } from '#tests/factories.ts'
import { getMember } from '#tests/members.ts'
import { webForTests } from '#tests/web.ts'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { EVENT, VERDICT } from '../events.ts'
import { judgeWaiting } from '../hits/suspects.server.ts'
import { HONEYPOT } from '../judge/suspects.ts'
import { recount } from '../recount.server.ts'

const ask = webForTests()
let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})
afterEach(() => clock.set())

const isOut = async ({ memberId }: Mail) => (await getMember(tenantId, memberId)).emailUnsubscribed
const START = { after: null, before: null }

async function optOutEvent({ mailingId }: Mail) {
  const found = await db().query(
    'SELECT hits, machine_hits, seen_hits, verdict FROM mail_events WHERE tenant_id = $1 AND mailing_id = $2 AND type = $3',
    [tenantId, mailingId, EVENT.unsubscribed],
  )
  return found.rows
}

const watched = async ({ memberId }: Mail) =>
  (await db().query('SELECT FROM followed_opt_outs WHERE tenant_id = $1 AND member_id = $2', [tenantId, memberId]))
    .rowCount

test('a scanner that followed every link is taken back: the consent as it was, noted, its event a machine’s, and held', async () => {
  const mail = await aMail(tenantId, { member: { paused_until: at(864_000) } })
  const before = await getMember(tenantId, mail.memberId)
  expect(await sweep(ask, mail)).toContain('You’re unsubscribed')
  expect(await isOut(mail)).toBe(true)
  await look(160)
  expect([await isOut(mail), await watched(mail)]).toEqual([true, 1])
  await look(164)
  expect(await getMember(tenantId, mail.memberId)).toEqual(before)
  const changes = await listConsentChanges(tenantId, mail.memberId)
  expect(changes.slice(0, 2)).toMatchObject([
    { channel: 'sms', source: 'held-opt-out', actor: 'glancito', oldState: 'UNSUBSCRIBED', newState: 'SUBSCRIBED' },
    {
      channel: 'email',
      source: 'held-opt-out',
      newState: 'SUBSCRIBED',
      optInLevel: 'SINGLE_OPT_IN',
      mailingId: mail.mailingId,
      reference: 'one visitor followed all 3 links and the unsubscribe link within 3000 ms',
    },
  ])
  expect(changes.slice(2).map(({ source }) => source)).toEqual(['unsubscribe-link', 'unsubscribe-link'])
  expect(await optOutEvent(mail)).toEqual([{ hits: 0, machine_hits: 1, seen_hits: 0, verdict: VERDICT.machine }])
  expect(await recount()).toEqual([])
  expect(await watched(mail)).toBe(0)
  const held = await listHeld(tenantId, START)
  expect(held.rows).toMatchObject([
    { memberId: String(mail.memberId), links: 3, withinMs: 3_000, sinceDeliveryMs: 73_000, email: true, sms: true },
  ])
  expect(await countHeld(tenantId, mail.memberId)).toBe(1)
})

const every = (mail: Mail, more: Partial<Parameters<typeof click>[2]> = {}) =>
  click(ask, mail, { by: SCANNER, links: [1, 2, 3], seconds: 70, ...more })
const leaves = (mail: Mail, seconds: number, by = SCANNER) => follow(ask, mail, { by, seconds })

test.each<[string, (mail: Mail) => Promise<unknown>]>([
  ['HEAD', (mail) => follow(ask, mail, { by: SCANNER, seconds: 73, method: 'HEAD' })],
  [
    'a prefetch',
    (mail) => follow(ask, mail, { by: { ...SCANNER, headers: { 'sec-purpose': 'prefetch' } }, seconds: 73 }),
  ],
  [
    'a program that says what it is',
    (mail) => follow(ask, mail, { by: { ...SCANNER, agent: 'python-requests/2.32' }, seconds: 73 }),
  ],
  ['a GET within a minute of the delivery', (mail) => follow(ask, mail, { by: SCANNER, seconds: 40 })],
])('%s unsubscribes nobody, and nothing waits to be looked at', async (_how, does) => {
  const mail = await aMail(tenantId)
  await every(mail)
  await does(mail)
  expect([await isOut(mail), await watched(mail)]).toEqual([false, 0])
})

test('the links that wait are judged a machine’s by the rules, and it is taken back while they still wait', async () => {
  const mail = await aMail(tenantId)
  await every(mail, { seconds: 56 })
  await leaves(mail, 60.5)
  await look(151)
  expect(await isOut(mail)).toBe(false)
  clock.set(() => at(200))
  await judgeWaiting()
  const clicks = await db().query('SELECT DISTINCT verdict FROM hit_log WHERE mailing_id = $1', [mail.mailingId])
  expect(clicks.rows).toEqual([{ verdict: VERDICT.machine }])
  expect(await recount()).toEqual([])
})

test('the link that nobody sees is none of those that count', async () => {
  const mail = await aMail(tenantId)
  await click(ask, mail, { by: SCANNER, links: [1, 2, HONEYPOT], seconds: 70 })
  await leaves(mail, 73)
  await look(175)
  expect(await isOut(mail)).toBe(true)
})

test.each([
  ['who was not subscribed', { email_state: 'NOT_SUBSCRIBED', sms_state: 'NOT_SUBSCRIBED', email_opt_in_level: null }],
  ['who had not confirmed yet', { email_state: 'PENDING', sms_state: 'SUBSCRIBED' }],
  ['who had no phone', { phone: null, sms_state: 'NOT_SUBSCRIBED' }],
  ['who had left SMS already', { sms_state: 'UNSUBSCRIBED', sms_consent_updated_at: at(-1_000_000) }],
  ['whose consent has no date', { email_consent_updated_at: null, email_consent_exact: false }],
])('a member %s is given back what they had, on each channel', async (_who, row) => {
  const mail = await aMail(tenantId, { member: row })
  // Of an opt-out that stood before, the time moves on.
  const { smsConsentUpdatedAt: _time, smsConsentExact: _exact, ...before } = await getMember(tenantId, mail.memberId)
  await sweep(ask, mail)
  await look(175)
  expect(await getMember(tenantId, mail.memberId)).toMatchObject(before)
  const owed = await db().query('SELECT email_state, sms_state, state FROM outbox WHERE member_id = $1', [
    mail.memberId,
  ])
  const subscribed = (state: string) => (state === 'SUBSCRIBED' ? state : null)
  const [email, sms] = [subscribed(before.emailState), subscribed(before.smsState)]
  const stays = before.smsState === 'UNSUBSCRIBED' ? 'UNSUBSCRIBED' : sms
  expect(owed.rows).toEqual([{ email_state: email, sms_state: stays, state: (email ?? stays) ? 'waiting' : 'skipped' }])
})

test('only SMS was ended by it, and only that is given back', async () => {
  const mail = await aMail(tenantId, { member: { email_unsubscribed: true, email_unsubscribed_at: at(-5_000) } })
  await sweep(ask, mail)
  expect((await getMember(tenantId, mail.memberId)).smsState).toBe('UNSUBSCRIBED')
  await look(175)
  expect(await getMember(tenantId, mail.memberId)).toMatchObject({ smsState: 'SUBSCRIBED', emailUnsubscribed: true })
})

test('a person counts once over the mailings of a campaign, and a machine not at all', async () => {
  const { beginCampaignStats } = await import('../campaign-people.server.ts')
  const first = await aMail(tenantId)
  await beginCampaignStats(tenantId, first.campaignId)
  const second = await aMail(tenantId, { mailing: { source_id: first.campaignId } })
  await sweep(ask, first)
  await leaves(second, 80, SARAH)
  await look(180)
  expect([await isOut(first), await isOut(second)]).toEqual([false, true])
  expect(await recount()).toEqual([])
  const people = await db().query(
    'SELECT sum(people)::int AS n FROM campaign_stats WHERE tenant_id = $1 AND campaign_id = $2 AND type = $3',
    [tenantId, first.campaignId, EVENT.unsubscribed],
  )
  expect(people.rows).toEqual([{ n: 1 }])
})

test('the ledgers of all of them hold', async () => {
  expect((await verifyLedger(tenantId)).faults.filter(({ problem }) => problem !== 'state')).toEqual([])
  expect(DELIVERED).toBe(at(0).getTime())
})
