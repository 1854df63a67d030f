import { db } from '#app/platform/db/db.server.ts'
import { allowTracking, asksNotToBeTracked, forgetWishesOfErased } from '#app/members/core/do-not-track.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { settleHits } from '#tests/settle-hits.ts'
import { webForTests } from '#tests/web.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Addressee, clickUrl, openUrl } from '../links.server.ts'
import { recount } from '../recount.server.ts'

const ask = webForTests()
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const THUNDERBIRD = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0'
const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
const SHOP = { url: 'https://shop.example/sale', pseudonymAt: 0 }

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})
afterAll(() => settleHits())

async function aRecipient(): Promise<Addressee & { memberId: bigint }> {
  return { ...(await aMailing(tenantId)), sendNo: 0, attempt: 1, memberId: await aMember(tenantId) }
}

const open = (to: Addressee, headers: Record<string, string>) => ask(openUrl(to), { headers })
const click = (to: Addressee, headers: Record<string, string>) => ask(clickUrl(to, 1, SHOP), { headers })

/** Every row anywhere that came of a hit, once all are counted. */
async function traces({ mailingId, memberId }: Addressee) {
  await settleHits()
  const found = await db().query(
    `SELECT (SELECT count(*)::int FROM mail_events WHERE mailing_id = $1) AS events,
       (SELECT count(*)::int FROM mail_stats WHERE mailing_id = $1) AS stats,
       (SELECT count(*)::int FROM hit_log WHERE mailing_id = $1 OR member_id = $2) AS log,
       (SELECT count(*)::int FROM hit_addresses WHERE member_ids @> ARRAY[$2::bigint]) AS addresses,
       (SELECT count(*)::int FROM member_engagement WHERE member_id = $2) AS engagement,
       (SELECT count(*)::int FROM hit_box) AS box`,
    [mailingId, memberId],
  )
  return found.rows[0]
}
const NOTHING = { events: 0, stats: 0, log: 0, addresses: 0, engagement: 0, box: 0 }

test.each([
  ['opens', open, { dnt: '1', 'user-agent': CHROME }],
  ['opens', open, { 'sec-gpc': '1', 'user-agent': FIREFOX }],
  ['opens', open, { dnt: '1', 'user-agent': IPHONE }],
  ['opens', open, { dnt: '1', 'user-agent': THUNDERBIRD }],
  ['clicks', click, { dnt: '1', 'user-agent': FIREFOX }],
  ['clicks', click, { 'sec-gpc': '1', 'user-agent': CHROME, referer: 'https://mail.example/inbox' }],
  ['clicks', click, { dnt: '1', 'sec-gpc': '1', 'user-agent': IPHONE }],
])(
  'a person who %s and asks not to be tracked is not from then on, and leaves no trace',
  async (_what, hit, headers) => {
    const sarah = await aRecipient()
    const response = await hit(sarah, headers)
    expect([200, 302]).toContain(response.status)
    expect(response.headers.get('x-recorded')).toBeNull()
    expect(await traces(sarah)).toEqual(NOTHING)
    expect(await asksNotToBeTracked(tenantId, sarah.memberId)).toBe(true)
  },
)

test('all that is kept of it is who they are', async () => {
  const columns = await db().query(
    "SELECT attname FROM pg_attribute WHERE attrelid = 'do_not_track'::regclass AND attnum > 0 ORDER BY 1",
  )
  expect(columns.rows.map(({ attname }) => attname)).toEqual(['member_id', 'tenant_id'])
})

test.each([
  ['a bot', open, { dnt: '1', 'user-agent': 'curl/8.5.0' }],
  [
    'a scanner',
    click,
    { 'sec-gpc': '1', 'user-agent': 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)' },
  ],
  ['whatever names itself not at all', open, { dnt: '1', 'user-agent': '' }],
  ['a prefetch', click, { dnt: '1', 'sec-purpose': 'prefetch', 'user-agent': CHROME }],
  ['Gmail’s image proxy', open, { dnt: '1', 'user-agent': GMAIL }],
  ['Apple’s privacy proxy', open, { 'sec-gpc': '1', 'user-agent': 'Mozilla/5.0' }],
])('%s that asks speaks for nobody: nothing is kept and nothing set', async (_who, hit, headers) => {
  const sarah = await aRecipient()
  await hit(sarah, headers)
  expect(await traces(sarah)).toEqual(NOTHING)
  expect(await asksNotToBeTracked(tenantId, sarah.memberId)).toBe(false)
})

