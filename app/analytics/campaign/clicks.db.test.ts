import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type MailEvent } from '#app/tracking/events.ts'
import { HONEYPOT } from '#app/tracking/judge/suspects.ts'
import { adminForTests } from '#tests/admin.ts'
import { type AMailing, aMailing, aMember, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ClickSign } from './click-audit.ts'
import { auditClicks, listClickers } from './clicks.server.ts'

const ask = adminForTests('home/app.route.tsx', 'analytics/campaign/clicks.route.tsx')
const DELIVERED = Date.UTC(2026, 10, 20, 9, 0, 0)

let tenantId = 0
let mailing: AMailing
beforeEach(async () => {
  tenantId = await aTenant()
  mailing = await aMailing(tenantId, { status: 'sent' })
  await links(3)
})

const links = async (count: number) =>
  db().query('UPDATE contents SET links = $2 WHERE tenant_id = $1', [
    tenantId,
    JSON.stringify(Array.from({ length: count }, (_, at) => ({ linkNo: at + 1, url: 'x', label: '', kind: 'text' }))),
  ])

type Clicks = { at: number[]; links?: number[]; verdict?: 'human' | 'machine'; delivered?: boolean; sendNo?: number }

/** A member who clicked so many seconds after delivery, the links in turn. */
async function aClicker({ at, verdict = 'human', delivered = true, sendNo = 0, ...clicks }: Clicks, to = mailing) {
  const memberId = await aMember(tenantId)
  const event = { tenantId, mailingId: to.mailingId, sendNo, memberId }
  const clicked = at.map((seconds, index): MailEvent => {
    const linkNo = clicks.links?.[index] ?? 1
    return { ...event, type: EVENT.clicked, linkNo, verdict, at: new Date(DELIVERED + seconds * 1000) }
  })
  for (const each of clicked) await recordEvents(db(), [each])
  if (delivered) await recordEvents(db(), [{ ...event, type: EVENT.delivered, at: new Date(DELIVERED) }])
  return String(memberId)
}

const audit = () => auditClicks(tenantId, mailing.campaignId)
const list = async (sign: ClickSign, search = '') =>
  (await listClickers(tenantId, mailing.campaignId, { sign, search: new URLSearchParams(search) })).rows

test.each<[string, Clicks, object]>([
  ['just before five seconds', { at: [4.999] }, { people: 1, peopleSoon: 1 }],
  ['five seconds after delivery', { at: [5] }, { people: 1, peopleSoon: 0 }],
  ['a day after', { at: [86_400] }, { people: 1, peopleSoon: 0 }],
  ['at the very moment', { at: [0] }, { people: 1, peopleSoon: 1 }],
  ['while the mail was taken', { at: [-2] }, { people: 1, peopleSoon: 1 }],
  ['first soon and later again', { at: [1, 900] }, { people: 1, peopleSoon: 1 }],
  ['before anybody knows of a delivery', { at: [1], delivered: false }, { people: 0, peopleSoon: 0 }],
  ['of the second receipt', { at: [2], sendNo: 1 }, { people: 1, peopleSoon: 1 }],
  ['as a machine', { at: [1], verdict: 'machine' }, { people: 0, machines: 1, machinesSoon: 1 }],
  ['as a machine, late', { at: [60], verdict: 'machine' }, { people: 0, machines: 1, machinesSoon: 0 }],
])('a click %s is told as what it is', async (_when, clicks, told) => {
  const nothing = { people: 0, machines: 0, peopleSoon: 0, machinesSoon: 0, everyLink: 0, isPart: false }
  await aClicker(clicks)
  expect(await audit()).toEqual({ ...nothing, ...told })
})

test('a person whom a machine came before counts by when they came themselves', async () => {
  const memberId = await aClicker({ at: [1], verdict: 'machine' })
  const later = { ...mailing, sendNo: 0, memberId, type: EVENT.clicked, linkNo: 1, verdict: 'human' } as const
  await recordEvents(db(), [{ ...later, at: new Date(DELIVERED + 600_000) }])
  expect(await audit()).toMatchObject({ people: 1, peopleSoon: 0, machines: 0 })
})

test('the people behind each number are told, the newest customers first', async () => {
  await aClicker({ at: [3_600] })
  const machine = await aClicker({ at: [1], verdict: 'machine' })
  const soon = [await aClicker({ at: [1.5] }), await aClicker({ at: [-1] })]
  const all = await aClicker({ at: [60, 90, 120], links: [1, 2, 3] })
  expect(await list('soon')).toMatchObject([
    { memberId: soon[1], name: 'Sarah', secondsAfter: -1 },
    { memberId: soon[0], secondsAfter: 1.5 },
  ])
  expect((await list('soon-machines')).map(({ memberId }) => memberId)).toEqual([machine])
  expect((await list('every-link')).map(({ memberId }) => memberId)).toEqual([all])
  expect(await audit()).toEqual({ people: 4, machines: 1, peopleSoon: 2, machinesSoon: 1, everyLink: 1, isPart: false })
  await db().query('DELETE FROM members WHERE tenant_id = $1 AND member_id = $2', [tenantId, all])
  expect(await list('every-link')).toMatchObject([{ name: `Customer ${all}`, email: null }])
})

