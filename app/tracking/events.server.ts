// The only writer of mail_events and its rollups. One statement does both, so that they can not drift apart.
import type { Sql } from '#app/platform/db/db.server.ts'
import { intArray, type IntType } from '#app/platform/db/int-array.ts'
import { BEGUN, foldPeople } from './campaign-people.ts'
import { foldEngagement } from './engagement.ts'
import { addEvent, type MailEvent, EVENT, type EventRow, type EventRows } from './events.ts'
import { countsByProvider, foldProviders } from './provider-stats.ts'
import { writerSlot } from './slot.server.ts'

/** SQL: the quarter of an hour that an event falls into: in some zones hours and days begin at one. */
export const QUARTER = "date_bin('15 minutes', created_at, '2000-01-01 00:00:00+00')"

const KEY = 'tenant_id, mailing_id, type, link_no, send_no, member_id'

// A mailing that is closed counts nothing any more, whether or not its partition is still there. Keys are sorted, events
// before people before rollups, so that writers never deadlock. A receipt is a row of its own, and `people` of a mailing
// are rows: who got it twice is there twice, and once in the campaign (campaign-people.server.ts). Whatever is seen by a
// person's hit for the first time raises `people`; what machines alone have touched is one of `machine_people` until then.
// GROUP BY keeps it a look-up for each mailing, and FULL a hash join, whatever the planner thinks of the number of rows; what
// was given and not written has no link_no in `counted`, and so counts nowhere. (OFFSET 0 would do the same, but can not be
// spread over several machines.)
const writeGiven = (slot: string, also = '') => `), counting AS MATERIALIZED (
  SELECT g.tenant_id, g.mailing_id, c.campaign_id
  FROM (SELECT DISTINCT tenant_id, mailing_id FROM given) g
  JOIN LATERAL (SELECT m.tenant_id, m.source, m.source_id FROM mailings m
    WHERE m.tenant_id = g.tenant_id AND m.mailing_id = g.mailing_id AND m.closed_at IS NULL
    GROUP BY m.tenant_id, m.mailing_id) m ON true
  LEFT JOIN LATERAL (SELECT c.campaign_id FROM campaign_stats c
    WHERE c.tenant_id = m.tenant_id AND c.campaign_id = m.source_id AND c.type = ${BEGUN} AND c.slot = 0
    GROUP BY c.tenant_id, c.campaign_id) c ON m.source = 'campaign'
), written AS (
  INSERT INTO mail_events AS e (${KEY}, created_at, hits, machine_hits, seen_hits, verdict, device, client)
  SELECT ${KEY}, at, hits, machine_hits, seen_hits, verdict, device, client
  FROM given JOIN counting USING (tenant_id, mailing_id) ORDER BY ${KEY}
  ON CONFLICT (${KEY}) DO UPDATE SET
    hits = e.hits + excluded.hits,
    machine_hits = e.machine_hits + excluded.machine_hits,
    seen_hits = e.seen_hits + excluded.seen_hits,
    created_at = CASE WHEN e.hits = 0 AND excluded.hits > 0 THEN excluded.created_at ELSE e.created_at END,
    device = CASE WHEN excluded.verdict < e.verdict THEN excluded.device ELSE e.device END,
    client = CASE WHEN excluded.verdict < e.verdict THEN excluded.client ELSE e.client END,
    verdict = least(e.verdict, excluded.verdict)
  RETURNING ${KEY}, created_at, hits, machine_hits, seen_hits, device, client
), counted AS MATERIALIZED (
  SELECT w.tenant_id, w.mailing_id, w.type, w.link_no, w.send_no, w.member_id, w.created_at, w.device, w.client, g.hits, g.machine_hits,
    (w.hits = g.hits AND w.machine_hits = g.machine_hits) AS is_new,
    (w.hits = g.hits AND g.hits > 0)::int AS people,
    (w.seen_hits = g.seen_hits AND g.seen_hits > 0)::int AS seen_people,
    (w.hits = 0 AND w.machine_hits > 0)::int - (w.hits = g.hits AND w.machine_hits > g.machine_hits)::int AS machine_people
  FROM written w FULL JOIN given g USING (${KEY})
), met AS (
  SELECT c.tenant_id, m.campaign_id, c.type, c.member_id, c.people > 0 AS by_person, c.is_new AS at_all
  FROM counting m JOIN counted c USING (tenant_id, mailing_id) WHERE m.campaign_id IS NOT NULL AND c.link_no = 0
), ${foldPeople(slot)}, ${foldEngagement(slot)}, stats AS (
  INSERT INTO mail_stats AS s (tenant_id, mailing_id, type, slot, people, hits, machine_people, machine_hits, seen_people)
  SELECT tenant_id, mailing_id, type, ${slot}, sum(people), sum(hits), sum(machine_people), sum(machine_hits), sum(seen_people)
  FROM counted WHERE link_no = 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (tenant_id, mailing_id, type, slot) DO UPDATE SET
    people = s.people + excluded.people, hits = s.hits + excluded.hits,
    machine_people = s.machine_people + excluded.machine_people, machine_hits = s.machine_hits + excluded.machine_hits,
    seen_people = s.seen_people + excluded.seen_people
), by_time AS (
  INSERT INTO mail_stats_by_time AS s (tenant_id, mailing_id, quarter, type, slot, people)
  SELECT tenant_id, mailing_id, ${QUARTER}, type, ${slot}, count(*)
  FROM counted WHERE link_no = 0 AND people > 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, mailing_id, quarter, type, slot) DO UPDATE SET people = s.people + excluded.people
)${also && `, ${also}`}
INSERT INTO link_stats AS s (tenant_id, mailing_id, link_no, slot, people, hits, machine_hits)
SELECT tenant_id, mailing_id, link_no, ${slot}, sum(people), sum(hits), sum(machine_hits)
FROM counted WHERE link_no > 0 AND type = ${EVENT.clicked} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (tenant_id, mailing_id, link_no, slot) DO UPDATE SET
  people = s.people + excluded.people, hits = s.hits + excluded.hits, machine_hits = s.machine_hits + excluded.machine_hits`

