import { skipReason } from '#app/members/core/consent.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { findWriteBack } from '#app/members/outbox/outbox.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { getMember } from '#tests/members.ts'
import { webForTests } from '#tests/web.ts'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { EVENT } from './events.ts'
import { type Mailed, unsubscribeToken } from './links.server.ts'

const ask = webForTests()
const PERSON = {
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
}
const SCANNER = { 'user-agent': 'python-requests/2.32' }
const DAY_MS = 86_400_000

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant({ name: 'Wide Sky', timezone: 'Europe/Berlin' })
})
afterEach(() => clock.set())

type Person = Mailed & { memberId: bigint }
let people = 0
async function aPerson(row: Record<string, unknown> = {}): Promise<Person> {
  people += 1
  const email = `person.${people}@example.com`
  const memberId = await aMember(tenantId, { email, phone: `+155501${people}`, sms_state: 'SUBSCRIBED', ...row })
  return { ...(await aMailing(tenantId)), sendNo: 0, attempt: 1, memberId, email }
}

const preferences = (to: Mailed) => `/api/v1/preferences/${unsubscribeToken(to)}`
const optOut = (to: Mailed) => `/api/v1/unsubscribe/${unsubscribeToken(to)}`
const read = async (answer: Promise<Response>) => (await answer).text()
const look = (to: Mailed, headers: Record<string, string> = PERSON) => read(ask(preferences(to), { headers }))
const leave = (to: Mailed) => read(ask(optOut(to), { headers: PERSON }))
const press = (
  to: Mailed,
  action: string,
  { headers = PERSON, reason = '' }: { headers?: Record<string, string>; reason?: string } = {},
) => read(ask(preferences(to), { method: 'POST', headers, body: new URLSearchParams({ action, reason }) }))
const buttons = (page: string) =>
  [...page.matchAll(/<button name="action" value="([\w-]+)"/g)].map(([, action]) => action)

async function stateOf({ memberId }: Person) {
  const { emailUnsubscribed, emailState, smsState } = await getMember(tenantId, memberId)
  return { email: emailState === 'SUBSCRIBED' && !emailUnsubscribed, sms: smsState === 'SUBSCRIBED' }
}

const eventsOf = async ({ mailingId }: Person) =>
  (await db().query('SELECT type FROM mail_events WHERE mailing_id = $1 ORDER BY type', [mailingId])).rows.map(
    ({ type }) => type,
  )

describe('looking at the preferences', () => {
  test.each(['GET', 'HEAD'])('by %s changes nothing, whoever looks', async (method) => {
    const sarah = await aPerson()
    for (const headers of [PERSON, SCANNER])
      expect((await ask(preferences(sarah), { method, headers })).status).toBe(200)
    expect(await stateOf(sarah)).toEqual({ email: true, sms: true })
    expect(await eventsOf(sarah)).toEqual([])
  })

  test('a forged token is refused in the reader’s language', async () => {
    const answer = await ask('/api/v1/preferences/AAAA', {
      headers: { ...PERSON, 'accept-language': 'fr-CA,fr;q=0.9' },
    })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(/<html lang="fr">[\s\S]*Ce lien n’est pas valide/)
  })

  test.each<[string, Record<string, unknown>, string[]]>([
    ['both', {}, ['pause-30', 'pause-90', 'stop-email', 'stop-sms']],
    ['e-mail alone without a phone', { phone: null }, ['pause-30', 'pause-90', 'stop-email']],
    ['e-mail alone without consent to SMS', { sms_state: 'NOT_SUBSCRIBED' }, ['pause-30', 'pause-90', 'stop-email']],
    ['SMS alone', { email_state: 'NOT_SUBSCRIBED' }, ['stop-sms']],
    ['the end of a break', { phone: null, paused_until: new Date(Date.now() + DAY_MS) }, ['end-pause', 'stop-email']],
    [
      'no end of a break that is over',
      { phone: null, paused_until: new Date(0) },
      ['pause-30', 'pause-90', 'stop-email'],
    ],
    ['nothing that somebody else ended', { phone: null, email_state: 'UNSUBSCRIBED' }, []],
  ])('offers %s', async (_what, row, offered) => {
    expect(buttons(await look(await aPerson(row)))).toEqual(offered)
  })

  test('who was erased is offered the opt-out by address alone', async () => {
    const sarah = await aPerson()
    await eraseMember(tenantId, sarah.memberId)
    expect(buttons(await look(sarah))).toEqual(['unsubscribe'])
    expect(await press(sarah, 'unsubscribe')).toContain('You’re unsubscribed')
    const kept = await db().query('SELECT FROM erased_addresses WHERE tenant_id = $1', [tenantId])
    expect(kept.rowCount).toBeGreaterThan(0)
  })

  test('a shop that is erased has no page, and nobody is left to be mailed', async () => {
    const gone = await aTenant()
    const sarah = { ...(await aMailing(gone)), sendNo: 0, attempt: 1, memberId: await aMember(gone), email: null }
    await db().query('DELETE FROM tenants WHERE tenant_id = $1', [gone])
    for (const url of [preferences(sarah), optOut(sarah)]) {
      const answer = await ask(url, { headers: { ...PERSON, 'accept-language': 'nl' } })
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('Je bent uitgeschreven')
    }
  })
})