describe('who clicked every link', () => {
  test.each<[string, number, Clicks, number | null]>([
    ['all three', 3, { at: [60, 70, 80], links: [3, 1, 2] }, 1],
    ['all but one', 3, { at: [60, 70], links: [1, 2] }, 0],
    ['one of them three times', 3, { at: [60, 70, 80], links: [1, 1, 1] }, 0],
    ['all, as a machine', 3, { at: [60, 70, 80], links: [1, 2, 3], verdict: 'machine' }, 0],
    ['all, with nobody knowing of the delivery', 3, { at: [60, 70, 80], links: [1, 2, 3], delivered: false }, 1],
    ['all of the second receipt', 3, { at: [60, 70, 80], links: [1, 2, 3], sendNo: 1 }, 1],
    ['two and the one that nobody sees', 3, { at: [60, 70, 80], links: [1, 2, HONEYPOT] }, 0],
    ['both of two, which many readers do', 2, { at: [60, 70], links: [1, 2] }, null],
    ['the only one', 1, { at: [60], links: [1] }, null],
    ['all of twelve', 12, { at: Array(12).fill(60), links: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }, 1],
  ])('is told of %s', async (_which, count, clicks, told) => {
    await links(count)
    await aClicker({ at: [500], links: [1] })
    await aClicker(clicks)
    expect((await audit())?.everyLink).toBe(told)
    expect(await list('every-link')).toHaveLength(told ?? 0)
  })

  test('counts once over two receipts, and over two mailings of the campaign', async () => {
    const again = await aMailing(tenantId, { source_id: mailing.campaignId, status: 'sent' })
    await links(3)
    const memberId = await aClicker({ at: [60, 70, 80], links: [1, 2, 3] })
    const once = {
      tenantId,
      sendNo: 0,
      memberId,
      type: EVENT.clicked,
      verdict: 'human',
      at: new Date(DELIVERED),
    } as const
    for (const linkNo of [1, 2, 3]) await recordEvents(db(), [{ ...once, mailingId: again.mailingId, linkNo }])
    for (const linkNo of [1, 2, 3]) await recordEvents(db(), [{ ...once, ...mailing, sendNo: 1, linkNo }])
    expect((await audit())?.everyLink).toBe(1)
    expect(await list('every-link')).toHaveLength(1)
  })
})

test('another shop’s campaign, and another campaign of the shop, are not looked into', async () => {
  await aClicker({ at: [1, 1, 1], links: [1, 2, 3] })
  const other = await aMailing(tenantId)
  expect(await auditClicks(tenantId, other.campaignId)).toMatchObject({ people: 0 })
  const stranger = await aTenant()
  expect(await auditClicks(stranger, mailing.campaignId)).toMatchObject({ people: 0 })
  const search = new URLSearchParams()
  expect((await listClickers(stranger, mailing.campaignId, { sign: 'soon', search })).rows).toEqual([])
})

test('once the events are deleted nothing is told, rather than zero', async () => {
  await aClicker({ at: [1] })
  await db().query(`UPDATE mailings SET kept_counts = '{}' WHERE tenant_id = $1`, [tenantId])
  expect(await audit()).toBeNull()
})

test('of more than can be read in a moment some are counted, and it is said', async () => {
  await db().query(
    `INSERT INTO mail_events (tenant_id, mailing_id, type, link_no, send_no, member_id, created_at, hits)
     SELECT $1, $2, type, 0, 0, 8000000000000 + who, $3, 1
     FROM generate_series(1, 50010) AS who, unnest($4::smallint[]) AS type`,
    [tenantId, mailing.mailingId, new Date(DELIVERED), [EVENT.delivered, EVENT.clicked]],
  )
  expect(await audit()).toMatchObject({ people: 50_000, peopleSoon: 50_000, isPart: true })
  expect((await list('soon'))[0]?.memberId).toBe('8000000050010')
})

describe('the page of those behind a number', () => {
  const SHOP = 'behind-numbers.myshopify.com'
  const page = async (sign: string) =>
    ask(`/app/campaigns/${mailing.campaignId}/clicks.data?sign=${sign}`, {
      headers: { Authorization: `Bearer ${sessionToken(SHOP)}` },
    })
  beforeEach(async () => {
    await db().query('UPDATE tenants SET shop = $2 WHERE shop = $1', [SHOP, `before-${tenantId}.myshopify.com`])
    await db().query('UPDATE tenants SET shop = $2 WHERE tenant_id = $1', [tenantId, SHOP])
    await aSession(SHOP)
  })

  test.each(['soon', 'soon-machines', 'every-link'])('tells them of “%s”', async (sign) => {
    await aClicker({ at: [1, 2, 3], links: [1, 2, 3], verdict: sign === 'soon-machines' ? 'machine' : 'human' })
    const response = await page(sign)
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Sarah')])
  })

  test.each(['', 'late', 'SOON', 'soon,every-link', '__proto__', '%00'])('is none of “%s”', async (sign) => {
    expect((await page(sign)).status).toBe(404)
  })
})

test('a list of many has pages, and knows nothing of what is no place in it', async () => {
  const members = []
  for (let each = 0; each < 53; each += 1) members.unshift(await aClicker({ at: [1] }))
  const first = await listClickers(tenantId, mailing.campaignId, { sign: 'soon', search: new URLSearchParams() })
  expect(first.rows.map(({ memberId }) => memberId)).toEqual(members.slice(0, 50))
  expect((await list('soon', `after=${first.next}`)).map(({ memberId }) => memberId)).toEqual(members.slice(50))
  for (const place of ['after=x', 'after=-1', 'before=9999999999999999999', 'after=', 'after=1e3'])
    expect((await list('soon', place))[0]?.memberId).toBe(members[0])
})
