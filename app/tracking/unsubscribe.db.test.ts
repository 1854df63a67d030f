import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { skipReason } from '#app/members/core/consent.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { getMember } from '#tests/members.ts'
import { findWriteBack } from '#app/members/outbox/outbox.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { A_SENDER, aMailing, aMember, aTenant } from '#tests/factories.ts'
import { webForTests } from '#tests/web.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from '#tests/listen.ts'
import { beforeAll, expect, test } from 'vitest'
import { EVENT } from './events.ts'
import { type Mailed, unsubscribeUrl } from './links.server.ts'

const ask = webForTests()
const PERSON = {
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
}
const ONE_CLICK = 'List-Unsubscribe=One-Click'

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant({ name: 'Tee Company', primary_domain: 'tee.example' })
})

const SENDER = JSON.stringify({ ...JSON.parse(A_SENDER), fromName: 'Tee & <Co>' })

let people = 0
async function aRecipient(): Promise<Mailed & { email: string }> {
  people += 1
  const email = `Sarah.${people}@example.com`
  const memberId = await aMember(tenantId, { email })
  return { ...(await aMailing(tenantId, { sender: SENDER })), sendNo: 0, attempt: 1, memberId, email }
}

async function state({ memberId, mailingId }: Mailed) {
  const member = await db().query('SELECT email_unsubscribed FROM members WHERE member_id = $1', [memberId])
  const events = await db().query('SELECT type FROM mail_events WHERE mailing_id = $1 ORDER BY type', [mailingId])
  return { unsubscribed: member.rows[0].email_unsubscribed, events: events.rows.map(({ type }) => type) }
}

/** A customer whom Shopify tells of, and who opted in at that time. */
async function aCustomer(email: string, optedInAt: Date): Promise<string> {
  people += 1
  const memberId = String(9_000_000 + people)
  const blank = {
    firstName: null,
    lastName: null,
    phone: null,
    locale: null,
    tags: [],
    ordersCount: 0,
    amountSpent: '0',
  }
  const rest = { lastOrderAt: null, loyaltyPoints: null, openTracking: 'UNKNOWN' as const }
  const profile = { ...blank, ...rest, email, createdAt: optedInAt, updatedAt: optedInAt }
  const optedIn = { state: 'SUBSCRIBED', optInLevel: null, at: optedInAt, exact: true } as const
  const sms = { state: 'NOT_SUBSCRIBED', optInLevel: null, at: optedInAt, exact: false } as const
  await saveCustomers(tenantId, 'shopify-read', [{ memberId, profile, email: optedIn, sms, reference: null }])
  return memberId
}

const sources = async (memberId: Mailed['memberId']) =>
  (await db().query('SELECT source FROM consent_ledger WHERE member_id = $1 ORDER BY seq', [memberId])).rows.map(
    ({ source }) => source,
  )

test('a person who follows the link is unsubscribed at once and can undo it on the same page', async () => {
  const sarah = await aRecipient()
  const done = await ask(unsubscribeUrl(sarah), { headers: PERSON })
  const page = await done.text()
  expect(done.status).toBe(200)
  expect(done.headers.get('set-cookie')).toBeNull()
  expect(page).toContain('You’re unsubscribed')
  expect(page).toContain('Tee &amp; &lt;Co&gt;')
  expect(await state(sarah)).toEqual({ unsubscribed: true, events: [EVENT.unsubscribed] })

  const undone = await ask(unsubscribeUrl(sarah), {
    method: 'POST',
    headers: PERSON,
    body: new URLSearchParams({ action: 'resubscribe' }),
  })
  expect(await undone.text()).toContain('Welcome back')
  expect(await state(sarah)).toEqual({ unsubscribed: false, events: [EVENT.unsubscribed, EVENT.resubscribed] })
  expect(await sources(sarah.memberId)).toEqual(['unsubscribe-link', 'resubscribe-link'])
})