describe('each channel by itself', () => {
  test('e-mail ends and SMS stays, although the shop lets SMS follow', async () => {
    const sarah = await aPerson()
    expect(buttons(await press(sarah, 'stop-email'))).toEqual(['start-email', 'stop-sms'])
    expect(await stateOf(sarah)).toEqual({ email: false, sms: true })
    expect(await findWriteBack(tenantId, sarah.memberId)).toMatchObject({ emailState: 'UNSUBSCRIBED', smsState: null })
    expect(await eventsOf(sarah)).toEqual([EVENT.unsubscribed])
    await press(sarah, 'start-email')
    expect(await stateOf(sarah)).toEqual({ email: true, sms: true })
    expect(await eventsOf(sarah)).toEqual([EVENT.unsubscribed, EVENT.resubscribed])
  })

  test('SMS ends and e-mail stays, which is no event of the e-mail', async () => {
    const sarah = await aPerson()
    expect(buttons(await press(sarah, 'stop-sms'))).toEqual(['pause-30', 'pause-90', 'stop-email', 'start-sms'])
    expect(await stateOf(sarah)).toEqual({ email: true, sms: false })
    expect(await findWriteBack(tenantId, sarah.memberId)).toMatchObject({ emailState: null, smsState: 'UNSUBSCRIBED' })
    await press(sarah, 'start-sms')
    expect(await stateOf(sarah)).toEqual({ email: true, sms: true })
    expect(await eventsOf(sarah)).toEqual([])
  })

  test('of both that an unsubscribe ended, each comes back alone', async () => {
    const sarah = await aPerson()
    expect(await leave(sarah)).toContain('marketing emails or text messages')
    await press(sarah, 'start-email')
    expect(await stateOf(sarah)).toEqual({ email: true, sms: false })
    await press(sarah, 'start-sms')
    expect(await stateOf(sarah)).toEqual({ email: true, sms: true })
  })

  test('nobody gets an SMS again by this page whose opt-out came from elsewhere since', async () => {
    const sarah = await aPerson()
    await press(sarah, 'stop-sms')
    await db().query('UPDATE members SET sms_consent_updated_at = $2 WHERE member_id = $1', [
      sarah.memberId,
      new Date(Date.now() + 60_000),
    ])
    expect(await press(sarah, 'start-sms')).toContain('Nothing was changed')
    expect(await stateOf(sarah)).toEqual({ email: true, sms: false })
  })

  test('nobody gets an SMS who never asked for one', async () => {
    const sarah = await aPerson({ sms_state: 'NOT_SUBSCRIBED' })
    for (const action of ['start-sms', 'start-email', 'resubscribe'])
      expect(await press(sarah, action)).toContain('Nothing was changed')
    expect(await stateOf(sarah)).toEqual({ email: true, sms: false })
  })
})

describe('a break', () => {
  test.each([
    ['pause-30', 30],
    ['pause-90', 90],
  ])(
    '%s keeps mail away for its days, ends by itself, and is nothing to Shopify or the ledger',
    async (action, days) => {
      const sarah = await aPerson()
      clock.set(() => new Date('2026-06-01T12:00:00Z'))
      const page = await press(sarah, action)
      expect(page).toContain(days === 30 ? 'July 1, 2026' : 'August 30, 2026')
      expect(skipReason(await getMember(tenantId, sarah.memberId))).toBe('paused')
      clock.set(() => new Date(Date.parse('2026-06-01T12:00:00Z') + days * DAY_MS - 1000))
      expect(skipReason(await getMember(tenantId, sarah.memberId))).toBe('paused')
      clock.set(() => new Date(Date.parse('2026-06-01T12:00:00Z') + days * DAY_MS))
      expect(skipReason(await getMember(tenantId, sarah.memberId))).toBeNull()
      expect(await findWriteBack(tenantId, sarah.memberId)).toBeNull()
      const entries = await db().query('SELECT FROM consent_ledger WHERE member_id = $1', [sarah.memberId])
      expect([entries.rowCount, await eventsOf(sarah)]).toEqual([0, []])
    },
  )

  test('ends when they say so', async () => {
    const sarah = await aPerson()
    await press(sarah, 'pause-90')
    expect(buttons(await press(sarah, 'end-pause'))).toContain('pause-30')
    expect(skipReason(await getMember(tenantId, sarah.memberId))).toBeNull()
  })

  test('instead of leaving brings e-mail back and keeps SMS as it is', async () => {
    const sarah = await aPerson()
    const done = await leave(sarah)
    expect(buttons(done)).toEqual(['resubscribe', 'pause-30', 'pause-90', 'reason'])
    expect(await press(sarah, 'pause-30')).toContain('Enjoy the break')
    expect(await stateOf(sarah)).toEqual({ email: true, sms: false })
    expect(skipReason(await getMember(tenantId, sarah.memberId))).toBe('paused')
    expect(await eventsOf(sarah)).toEqual([EVENT.unsubscribed, EVENT.resubscribed])
  })

  test('is no way back for whoever left otherwise', async () => {
    const sarah = await aPerson({ email_state: 'UNSUBSCRIBED' })
    expect(await press(sarah, 'pause-30')).toContain('Nothing was changed')
    expect(await stateOf(sarah)).toEqual({ email: false, sms: true })
  })

  test('is over when they leave, and does not come back with the undo', async () => {
    const sarah = await aPerson()
    await press(sarah, 'pause-90')
    await leave(sarah)
    expect(skipReason(await getMember(tenantId, sarah.memberId))).toBe('unsubscribed')
    await press(sarah, 'resubscribe')
    expect(skipReason(await getMember(tenantId, sarah.memberId))).toBeNull()
  })
})

