// What must hold after every storm of hits. A finding says what broke; none is a pass.
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import type { Death } from '../processes.ts'
import { MOST_TRIES, type Places, sqlHit } from './hits.ts'
import { ANSWER, type Early, type Readers } from './load.ts'
import type { TrackingWorld } from './world.ts'

export type Verdict = { figures: Record<string, number>; findings: string[] }

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

type Deaths = Map<number, Death[]>

const deathsByPort = ({ webs, crew }: TrackingWorld): Deaths =>
  new Map(webs.map(({ name, port }) => [port, crew.deaths.filter(({ role }) => role === name)]))

/** Who had answered died at this time; undefined when it ended in order. */
const deathAfter = ({ port, sentAt }: Early, deaths: Deaths): number | undefined =>
  deaths.get(port)?.find(({ at }) => at >= sentAt)?.at

function judgeTries({ answers, early, unanswered }: Readers, counts: Uint8Array, deaths: Deaths): Verdict {
  const tally = { tries: 0, durable: 0, early: 0, none: 0, noneCounted: 0, lost: 0, doubled: 0, made: 0, missing: 0 }
  for (const [at, answer] of answers.entries()) {
    const counted = counts[at] ?? 0
    if (answer !== ANSWER.untried) tally.tries += 1
    if (counted > 1) tally.doubled += 1
    if (answer === ANSWER.untried && counted > 0) tally.made += 1
    if (answer === ANSWER.durable) tally.durable += 1
    if (answer === ANSWER.durable && counted === 0) tally.lost += 1
    if (answer === ANSWER.none) tally.none += 1
    if (answer === ANSWER.none && counted > 0) tally.noneCounted += 1
  }
  let unexplained = 0
  let oldestMs = 0
  for (const hit of early) {
    tally.early += 1
    if ((counts[hit.hit * MOST_TRIES + hit.attempt] ?? 0) > 0) continue
    const diedAt = deathAfter(hit, deaths)
    tally.missing += 1
    if (diedAt === undefined) unexplained += 1
    else oldestMs = Math.max(oldestMs, diedAt - hit.sentAt)
  }
  return {
    figures: {
      tries: tally.tries,
      answered_when_durable: tally.durable,
      answered_early: tally.early,
      not_answered: tally.none,
      not_answered_and_counted: tally.noneCounted,
      hits_given_up: unanswered,
      early_missing: tally.missing,
      early_missing_oldest_ms: oldestMs,
    },
    findings: [
      say(tally.lost, 'hits were answered when they were durable and are not counted'),
      say(tally.doubled, 'tries are counted more than once'),
      say(tally.made, 'hits are counted that nobody made'),
      say(unexplained, 'hits were answered early by a process that was not killed, and are missing'),
    ].flat(),
  }
}

const say = (count: number, what: string) => (count > 0 ? [`${count} ${what}`] : [])

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
