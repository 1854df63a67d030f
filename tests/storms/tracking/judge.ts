// What must hold after every storm of hits. A finding says what broke; none is a pass.
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { MOST_TRIES, type Places, sqlHit } from './hits.ts'
import type { Readers } from './load.ts'
import { type Deaths, judgeTries, type Verdict } from './tries.ts'
import type { TrackingWorld } from './world.ts'

export async function judge(world: TrackingWorld, readers: Readers): Promise<Verdict> {
  process.env['DATABASE_URL'] = world.proxy.target
  try {
    const counts = await readLog(world.places)
    const { figures, findings } = judgeTries(readers, counts, deathsByPort(world))
    const [events, rollups] = [await unlikeTheLog(world.places), await recount()]
    return {
      figures: { ...figures, differences_of_rollups: rollups.length },
      findings: [
        ...findings,
        ...events,
        ...rollups.map((difference) => `the rollups differ: ${JSON.stringify(difference)}`),
        ...(readers.wrong > 0 ? [`${readers.wrong} answers were not what they should be`] : []),
      ],
    }
  } finally {
    await closeDatabase()
  }
}

/** How often each try is in the log, in the order of the answers. */
async function readLog({ hits, tenantId }: Places): Promise<Uint8Array> {
  const counts = new Uint8Array(hits * MOST_TRIES)
  const found = await db().query<[hit: number, attempt: number]>({
    text: `SELECT ${sqlHit(hits)} FROM hit_log WHERE tenant_id = $1`,
    values: [tenantId],
    rowMode: 'array',
  })
  for (const [hit, attempt] of found.rows) {
    const at = hit * MOST_TRIES + attempt
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

const deathsByPort = ({ webs, crew }: TrackingWorld): Deaths =>
  new Map(webs.map(({ name, port }) => [port, crew.deaths.filter(({ role }) => role === name)]))

const KEY = 'tenant_id, mailing_id, send_no, member_id, type'

/** Each row of the log is counted in the event of its link, and in that of its e-mail. */
async function unlikeTheLog({ tenantId }: Places): Promise<string[]> {
  const found = await db().query<{ what: string; keys: number }>(
    `WITH told AS (
       SELECT ${KEY}, link_no, count(*) AS hits FROM hit_log WHERE tenant_id = $1 AND link_no > 0 GROUP BY ${KEY}, link_no
       UNION ALL SELECT ${KEY}, 0, count(*) FROM hit_log WHERE tenant_id = $1 GROUP BY ${KEY}
     ), counted AS (SELECT ${KEY}, link_no, hits + machine_hits AS hits FROM mail_events WHERE tenant_id = $1)
     SELECT format('type %s, link %s', type, link_no) AS what, count(*)::int AS keys
     FROM told FULL JOIN counted USING (${KEY}, link_no) WHERE told.hits IS DISTINCT FROM counted.hits GROUP BY 1`,
    [tenantId],
  )
  return found.rows.map(({ what, keys }) => `${keys} events are not what the log says: ${what}`)
}