describe('why they left', () => {
  const reasonsOf = async ({ mailingId }: Person) =>
    (await db().query('SELECT reason FROM opt_out_reasons WHERE mailing_id = $1', [mailingId])).rows.map(
      ({ reason }) => reason,
    )

  test('is asked after they have left, and counts once', async () => {
    const sarah = await aPerson()
    expect(await leave(sarah)).toContain('value="too-many"')
    expect(await press(sarah, 'reason', { reason: 'too-many' })).toContain('Thank you')
    await press(sarah, 'reason', { reason: 'other' })
    expect(await reasonsOf(sarah)).toEqual(['other'])
    expect((await stateOf(sarah)).email).toBe(false)
  })

  test.each(['', 'because', 'too-many; DROP TABLE', '__proto__'])('%j is no reason, and no error', async (reason) => {
    const sarah = await aPerson()
    expect(await press(sarah, 'reason', { reason })).toContain('Thank you')
    expect(await reasonsOf(sarah)).toEqual([])
  })
})

test('a scanner that presses every button brings nobody back, gives no break and no reason', async () => {
  const sarah = await aPerson()
  await leave(sarah)
  for (const action of ['resubscribe', 'start-email', 'start-sms', 'pause-30', 'pause-90', 'end-pause', 'reason'])
    expect(await press(sarah, action, { headers: SCANNER, reason: 'other' })).toContain('Nothing was changed')
  expect(await stateOf(sarah)).toEqual({ email: false, sms: false })
  expect(await eventsOf(sarah)).toEqual([EVENT.unsubscribed])
})

test.each(['', 'delete-everything', 'constructor', 'UNSUBSCRIBE', 'pause-365'])(
  'what is none of our buttons, %j, shows the preferences and changes nothing',
  async (action) => {
    const sarah = await aPerson()
    expect(await press(sarah, action)).toContain('Your preferences')
    expect(await stateOf(sarah)).toEqual({ email: true, sms: true })
  },
)

describe('how the pages look', () => {
  test.each<[string, string | null, string, string]>([
    ['the member’s, whatever the browser says', 'de', 'fr', 'de'],
    ['the member’s with a region', 'pt-PT', 'en', 'pt-BR'],
    ['the browser’s when the member’s is unknown', 'sv-SE', 'sv, nl;q=0.8, en;q=0.2', 'nl'],
    ['the browser’s without a member’s', null, 'ja', 'ja'],
    ['English without any', null, 'xx', 'en'],
  ])('in which language: %s', async (_which, locale, accepted, tag) => {
    const page = await look(await aPerson({ locale }), { ...PERSON, 'accept-language': accepted })
    expect(page).toContain(`<html lang="${tag}">`)
  })

  test('with the shop’s logo and colour, and nothing else may be loaded', async () => {
    const sarah = await aPerson()
    const logo = 'https://cdn.shop.example/a,b;c/logo.png?v=2&w=1'
    const write = (url: string | null, color: string | null) =>
      db().query('UPDATE settings SET page_logo_url = $2, page_color = $3 WHERE tenant_id = $1', [tenantId, url, color])
    await write(logo, '#ffd400')
    const answer = await ask(preferences(sarah), { headers: PERSON })
    const page = await answer.text()
    await write(null, null)
    expect(page).toContain('<img src="https://cdn.shop.example/a,b;c/logo.png?v=2&amp;w=1" alt="Shop">')
    expect(page).toContain('--act: #ffd400; --on-act: #000000')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ').filter((rule) => rule.includes('src'))).toEqual([
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      'img-src https://cdn.shop.example/a%2Cb%3Bc/logo.png',
    ])
  })
})