test.each([
  ['HEAD', 'HEAD', { dnt: '1', 'user-agent': CHROME }],
  ['a wish that says no', 'GET', { dnt: '0', 'user-agent': CHROME }],
  ['a wish without a value', 'GET', { 'sec-gpc': '', 'user-agent': CHROME }],
  ['a wish that is no number', 'GET', { dnt: 'yes', 'user-agent': CHROME }],
  ['a null wish', 'GET', { dnt: 'null', 'user-agent': CHROME }],
])('%s sets nothing', async (_what, method, headers) => {
  const sarah = await aRecipient()
  await ask(openUrl(sarah), { method, headers })
  await settleHits()
  expect(await asksNotToBeTracked(tenantId, sarah.memberId)).toBe(false)
})

test.each([
  ['of another member', (url: string) => url.replace(/m=\d+/, 'm=1')],
  ['cut off', (url: string) => url.slice(0, -2)],
  ['of another shop', (url: string) => url.replace(/c=\d+-/, 'c=99999-')],
])('a wish by a URL %s sets nothing', async (_what, forge) => {
  const before = await db().query('SELECT count(*)::int AS n FROM do_not_track')
  await ask(forge(openUrl(await aRecipient())), { headers: { dnt: '1', 'user-agent': CHROME } })
  await settleHits()
  expect((await db().query('SELECT count(*)::int AS n FROM do_not_track')).rows).toEqual(before.rows)
})

test('a wish changes no figure of the mailing that was counted before', async () => {
  const sarah = await aRecipient()
  await open(sarah, { 'user-agent': CHROME })
  const before = await traces(sarah)
  await click(sarah, { dnt: '1', 'user-agent': CHROME })
  expect(await traces(sarah)).toEqual(before)
  // Her next hits of this mailing were asked for before she wished.
  await click(sarah, { 'user-agent': CHROME })
  expect((await traces(sarah)).events).toBe(3)
})

test('a wish does not make its answer wait for a database that is stuck, and is kept when it comes back', async () => {
  const sarah = await aRecipient()
  const blocker = await db().connect()
  await blocker.query('BEGIN')
  await blocker.query('LOCK TABLE hit_box, do_not_track IN ACCESS EXCLUSIVE MODE')
  expect((await open(sarah, { dnt: '1', 'user-agent': CHROME })).status).toBe(200)
  await blocker.query('ROLLBACK')
  blocker.release()
  await settleHits()
  expect(await asksNotToBeTracked(tenantId, sarah.memberId)).toBe(true)
})

test('a wish is theirs whom the member was merged into, before or after', async () => {
  const [kept, gone, later] = [await aMember(tenantId), await aRecipient(), await aRecipient()]
  await open(gone, { dnt: '1', 'user-agent': CHROME })
  await settleHits()
  const into = (memberId: bigint) =>
    mergeMembers({ tenantId, kept: String(kept), gone: String(memberId), at: new Date(), reference: 'merge' })
  await into(gone.memberId)
  expect([await asksNotToBeTracked(tenantId, kept), await asksNotToBeTracked(tenantId, gone.memberId)]).toEqual([
    true,
    false,
  ])
  await allowTracking(tenantId, kept)
  await into(later.memberId)
  await click(later, { 'sec-gpc': '1', 'user-agent': FIREFOX })
  await settleHits()
  expect(await asksNotToBeTracked(tenantId, kept)).toBe(true)
})

test('nothing is kept of who was erased, however late they ask', async () => {
  const sarah = await aRecipient()
  await open(sarah, { dnt: '1', 'user-agent': CHROME })
  await settleHits()
  await eraseMember(tenantId, sarah.memberId)
  await open(sarah, { dnt: '1', 'user-agent': CHROME })
  await settleHits()
  expect(await asksNotToBeTracked(tenantId, sarah.memberId)).toBe(false)
  await db().query('INSERT INTO do_not_track VALUES ($1, $2)', [tenantId, sarah.memberId])
  expect(await forgetWishesOfErased()).toBe(1)
  expect(await asksNotToBeTracked(tenantId, sarah.memberId)).toBe(false)
})

test('it is lifted once', async () => {
  const sarah = await aRecipient()
  await open(sarah, { dnt: '1', 'user-agent': CHROME })
  await settleHits()
  expect(await allowTracking(await aTenant(), sarah.memberId)).toBe(false)
  expect([await allowTracking(tenantId, sarah.memberId), await allowTracking(tenantId, sarah.memberId)]).toEqual([
    true,
    false,
  ])
})

test('after all of this the rollups agree with the events', async () => {
  await settleHits()
  expect(await recount()).toEqual([])
})
