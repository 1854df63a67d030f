// The dictionary of what programs call themselves. What no day of the log has any more goes by night (log/used-agents.server.ts).
import { clock } from '#app/platform/clock.server.ts'
import { hitsDb, type Sql } from '#app/platform/db/db.server.ts'

/** Names are chosen by whoever asks: past so many in a day, those not seen before are one, until the next day. */
const NEW_IN_A_DAY = 20_000
const OTHER = 0
/** Numbers remembered by a process, for a day. */
const KEPT = 20_000
/** What is seen again after so long is noted at once: the night might forget it. */
const NOTED_AGAIN_DAYS = 7
const DAY_MS = 86_400_000

const numbers = new Map<string, number>()
let rememberedOn = ''

/** The numbers of these agents, those not seen before added; 0 for one that finds no room. */
export async function agentNumbers(agents: Iterable<string>): Promise<Map<string, number>> {
  const asked = new Set(agents)
  const today = dateOf(clock.now().getTime())
  if (numbers.size > KEPT || rememberedOn !== today) numbers.clear()
  rememberedOn = today
  const unknown = [...asked].filter((agent) => !numbers.has(agent))
  if (unknown.length > 0) await learn(unknown, today)
  return new Map([...asked].map((agent) => [agent, numbers.get(agent) ?? OTHER]))
}

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

async function learn(agents: string[], today: string): Promise<void> {
  const before = await find(agents)
  const longAgo = dateOf(Date.parse(today) - NOTED_AGAIN_DAYS * DAY_MS)
  const forgotten = before.filter(({ usedOn }) => usedOn === null || usedOn < longAgo).map(({ number }) => number)
  if (forgotten.length > 0)
    await hitsDb().query('UPDATE agents SET used_on = $2::date WHERE agent_no = ANY ($1)', [forgotten, today])
  const known = new Set(before.map(({ agent }) => agent))
  const missing = agents.filter((agent) => !known.has(agent))
  if (missing.length > 0)
    await hitsDb().query(
      `INSERT INTO agents (user_agent, used_on) SELECT new, $2::date FROM unnest($1::text[]) AS new
       WHERE (SELECT count(*) FROM agents WHERE used_on = $2::date) < $3 ORDER BY new ON CONFLICT DO NOTHING`,
      [missing, today, NEW_IN_A_DAY],
    )
  const after = missing.length > 0 ? await find(missing) : []
  for (const { agent, number } of [...before, ...after]) numbers.set(agent, number)
}

type Known = { agent: string; number: number; usedOn: string | null }

async function find(agents: string[]): Promise<Known[]> {
  const found = await hitsDb().query<Known>(
    'SELECT user_agent AS agent, agent_no AS number, used_on::text AS "usedOn" FROM agents WHERE user_agent = ANY ($1)',
    [agents],
  )
  return found.rows
}

/** The numbers of those of these agents that are known, by their texts; one that found no room is like any other. */
export async function knownAgents(sql: Sql, agents: Iterable<string>): Promise<Map<string, number>> {
  const found = await sql.query<{ agent: string; number: number }>(
    'SELECT user_agent AS agent, agent_no AS number FROM agents WHERE user_agent = ANY ($1)',
    [[...new Set(agents)]],
  )
  return new Map(found.rows.map(({ agent, number }) => [agent, number]))
}

/** What the agents of these numbers call themselves. */
export async function agentTexts(sql: Sql, agentNos: Iterable<number>): Promise<Map<number, string>> {
  const found = await sql.query<{ no: number; text: string }>(
    'SELECT agent_no AS no, user_agent AS text FROM agents WHERE agent_no = ANY ($1)',
    [[...new Set(agentNos)]],
  )
  return new Map(found.rows.map(({ no, text }) => [no, text]))
}
