// Which programs the log has: the dictionary forgets what no day of it has any more.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { listPartitions } from '#app/platform/db/partitions.server.ts'
import { dateOf, dayNumber, dayOfPartition } from './log-partitions.server.ts'

/** Notes which programs a day has that is over. The log and the dictionary may lie on several machines: they are never joined. */
export async function noteAgents(name: string): Promise<void> {
  const seen = await db().query<{ no: number }>(`SELECT DISTINCT agent_no AS no FROM ${name} WHERE agent_no <> 0`)
  await db().query(
    'UPDATE agents SET used_on = $2::date WHERE agent_no = ANY ($1) AND (used_on IS NULL OR used_on < $2::date)',
    [seen.rows.map(({ no }) => no), dateOf(dayOfPartition(name))],
  )
}

/** Forgets the programs that no day has; those of whose use nothing is noted yet are in use today. Returns how many. */
export async function forgetAgents(): Promise<number> {
  const today = dayNumber(clock.now().getTime())
  await db().query('UPDATE agents SET used_on = $1::date WHERE used_on IS NULL', [dateOf(today)])
  const days = (await listPartitions(['hit_log'])).map(({ name }) => dayOfPartition(name))
  const oldest = days.reduce((first, day) => Math.min(first, day), today)
  return (await db().query('DELETE FROM agents WHERE used_on < $1::date', [dateOf(oldest)])).rowCount ?? 0
}
