// The dictionary of what programs call themselves.
import { hitsDb } from '#app/platform/db/db.server.ts'

/** Names are chosen by whoever asks: past so many, those not seen before are one. */
const MOST_AGENTS = 200_000
const OTHER = 0
/** Numbers remembered by a process. */
const KEPT = 20_000

const numbers = new Map<string, number>()

/** The numbers of these agents, those not seen before added; 0 for one that finds no room. */
export async function agentNumbers(agents: Iterable<string>): Promise<Map<string, number>> {
  const asked = new Set(agents)
  if (numbers.size > KEPT) numbers.clear()
  const unknown = [...asked].filter((agent) => !numbers.has(agent))
  if (unknown.length > 0) await learn(unknown)
  return new Map([...asked].map((agent) => [agent, numbers.get(agent) ?? OTHER]))
}

async function learn(agents: string[]): Promise<void> {
  const before = await find(agents)
  const missing = agents.filter((agent) => !before.has(agent))
  if (missing.length > 0)
    await hitsDb().query(
      `INSERT INTO agents (user_agent) SELECT new FROM unnest($1::text[]) AS new
       WHERE (SELECT coalesce(max(agent_no), 0) FROM agents) < $2 ORDER BY new ON CONFLICT DO NOTHING`,
      [missing, MOST_AGENTS],
    )
  const after = missing.length > 0 ? await find(missing) : new Map<string, number>()
  for (const [agent, number] of [...before, ...after]) numbers.set(agent, number)
}

async function find(agents: string[]): Promise<Map<string, number>> {
  const found = await hitsDb().query<{ agent: string; number: number }>(
    'SELECT user_agent AS agent, agent_no AS number FROM agents WHERE user_agent = ANY ($1)',
    [agents],
  )
  return new Map(found.rows.map(({ agent, number }) => [agent, number]))
}
