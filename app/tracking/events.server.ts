// The only writer of mail_events and its rollups. One statement does both, so that they can not drift apart.
import type { Sql } from '#app/platform/db/db.server.ts'
import { addEvent, type MailEvent, EVENT, type EventRow, type EventRows } from './events.ts'
import { writerSlot } from './slot.server.ts'

/** SQL: the quarter of an hour that an event falls into, the grain of `hour`: in some zones hours and days begin at one. */
export const QUARTER = "date_bin('15 minutes', created_at, '2000-01-01 00:00:00+00')"

// Keys are sorted, so that writers never deadlock. Whoever is seen by a person's hit for the first time raises `people`;
// whoever machines alone have touched is one of `machine_people` until then.
const writeGiven = (slot: string) => `), written AS (
  INSERT INTO mail_events AS e (tenant_id, mailing_id, type, link_no, member_id, created_at, hits, machine_hits, verdict, device, client)
  SELECT tenant_id, mailing_id, type, link_no, member_id, at, hits, machine_hits, verdict, device, client
  FROM given ORDER BY tenant_id, mailing_id, type, link_no, member_id
  ON CONFLICT (tenant_id, mailing_id, type, link_no, member_id) DO UPDATE SET
    hits = e.hits + excluded.hits,
    machine_hits = e.machine_hits + excluded.machine_hits,
    created_at = CASE WHEN e.hits = 0 AND excluded.hits > 0 THEN excluded.created_at ELSE e.created_at END,
    device = CASE WHEN excluded.verdict < e.verdict THEN excluded.device ELSE e.device END,
    client = CASE WHEN excluded.verdict < e.verdict THEN excluded.client ELSE e.client END,
    verdict = least(e.verdict, excluded.verdict)
  RETURNING tenant_id, mailing_id, type, link_no, member_id, created_at, hits, machine_hits
), counted AS MATERIALIZED (
  SELECT w.tenant_id, w.mailing_id, w.type, w.link_no, w.created_at, g.hits, g.machine_hits,
    (w.hits = g.hits AND g.hits > 0)::int AS people,
    (w.hits = 0 AND w.machine_hits > 0)::int - (w.hits = g.hits AND w.machine_hits > g.machine_hits)::int AS machine_people
  FROM written w JOIN given g USING (tenant_id, mailing_id, type, link_no, member_id)
), stats AS (
  INSERT INTO mail_stats AS s (tenant_id, mailing_id, type, slot, people, hits, machine_people, machine_hits)
  SELECT tenant_id, mailing_id, type, ${slot}, sum(people), sum(hits), sum(machine_people), sum(machine_hits)
  FROM counted WHERE link_no = 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (tenant_id, mailing_id, type, slot) DO UPDATE SET
    people = s.people + excluded.people, hits = s.hits + excluded.hits,
    machine_people = s.machine_people + excluded.machine_people, machine_hits = s.machine_hits + excluded.machine_hits
), hourly AS (
  INSERT INTO mail_stats_by_time AS s (tenant_id, mailing_id, hour, type, slot, people)
  SELECT tenant_id, mailing_id, ${QUARTER}, type, ${slot}, count(*)
  FROM counted WHERE link_no = 0 AND people > 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, mailing_id, hour, type, slot) DO UPDATE SET people = s.people + excluded.people
)
INSERT INTO link_stats AS s (tenant_id, mailing_id, link_no, slot, people, hits, machine_hits)
SELECT tenant_id, mailing_id, link_no, ${slot}, sum(people), sum(hits), sum(machine_hits)
FROM counted WHERE link_no > 0 AND type = ${EVENT.clicked} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (tenant_id, mailing_id, link_no, slot) DO UPDATE SET
  people = s.people + excluded.people, hits = s.hits + excluded.hits, machine_hits = s.machine_hits + excluded.machine_hits`

const RECORD = `
WITH given AS MATERIALIZED (
  SELECT tenant_id, mailing_id, type, link_no, member_id, to_timestamp(at / 1000.0) AS at, hits, machine_hits, verdict, device, client
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::smallint[], $5::bigint[], $6::bigint[], $7::int[], $8::int[], $9::smallint[], $10::smallint[], $11::smallint[])
    AS g(tenant_id, mailing_id, type, link_no, member_id, at, hits, machine_hits, verdict, device, client)
${writeGiven('$12')}`

/**
 * One statement that changes rows of another room and records the events of what it changed: `changes` are its common
 * table expressions, `given` selects from them in the columns of mail_events (at is a timestamptz).
 */
export function recordingSql(changes: string, given: string, slot: string): string {
  return `WITH ${changes}, given AS MATERIALIZED (${given} ${writeGiven(slot)}`
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
  // Numbers and digits only, so nothing needs quoting; joining is 5 times cheaper than the driver's array encoder.
  const column = (name: keyof EventRow) => {
    let text = '{'
    for (const row of rows) text += (text.length > 1 ? ',' : '') + row[name]
    return `${text}}`
  }
  const values = COLUMNS.map(column)
  await sql.query({ name: 'record-events', text: RECORD, values: [...values, slot] })
}

const COLUMNS = [
  'tenantId',
  'mailingId',
  'type',
  'linkNo',
  'memberId',
  'at',
  'hits',
  'machineHits',
  'verdict',
  'device',
  'client',
] as const
