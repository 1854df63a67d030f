// What a scanner whose opt-out is taken back did with the other links, too late after delivery to be suspected by them alone.
import { aMail, at, click, follow, look, type Mail, SARAH, SCANNER, sweep } from '#tests/followed-mail.ts'
import { listHeld } from '#app/members/consent/held-opt-outs.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aTenant } from '#tests/factories.ts'
import { settleHits } from '#tests/settle-hits.ts'
import { webForTests } from '#tests/web.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { beginCampaignStats } from '../campaign-people.server.ts'
import { EVENT } from '../events.ts'
import { reclassify } from '../hits/reclassify/reclassify.server.ts'
import { REASON } from '../judge/codes.ts'
import { openUrl } from '../links.server.ts'
import { recount } from '../recount.server.ts'
import { keepHeld, unsubscribeHeld } from './answers.server.ts'

const ask = webForTests()
let tenantId = 0
beforeEach(async () => {
  tenantId = await aTenant()
})
afterEach(() => clock.set())

/** Clicks of an e-mail as a whole and by link: of people, of machines, and since when. */
async function clicksOf({ mailingId }: Mail) {
  const found = await db().query<{ link: number; hits: number; machines: number; at: Date }>(
    `SELECT link_no AS link, hits::int, machine_hits::int AS machines, created_at AS at FROM mail_events
     WHERE tenant_id = $1 AND mailing_id = $2 AND type = $3 ORDER BY link_no`,
    [tenantId, mailingId, EVENT.clicked],
  )
  return found.rows
}

async function rollupsOf({ mailingId, campaignId }: Mail) {
  const sum = (table: string, key: string, what: string, more = '') =>
    `SELECT ${key}, ${what} FROM ${table} WHERE tenant_id = $1 AND mailing_id = $2 ${more} GROUP BY ${key} ORDER BY ${key}`
  const clicked = `AND type = ${EVENT.clicked}`
  const people = 'sum(people)::int AS people, sum(hits)::int AS hits, sum(machine_hits)::int AS machines'
  const of = async (sql: string, id = mailingId) => (await db().query(sql, [tenantId, id])).rows
  const [campaign] = await of(
    `SELECT coalesce(sum(people), 0)::int AS people FROM campaign_stats WHERE tenant_id = $1 AND campaign_id = $2 ${clicked}`,
    campaignId,
  )
  return {
    mail: await of(sum('mail_stats', 'type', `${people}, sum(machine_people)::int AS only`, clicked)),
    links: await of(sum('link_stats', 'link_no', people)),
    times: (await of(sum('mail_stats_by_time', 'quarter', 'sum(people)::int AS people', clicked))).filter(
      ({ people: some }) => some !== 0,
    ),
    campaign,
  }
}

const engagementOf = async ({ memberId }: Mail) =>
  (
    await db().query('SELECT opens, clicks, level, last_click_at, device FROM member_engagement WHERE member_id = $1', [
      memberId,
    ])
  ).rows[0]

async function answer(how: typeof keepHeld): Promise<void> {
  const { rows } = await listHeld(tenantId, { after: null, before: null })
  for (const { heldNo } of rows) expect(await how(tenantId, { heldNo, by: 'Ann' })).toBe('answered')
}

/** Nothing is to be counted or judged otherwise. */
async function expectSound(): Promise<void> {
  expect(await recount()).toEqual([])
  expect(await reclassify()).toEqual([])
}

test('its clicks are a machine’s in the log, the events and every figure', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  expect(await rollupsOf(mail)).toMatchObject({ mail: [{ people: 1, hits: 3, machines: 0 }] })
  await look(164)
  const logged = await db().query('SELECT DISTINCT reason FROM hit_log WHERE tenant_id = $1', [tenantId])
  expect(logged.rows).toEqual([{ reason: REASON['unsubscribed-too'] }])
  expect((await clicksOf(mail)).map(({ link, hits, machines }) => [link, hits, machines])).toEqual([
    [0, 0, 3],
    [1, 0, 1],
    [2, 0, 1],
    [3, 0, 1],
  ])
  expect(await rollupsOf(mail)).toMatchObject({
    mail: [{ people: 0, hits: 0, machines: 3, only: 1 }],
    links: [1, 2, 3].map((link) => ({ link_no: link, people: 0, hits: 0, machines: 1 })),
    times: [],
  })
  expect(await engagementOf(mail)).toMatchObject({ clicks: 0, level: null, last_click_at: null, device: 0 })
  await expectSound()
})