const record = (also?: string) => `
WITH given AS MATERIALIZED (
  SELECT ${KEY}, to_timestamp(at::float8 / 1000) AS at, hits, machine_hits, seen_hits, verdict, device, client
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::smallint[], $5::smallint[], $6::bigint[], $7::bigint[], $8::int[], $9::int[], $10::int[], $11::smallint[], $12::smallint[], $13::smallint[])
    AS g(${KEY}, at, hits, machine_hits, seen_hits, verdict, device, client)
${writeGiven('$14', also)}`
const RECORD = record()
/** What hits are never of: nothing of it is on their way. */
const RECORD_BY_PROVIDER = record(foldProviders('$14'))

/**
 * One statement that changes rows of another room and records the events of what it changed: `changes` are its common
 * table expressions, `given` selects from them in the columns of mail_events (at is a timestamptz), `also` is what else
 * reads the events just written (`counted`).
 */
export function recordingSql({
  changes,
  given,
  slot,
  also,
}: Record<'changes' | 'given' | 'slot' | 'also', string>): string {
  return `WITH ${changes}, given AS MATERIALIZED (${given} ${writeGiven(slot, also)}`
}

/**
 * Writes events and the rollups they change, in the caller's transaction when `sql` is one. Call it once in a
 * transaction, with all its events: the rows are locked in the order of their keys.
 */
export async function recordEvents(sql: Sql, events: MailEvent[], slot?: number): Promise<void> {
  const rows: EventRows = new Map()
  for (const event of events) addEvent(rows, event)
  await writeRows(sql, [...rows.values()], slot ?? (await writerSlot()))
}

/** Writes a batch that is already folded by key. */
export async function writeRows(sql: Sql, rows: EventRow[], slot: number): Promise<void> {
  if (rows.length === 0) return
  const values = [...COLUMNS.map(([name, type]) => intArray(type, rows, (row) => row[name])), slot]
  await (rows.some(({ type }) => countsByProvider(type))
    ? sql.query({ name: 'record-events-by-provider', text: RECORD_BY_PROVIDER, values })
    : sql.query({ name: 'record-events', text: RECORD, values }))
}

/** In the order of the statement's parameters. */
const COLUMNS: [name: keyof EventRow, type: IntType][] = [
  ['tenantId', 'int4'],
  ['mailingId', 'int4'],
  ['type', 'int2'],
  ['linkNo', 'int2'],
  ['sendNo', 'int2'],
  ['memberId', 'int8'],
  ['at', 'int8'],
  ['hits', 'int4'],
  ['machineHits', 'int4'],
  ['seenHits', 'int4'],
  ['verdict', 'int2'],
  ['device', 'int2'],
  ['client', 'int2'],
]
