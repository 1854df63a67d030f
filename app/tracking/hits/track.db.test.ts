import { setTimeout as sleep } from 'node:timers/promises'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { settleHits } from '#tests/settle-hits.ts'
import { webForTests } from '#tests/web.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EVENT } from '../events.ts'
import { foldAllHits } from './fold.server.ts'
import { type Addressee, clickUrl, openUrl } from '../links.server.ts'
import { recount } from '../recount.server.ts'

const ask = webForTests()
const PERSON = {
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
}
const SHOP = {
  url: 'https://shop.example/sale?utm_content=#top',
  pseudonymAt: 'https://shop.example/sale?utm_content='.length,
}

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})
afterAll(() => settleHits())

async function aRecipient(): Promise<Addressee> {
  return { ...(await aMailing(tenantId)), sendNo: 0, attempt: 1, memberId: await aMember(tenantId) }
}

/** What is durable by now, counted. */
async function events({ mailingId }: Addressee) {
  await foldAllHits()
  const found = await db().query(
    'SELECT type, link_no, hits, machine_hits, verdict FROM mail_events WHERE mailing_id = $1 ORDER BY type, link_no',
    [mailingId],
  )
  return found.rows
}

test('the pixel is a transparent GIF that nobody may keep, and the open is written before the answer', async () => {
  const sarah = await aRecipient()
  const at = new Date('2026-11-20T09:30:00Z')
  clock.set(() => at)
  const response = await ask(openUrl(sarah), { headers: PERSON })
  const written = await events(sarah)
  const gif = Buffer.from(await response.arrayBuffer())
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/gif')
  expect(response.headers.get('x-recorded')).toBe('yes')
  expect(response.headers.get('cache-control')).toContain('no-store')
  expect(gif.subarray(0, 10)).toEqual(Buffer.from('GIF89a\u0001\u0000\u0001\u0000', 'latin1'))
  expect(written).toEqual([{ type: EVENT.opened, link_no: 0, hits: 1, machine_hits: 0, verdict: 1 }])
})

test('only the first open counts a person, however often and by whatever the mail is shown', async () => {
  const sarah = await aRecipient()
  await Promise.all([1, 2, 3, 4].map(() => ask(openUrl(sarah), { headers: PERSON })))
  await ask(openUrl(sarah), { headers: { 'user-agent': 'curl/8.5.0' } })
  await foldAllHits()
  const found = await db().query(
    'SELECT sum(people)::int people, sum(hits)::int hits, sum(machine_hits)::int machines FROM mail_stats WHERE mailing_id = $1',
    [sarah.mailingId],
  )
  expect(found.rows).toEqual([{ people: 1, hits: 4, machines: 1 }])
})

test.each([
  ['a forged signature', (url: string) => url.replace(/s=../, 's=AA')],
  ['another member', (url: string) => url.replace(/m=\d+/, 'm=1')],
  ['another campaign', (url: string) => url.replace(/c=(\d+)-\d+/, 'c=$1-999999')],
  ['no parameters', (url: string) => url.replace(/\?.*/, '')],
])('an open with %s gets the image and leaves no trace', async (_what, forge) => {
  const sarah = await aRecipient()
  const before = (await db().query('SELECT count(*)::int n FROM mail_events')).rows[0]
  const response = await ask(forge(openUrl(sarah)), { headers: PERSON })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/gif')
  expect((await db().query('SELECT count(*)::int n FROM mail_events')).rows[0]).toEqual(before)
})

