import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aTenant } from '#tests/factories.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EVENT, VERDICT } from '../../events.ts'
import { agentNumbers } from '../agents.server.ts'
import { performUpkeep } from '../upkeep.job.ts'
import { ensureDays, dayNumber } from './log-partitions.server.ts'

const DAY_MS = 86_400_000
const NIGHT = new Date('2027-06-20T02:41:00Z')
const daysBefore = (days: number) => new Date(NIGHT.getTime() - days * DAY_MS)

beforeEach(() => clock.set(() => NIGHT))
afterEach(async () => {
  clock.set()
  await db().query('DELETE FROM agents')
})

const numberOf = async (agent: string) => (await agentNumbers([agent])).get(agent)
const isKnown = async (agent: string) =>
  (await db().query('SELECT FROM agents WHERE user_agent = $1', [agent])).rowCount === 1

/** So many programs that nobody has heard of, of one day. */
const invent = (count: number, day: Date) =>
  db().query(
    `INSERT INTO agents (user_agent, used_on) SELECT 'made up ' || $2::date || ' ' || n, $2::date FROM generate_series(1, $1) n`,
    [count, day.toISOString().slice(0, 10)],
  )

/** An open by a program, of a shop that keeps its log for so many days. */
async function anOpen(agent: string, at: Date, keptDays = 90): Promise<void> {
  const tenantId = await aTenant()
  await db().query('UPDATE settings SET events_kept_days = $2 WHERE tenant_id = $1', [tenantId, keptDays])
  clock.set(() => at)
  const agentNo = await numberOf(agent)
  await ensureDays([dayNumber(at.getTime())])
  await db().query(
    `INSERT INTO hit_log (tenant_id, mailing_id, send_no, member_id, type, link_no, hit_at, verdict, reason, rules, burst, agent_no)
     VALUES ($1, 1, 0, 1, $2, 0, $3, $4, 1, 1, 1, $5)`,
    [tenantId, EVENT.opened, at, VERDICT.human, agentNo],
  )
  clock.set(() => NIGHT)
}

test('whoever makes up programs by the thousand is known by no name, and the next day others are', async () => {
  expect(await numberOf('of the morning')).toBeGreaterThan(0)
  await invent(20_000, NIGHT)
  expect([await numberOf('of the evening'), await isKnown('of the evening')]).toEqual([0, false])
  expect(await numberOf('of the morning')).toBeGreaterThan(0)
  clock.set(() => new Date(NIGHT.getTime() + DAY_MS))
  expect(await numberOf('of the evening')).toBeGreaterThan(0)
})

test('however many there have been, a new one is known', async () => {
  for (const days of [1, 2, 3, 4, 5]) await invent(50_000, daysBefore(days))
  expect(await numberOf('of today')).toBeGreaterThan(0)
})

test.each<[string, { days: number; kept?: number }[], boolean]>([
  ['that only a dropped day had', [{ days: 100 }], false],
  ['that a kept day has', [{ days: 40 }], true],
  ['of today', [{ days: 0 }], true],
  ['of yesterday', [{ days: 1 }], true],
  ['that a dropped day had and a kept one has', [{ days: 100 }, { days: 10 }], true],
  ['of a shop that keeps it for two years', [{ days: 700, kept: 730 }], true],
  ['of a shop that keeps it for a month', [{ days: 40, kept: 30 }], false],
])('a program %s is in the dictionary accordingly', async (_which, opens, stays) => {
  await db().query('DELETE FROM tenants')
  await db().query('DELETE FROM hit_log')
  const agent = `Mozilla/5.0 (${JSON.stringify(opens)})`
  for (const { days, kept } of opens) await anOpen(agent, daysBefore(days), kept)
  await performUpkeep()
  expect(await isKnown(agent)).toBe(stays)
})

test('a program that comes back after the time for which the log is kept is in the dictionary from then on', async () => {
  const agent = 'Mozilla/5.0 (back again)'
  await anOpen(agent, daysBefore(100))
  const number = await numberOf(agent)
  await performUpkeep()
  expect([await isKnown(agent), await numberOf(agent)]).toEqual([true, number])
})

test('of a program of which no use was noted the next upkeep knows that it may be in use', async () => {
  await db().query("INSERT INTO agents (user_agent) VALUES ('of the release before')")
  await performUpkeep()
  expect(await isKnown('of the release before')).toBe(true)
})