test.each<[string, { before?: number; after?: number; link?: number }, number]>([
  ['before it', { before: 62 }, 62],
  ['after it', { after: 900 }, 900],
  ['before and after it', { before: 62, after: 900 }, 62],
  ['in the midst of it', { before: 71 }, 71],
  ['a minute later, another link', { after: 140, link: 2 }, 140],
])('a person who clicks %s counts as they would without it', async (_when, { before, after, link = 1 }, first) => {
  const mail = await aMail(tenantId)
  if (before !== undefined && before < 70) await click(ask, mail, { by: SARAH, links: [link], seconds: before })
  await sweep(ask, mail)
  if (before !== undefined && before >= 70) await click(ask, mail, { by: SARAH, links: [link], seconds: before })
  // What comes after the look belongs to a person all the same.
  if (after !== undefined && after < 164) await click(ask, mail, { by: SARAH, links: [link], seconds: after })
  await look(164)
  if (after !== undefined && after >= 164) await click(ask, mail, { by: SARAH, links: [link], seconds: after })
  const people = [before, after].filter((each) => each !== undefined).length
  const [whole, ...links] = await clicksOf(mail)
  expect(whole).toEqual({ link: 0, hits: people, machines: 3, at: at(first) })
  expect(links.map(({ hits, machines }) => [hits, machines])).toEqual(
    [1, 2, 3].map((each) => [each === link ? people : 0, 1]),
  )
  expect(links.find((each) => each.link === link)?.at).toEqual(at(first))
  expect(await engagementOf(mail)).toMatchObject({ clicks: 1, last_click_at: at(first) })
  await expectSound()
})

test('only what the same visitor did within seconds is a machine’s', async () => {
  const mail = await aMail(tenantId)
  await click(ask, mail, { by: SCANNER, links: [1], seconds: 61 })
  await click(ask, mail, { by: { ...SCANNER, address: '10.77.1.1' }, links: [2], seconds: 70 })
  await click(ask, mail, { by: { ...SARAH, address: SCANNER.address }, links: [3], seconds: 71 })
  clock.set(() => at(72))
  const headers = { 'user-agent': SCANNER.agent, 'x-forwarded-for': SCANNER.address }
  await (await ask(openUrl(mail), { headers })).arrayBuffer()
  await settleHits()
  await sweep(ask, mail, { seconds: 72 })
  await look(170)
  const [whole] = await clicksOf(mail)
  expect(whole).toEqual({ link: 0, hits: 3, machines: 3, at: at(61) })
  const opened = await db().query('SELECT hits, machine_hits FROM mail_events WHERE tenant_id = $1 AND type = $2', [
    tenantId,
    EVENT.opened,
  ])
  expect(opened.rows).toEqual([{ hits: 0, machine_hits: 1 }])
  await expectSound()
})

test('a link that it followed again and again counts as often as it did', async () => {
  const mail = await aMail(tenantId)
  await click(ask, mail, { by: SCANNER, links: [1, 1, 1, 2, 2], seconds: 70, every: 0.2 })
  await sweep(ask, mail, { seconds: 72 })
  await look(170)
  expect((await clicksOf(mail)).map(({ hits, machines }) => [hits, machines])).toEqual([
    [0, 8],
    [0, 4],
    [0, 3],
    [0, 1],
  ])
  await expectSound()
})

test('when it was the customer after all, everything is as if it had never been held', async () => {
  const mail = await aMail(tenantId)
  await click(ask, mail, { by: SARAH, links: [2], seconds: 66 })
  await sweep(ask, mail)
  const before = [await clicksOf(mail), await rollupsOf(mail), await engagementOf(mail)]
  await look(164)
  expect([await clicksOf(mail), await rollupsOf(mail), await engagementOf(mail)]).not.toEqual(before)
  clock.set(() => at(500_000))
  await answer(unsubscribeHeld)
  expect([await clicksOf(mail), await rollupsOf(mail), await engagementOf(mail)]).toEqual(before)
  await expectSound()
})

test('when it was a scanner, its clicks stay a machine’s', async () => {
  const mail = await aMail(tenantId)
  await sweep(ask, mail)
  await look(164)
  await answer(keepHeld)
  expect((await clicksOf(mail))[0]).toMatchObject({ hits: 0, machines: 3 })
  await expectSound()
})

test('in a campaign of several mailings nobody counts for what a scanner clicked', async () => {
  const first = await aMail(tenantId)
  await beginCampaignStats(tenantId, first.campaignId)
  const second = await aMail(tenantId, { mailing: { source_id: first.campaignId } })
  await sweep(ask, first)
  await click(ask, second, { by: SARAH, links: [1], seconds: 80 })
  await look(164)
  expect(await rollupsOf(first)).toMatchObject({ campaign: { people: 1 } })
  await answer(unsubscribeHeld)
  expect(await rollupsOf(first)).toMatchObject({ campaign: { people: 2 } })
  await expectSound()
})

test('an opt-out that stands leaves its clicks as they are', async () => {
  const mail = await aMail(tenantId)
  await click(ask, mail, { by: SCANNER, links: [1, 2], seconds: 70 })
  await follow(ask, mail, { by: SCANNER, seconds: 73 })
  await look(175)
  expect((await clicksOf(mail))[0]).toMatchObject({ hits: 2, machines: 0 })
  await expectSound()
})
