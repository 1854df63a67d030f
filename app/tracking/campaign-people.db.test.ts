import { setTimeout as sleep } from 'node:timers/promises'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { type AMailing, aMailing, aTenant } from '#tests/factories.ts'
import { beforeEach, expect, test } from 'vitest'
import { beginCampaignStats, campaignPeople } from './campaign-people.server.ts'
import { recordEvents } from './events.server.ts'
import { EVENT, type MailEvent, type Verdict } from './events.ts'
import { recount } from './recount.server.ts'

let first: AMailing
beforeEach(async () => {
  first = await aMailing(await aTenant())
})

const again = () => aMailing(first.tenantId, { source_id: first.campaignId })
const begin = () => beginCampaignStats(first.tenantId, first.campaignId)

type What = Partial<MailEvent> & { verdict?: Verdict }
const met = ({ tenantId, mailingId }: AMailing, member: number, what: What = {}): MailEvent => ({
  tenantId,
  mailingId,
  sendNo: 0,
  memberId: String(member),
  type: EVENT.opened,
  at: new Date(),
  ...what,
})

const people = async () =>
  (await campaignPeople(first.tenantId, [first.campaignId])).get(first.campaignId) ?? new Map<number, unknown>()

test('a campaign with one mailing is not counted beside it', async () => {
  await recordEvents(db(), [met(first, 1), met(first, 2)])
  expect(await people()).toEqual(new Map())
  const rows = await db().query('SELECT FROM campaign_people WHERE tenant_id = $1', [first.tenantId])
  expect(rows.rowCount).toBe(0)
})

test('a person counts once in a campaign, whichever of its mailings they got and however often', async () => {
  await recordEvents(db(), [met(first, 1), met(first, 2), met(first, 2, { sendNo: 1 })])
  await begin()
  const second = await again()
  await recordEvents(db(), [met(second, 2), met(second, 3), met(second, 3, { sendNo: 1 }), met(first, 4)])
  await recordEvents(db(), [met(second, 4), met(second, 3, { type: EVENT.clicked, linkNo: 1 })])
  expect(await people()).toEqual(
    new Map([
      [EVENT.opened, { people: 4, machinePeople: 0 }],
      [EVENT.clicked, { people: 1, machinePeople: 0 }],
    ]),
  )
  expect(await recount()).toEqual([])
})

test('whom machines alone have touched is told apart until a person acts, in whichever mailing', async () => {
  const scan = { verdict: 'machine' } as const
  await recordEvents(db(), [met(first, 1, scan), met(first, 2, scan), met(first, 3)])
  await begin()
  expect((await people()).get(EVENT.opened)).toEqual({ people: 1, machinePeople: 2 })
  const second = await again()
  await recordEvents(db(), [met(second, 1), met(second, 2, scan), met(second, 3, scan), met(second, 4, scan)])
  expect((await people()).get(EVENT.opened)).toEqual({ people: 2, machinePeople: 2 })
  expect(await recount()).toEqual([])
})

test('what is begun twice, or by two at once, is counted once', async () => {
  await recordEvents(
    db(),
    Array.from({ length: 50 }, (_, member) => met(first, member + 1)),
  )
  await Promise.all([begin(), begin()])
  await begin()
  expect((await people()).get(EVENT.opened)).toMatchObject({ people: 50 })
  expect(await recount()).toEqual([])
})

test('a beginning that was cut off shows nothing, and the next one does all of it', async () => {
  await recordEvents(db(), [met(first, 1), met(first, 2)])
  await begin()
  await db().query('UPDATE campaign_stats SET people = 0 WHERE tenant_id = $1 AND type = 0', [first.tenantId])
  await db().query('DELETE FROM campaign_people WHERE tenant_id = $1 AND member_id = 2', [first.tenantId])
  await db().query('UPDATE campaign_stats SET people = 1 WHERE tenant_id = $1 AND type <> 0', [first.tenantId])
  expect(await people()).toEqual(new Map())
  await begin()
  expect((await people()).get(EVENT.opened)).toMatchObject({ people: 2 })
  expect(await recount()).toEqual([])
})

test('what somebody was writing when it began is counted, too', async () => {
  let begun: Promise<void> | undefined
  let isOver = false
  await transaction(async (sql) => {
    await recordEvents(sql, [met(first, 1), met(first, 2)])
    begun = begin().then(() => void (isOver = true))
    await sleep(300)
    expect(isOver).toBe(false)
  })
  await begun
  expect((await people()).get(EVENT.opened)).toMatchObject({ people: 2 })
  expect(await recount()).toEqual([])
})

test('hits that come all the while are each counted once, by whom it may be', { timeout: 60_000 }, async () => {
  const load = { goesOn: true }
  const writers = [0, 1, 2].map(async (slot) => {
    for (let round = 0; load.goesOn; round += 1) {
      const batch = Array.from({ length: 30 }, (_, index) => met(first, 1 + ((round * 17 + index * (slot + 1)) % 400)))
      await recordEvents(db(), batch, slot)
    }
  })
  await sleep(150)
  await begin()
  const second = await again()
  await recordEvents(
    db(),
    Array.from({ length: 100 }, (_, member) => met(second, 350 + member)),
    9,
  )
  load.goesOn = false
  await Promise.all(writers)
  const seen = await db().query<{ count: number }>(
    'SELECT count(DISTINCT member_id)::int AS count FROM mail_events WHERE tenant_id = $1',
    [first.tenantId],
  )
  expect((await people()).get(EVENT.opened)).toMatchObject({ people: seen.rows[0]?.count })
  expect(await recount()).toEqual([])
})

test('what is not a campaign’s, and what another shop’s campaign of the same number has, is not counted', async () => {
  const automation = await aMailing(first.tenantId, { source: 'automation', source_id: first.campaignId })
  const elsewhere = await aMailing(await aTenant(), { source_id: first.campaignId })
  await begin()
  await recordEvents(db(), [met(first, 1), met(automation, 2), met(elsewhere, 3)])
  expect((await people()).get(EVENT.opened)).toMatchObject({ people: 1 })
  expect(await recount()).toEqual([])
})

test.each(['campaign_stats', 'campaign_people'])('the recount finds a difference planted in %s', async (table) => {
  await recordEvents(db(), [met(first, 1), met(first, 2)])
  await begin()
  const at = 'tenant_id = $1 AND type = 5'
  await db().query(
    table === 'campaign_stats'
      ? `UPDATE ${table} SET people = 3 WHERE ${at}`
      : `DELETE FROM ${table} WHERE ${at} AND member_id = 1`,
    [first.tenantId],
  )
  expect(await recount()).toMatchObject([{ rollup: table }])
  for (const left of ['campaign_stats', 'campaign_people'])
    await db().query(`DELETE FROM ${left} WHERE tenant_id = $1`, [first.tenantId])
})