test('the page speaks its language, names itself, and loads nothing from anywhere', async () => {
  const response = await ask(unsubscribeUrl(await aRecipient()), { headers: PERSON })
  const page = await response.text()
  expect(page).toMatch(/<html lang="en">[\s\S]*<title>[^<]+<\/title>[\s\S]*<main>[\s\S]*<h1>/)
  expect(page).toContain('name="viewport"')
  expect(page.match(/https?:\/\/[^"]+/g)).toEqual(['https://tee.example/'])
  expect(page).not.toMatch(/<script|<img|<link|url\(/)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test.each([
  ['urlencoded', ONE_CLICK, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['multipart', new FormData(), {}],
  ['an empty body', '', {}],
  ['a body nobody knows', '{"a":1}', { 'content-type': 'application/json' }],
  ['a huge body', 'x'.repeat(200_000), {}],
])('one click with %s acts at once: 200, no redirect, no cookie', async (_how, body, headers) => {
  const sarah = await aRecipient()
  if (body instanceof FormData) body.append('List-Unsubscribe', 'One-Click')
  const response = await ask(unsubscribeUrl(sarah), {
    method: 'POST',
    body,
    headers,
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('location')).toBeNull()
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(await state(sarah)).toEqual({ unsubscribed: true, events: [EVENT.unsubscribed] })
  expect(await sources(sarah.memberId)).toEqual(['one-click'])
})

test('asking twice is asking once', async () => {
  const sarah = await aRecipient()
  await ask(unsubscribeUrl(sarah), { method: 'POST', body: ONE_CLICK })
  const again = await ask(unsubscribeUrl(sarah), { headers: PERSON })
  expect(again.status).toBe(200)
  expect(await state(sarah)).toEqual({ unsubscribed: true, events: [EVENT.unsubscribed] })
  expect(await sources(sarah.memberId)).toEqual(['one-click'])
})

test.each([
  ['a scanner', { method: 'GET', headers: { 'user-agent': 'python-requests/2.32' } }],
  ['a prefetch', { method: 'GET', headers: { ...PERSON, 'sec-purpose': 'prefetch' } }],
  ['a HEAD request', { method: 'HEAD', headers: PERSON }],
])('%s changes nothing and is shown one button', async (_who, looks) => {
  const sarah = await aRecipient()
  const response = await ask(unsubscribeUrl(sarah), looks)
  const page = await response.text()
  expect(response.status).toBe(200)
  expect(page.match(/<button/g)?.length ?? 0).toBe(looks.method === 'HEAD' ? 0 : 1)
  expect(await state(sarah)).toEqual({ unsubscribed: false, events: [] })
})

test('the opt-out and its event are one transaction', async () => {
  const sarah = await aRecipient()
  const holder = await db().connect()
  await holder.query('BEGIN')
  await holder.query('LOCK TABLE mail_stats IN EXCLUSIVE MODE')
  const asking = ask(unsubscribeUrl(sarah), { method: 'POST', body: ONE_CLICK })
  await sleep(300)
  const meanwhile = await state(sarah)
  await holder.query('COMMIT')
  holder.release()
  expect((await asking).status).toBe(200)
  expect(meanwhile).toEqual({ unsubscribed: false, events: [] })
  expect(await state(sarah)).toEqual({ unsubscribed: true, events: [EVENT.unsubscribed] })
})

/** In how many seconds Shopify is told. */
async function toldIn({ memberId }: Mailed): Promise<number> {
  const found = await db().query<{ seconds: number }>(
    'SELECT extract(epoch FROM not_before - created_at)::int AS seconds FROM outbox WHERE member_id = $1',
    [memberId],
  )
  return found.rows[0]?.seconds ?? -1
}

const press = (action: string) => ({ method: 'POST', headers: PERSON, body: new URLSearchParams({ action }) })

test.each<[string, number, Ask[]]>([
  ['an opened link two minutes later', 120, [{ headers: PERSON }]],
  ['one click at once', 0, [{ method: 'POST', body: ONE_CLICK }]],
  ['one click without a body at once', 0, [{ method: 'POST' }]],
  ['the button at once', 0, [press('unsubscribe')]],
  ['the button on the preferences at once', 0, [press('stop-email')]],
  ['an opened link and then one click at once', 0, [{ headers: PERSON }, { method: 'POST', body: ONE_CLICK }]],
  ['one click and then an opened link at once', 0, [{ method: 'POST', body: ONE_CLICK }, { headers: PERSON }]],
  ['an opened link again by its first time', 120, [{ headers: PERSON }, { headers: PERSON }]],
  [
    'an opened link after an undo two minutes later',
    120,
    [{ headers: PERSON }, press('resubscribe'), { headers: PERSON }],
  ],
])('Shopify is told of %s', async (_what, seconds, asked) => {
  const sarah = await aRecipient()
  for (const each of asked) expect((await ask(unsubscribeUrl(sarah), each)).status).toBe(200)
  expect((await state(sarah)).unsubscribed).toBe(true)
  expect(Math.abs((await toldIn(sarah)) - seconds)).toBeLessThan(3)
})

test('an opt-out of a closed mailing acts as ever, and counts nothing', async () => {
  const sarah = await aRecipient()
  await db().query('UPDATE mailings SET closed_at = $2 WHERE mailing_id = $1', [sarah.mailingId, new Date()])
  await ask(unsubscribeUrl(sarah), { method: 'POST', body: ONE_CLICK })
  expect(await state(sarah)).toEqual({ unsubscribed: true, events: [] })
  const entry = await db().query('SELECT mailing_id FROM consent_ledger WHERE member_id = $1', [sarah.memberId])
  expect(entry.rows).toEqual([{ mailing_id: sarah.mailingId }])
})

test('an opt-out by a second receipt names the e-mail that it came with', async () => {
  const sarah = { ...(await aRecipient()), sendNo: 1 }
  await db().query(
    `INSERT INTO recipients (tenant_id, mailing_id, send_no, member_id, state, message_id, frozen_at)
     SELECT $1, $2, n, $3, 'sent', 'message-' || n, $4 FROM generate_series(0, 1) n`,
    [tenantId, sarah.mailingId, sarah.memberId, new Date()],
  )
  await ask(unsubscribeUrl(sarah), { method: 'POST', body: ONE_CLICK })
  const told = await db().query(
    `SELECT l.reference, e.send_no FROM consent_ledger l JOIN mail_events e USING (tenant_id, mailing_id, member_id)
     WHERE member_id = $1`,
    [sarah.memberId],
  )
  expect(told.rows).toEqual([{ reference: 'message-1', send_no: 1 }])
})

test('the button on that page unsubscribes', async () => {
  const sarah = await aRecipient()
  await ask(unsubscribeUrl(sarah), {
    method: 'POST',
    headers: PERSON,
    body: new URLSearchParams({ action: 'unsubscribe' }),
  })
  expect(await sources(sarah.memberId)).toEqual(['unsubscribe-link'])
})

test('a scanner that presses the undo brings nobody back', async () => {
  const sarah = await aRecipient()
  await ask(unsubscribeUrl(sarah), { headers: PERSON })
  const response = await ask(unsubscribeUrl(sarah), {
    method: 'POST',
    headers: { 'user-agent': 'python-requests/2.32' },
    body: new URLSearchParams({ action: 'resubscribe' }),
  })
  expect(await response.text()).toContain('Nothing was changed')
  expect(await state(sarah)).toEqual({ unsubscribed: true, events: [EVENT.unsubscribed] })
})

test('who was erased since stays away all the same: the link knows the address', async () => {
  const sarah = await aRecipient()
  await eraseMember(tenantId, sarah.memberId)
  const done = await ask(unsubscribeUrl(sarah), { headers: PERSON })
  const page = await done.text()
  expect(page).toContain('You’re unsubscribed')
  expect(page).not.toContain('<button')
  const back = await aCustomer(sarah.email.toLowerCase(), new Date(Date.now() - 60_000))
  expect(skipReason(await getMember(tenantId, back))).toBe('unsubscribed')
})

test('who was erased and is back as another customer is unsubscribed as that one', async () => {
  const sarah = await aRecipient()
  await eraseMember(tenantId, sarah.memberId)
  const back = await aCustomer(sarah.email, new Date(Date.now() - 60_000))
  expect(skipReason(await getMember(tenantId, back))).toBeNull()
  await ask(unsubscribeUrl(sarah), { method: 'POST', body: ONE_CLICK })
  expect(skipReason(await getMember(tenantId, back))).toBe('unsubscribed')
  expect(await sources(BigInt(back))).toEqual(['shopify-read', 'one-click'])
  expect(await findWriteBack(tenantId, back)).toMatchObject({ emailState: 'UNSUBSCRIBED' })
})

test('the undo does not bring back whoever did not leave by this link', async () => {
  const sarah = await aRecipient()
  await db().query("UPDATE members SET email_state = 'UNSUBSCRIBED', email_unsubscribed = true WHERE member_id = $1", [
    sarah.memberId,
  ])
  const response = await ask(unsubscribeUrl(sarah), {
    method: 'POST',
    headers: PERSON,
    body: new URLSearchParams({ action: 'resubscribe' }),
  })
  expect(await response.text()).toContain('Nothing was changed')
  expect(await state(sarah)).toEqual({ unsubscribed: true, events: [] })
})

test.each(['GET', 'POST', 'HEAD'])('%s with a forged token is refused and writes nothing', async (method) => {
  const sarah = await aRecipient()
  const forged = unsubscribeUrl(sarah).replace(/.{4}$/, 'AAAA')
  expect((await ask(forged, { method, headers: PERSON })).status).toBe(400)
  expect(await state(sarah)).toEqual({ unsubscribed: false, events: [] })
})

test('a mail system whose body does not end is heard all the same', async () => {
  const recipient = await aRecipient()
  const endless = new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('List-Unsub')) })
  const response = await ask(unsubscribeUrl(recipient), { method: 'POST', body: endless, duplex: 'half' })
  expect(response.status).toBe(200)
  expect(await state(recipient)).toEqual({ unsubscribed: true, events: [EVENT.unsubscribed] })
})