test('a click leads to the destination and is counted for the link and for the e-mail', async () => {
  const sarah = await aRecipient()
  const response = await ask(clickUrl(sarah, 2, SHOP), { headers: PERSON })
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toMatch(/^https:\/\/shop\.example\/sale\?utm_content=[\w-]{11}#top$/)
  expect(response.headers.get('cache-control')).toContain('no-store')
  expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  expect(response.headers.get('x-robots-tag')).toBe('noindex')
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(await events(sarah)).toMatchObject([
    { type: EVENT.clicked, link_no: 0, hits: 1 },
    { type: EVENT.clicked, link_no: 2, hits: 1 },
  ])
})

test.each([
  'https://shop.example/säle/セール?q=a%20b%26c&x=1+2#übersicht',
  'https://shop.example/?utm_content=&u=https://y.example/?utm_content=&z=1',
  'https://bücher.example/a b?q="<x>"&y=\'{{z}}\'#a b',
  'https://shop.example/%E0%A4%A?%&=&&#%',
  'https://user:p%40ss@shop.example:8443/a\\b?c\\d',
  'https://shop.example/\u0001\u007F\u00A0\u3000?\u2028',
])('the destination %s arrives as its author wrote it', async (url) => {
  const sarah = await aRecipient()
  const response = await ask(clickUrl(sarah, 1, { url, pseudonymAt: 0 }), { headers: PERSON })
  expect(response.status).toBe(302)
  expect(new URL(response.headers.get('location') ?? '').href).toBe(new URL(url).href)
})

test.each([
  ['destination', (url: string) => url.replace(/d=[^&]+/, `d=${encodeURIComponent('https://evil.example/')}`)],
  ['member', (url: string) => url.replace(/m=\d+/, 'm=1')],
  ['campaign', (url: string) => url.replace(/c=(\d+)-\d+/, 'c=$1-999999')],
  ['shop', (url: string) => url.replace(/c=\d+-/, 'c=999999-')],
  ['signature', (url: string) => url.slice(0, -3)],
  ['escape', (url: string) => url.replace(/d=[^&]+/, 'd=%E0%A4%A')],
])('a click with a changed %s is refused on a page that names no link', async (_what, forge) => {
  const sarah = await aRecipient()
  const response = await ask(forge(clickUrl(sarah, 1, SHOP)), { headers: PERSON })
  const page = await response.text()
  expect(response.status).toBe(400)
  expect(response.headers.get('location')).toBeNull()
  expect(page).not.toMatch(/evil|shop\.example|https?:/)
  expect(await events(sarah)).toEqual([])
})

test('HEAD on a click leads on and records nothing', async () => {
  const sarah = await aRecipient()
  const response = await ask(clickUrl(sarah, 1, SHOP), { method: 'HEAD', headers: PERSON })
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toContain('https://shop.example/sale')
  expect(await events(sarah)).toEqual([])
})

test.each(['dnt', 'sec-gpc'])('who asks by %s not to be tracked is served and not recorded', async (wish) => {
  const sarah = await aRecipient()
  const image = await ask(openUrl(sarah), { headers: { ...PERSON, [wish]: '1' } })
  const way = await ask(clickUrl(sarah, 1, SHOP), { headers: { ...PERSON, [wish]: '1' } })
  expect([image.status, way.status]).toEqual([200, 302])
  expect(await events(sarah)).toEqual([])
})

test('a redirect does not wait for a database that is stuck, and its hit is written when it comes back', async () => {
  const sarah = await aRecipient()
  const blocker = await db().connect()
  await blocker.query('BEGIN')
  await blocker.query('LOCK TABLE hit_box IN ACCESS EXCLUSIVE MODE')
  const response = await ask(clickUrl(sarah, 1, SHOP), { headers: PERSON })
  expect(response.status).toBe(302)
  expect(response.headers.get('x-recorded')).toBe('later')
  await blocker.query('ROLLBACK')
  blocker.release()
  await settleHits()
  expect(await events(sarah)).toHaveLength(2)
})

test('hits survive a lost database connection and are counted once', async () => {
  const sarah = await aRecipient()
  await db().query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )
  await Promise.all([ask(openUrl(sarah), { headers: PERSON }), ask(openUrl(sarah), { headers: PERSON }), sleep(1)])
  await settleHits()
  expect(await events(sarah)).toMatchObject([{ type: EVENT.opened, hits: 2 }])
})

test('after all of this the rollups agree with the events', async () => {
  await settleHits()
  expect(await recount()).toEqual([])
})
