// Hits that turn out to be a machine's, or a person's after all: their event and what is counted of it, in the transaction that
// finds it out. Events before people before rollups, as whoever writes events locks them.
import type { Sql } from '#app/platform/db/db.server.ts'
import { BEGUN } from '../campaign-people.ts'
import { QUARTER } from '../events.server.ts'
import { EVENT, VERDICT } from '../events.ts'
import type { Receipt } from '../receipts.server.ts'
import { writerSlot } from '../slot.server.ts'

type CountedPeople = 'by mailing' | 'by person' | 'being noted'

/**
 * How the people of the mailing's campaign are counted, which stays so until the caller's transaction ends: beginCampaignStats
 * waits for whoever has begun to write there. While people are being noted one by one, nobody's event may be taken from them:
 * it may have been read already. Call it with the member locked.
 */
export async function holdPeople(sql: Sql, { tenantId, mailingId }: Receipt): Promise<CountedPeople> {
  const mark = await sql.query<{ people: number }>(
    `UPDATE campaign_stats s SET people = s.people FROM mailings m
     WHERE m.tenant_id = $1 AND m.mailing_id = $2 AND m.source = 'campaign' AND s.tenant_id = $1 AND s.campaign_id = m.source_id
       AND s.type = ${BEGUN} AND s.slot = 0 RETURNING s.people::int AS people`,
    [tenantId, mailingId],
  )
  const [row] = mark.rows
  if (!row) return 'by mailing'
  return row.people === 1 ? 'by person' : 'being noted'
}

export type Moving = {
  type: number
  /** 0 of the e-mail as a whole. */
  linkNo: number
  hits: number
  to: 'machine' | 'person'
  /** What `holdPeople` has said in the same transaction. */
  counted: CountedPeople
  /** When the first of a person's hits is from then on, by the event's time and whether that was a person's; as it was where it is not said. */
  firstAt?: (before: Date, wasPerson: boolean) => Date
}

/** Counts so many hits of an e-mail as a machine's instead of a person's, or the other way round. A mailing that is closed counts nothing any more. */
export async function moveHits(sql: Sql, receipt: Receipt, moving: Moving): Promise<void> {
  const event = await lockEvent(sql, receipt, moving)
  if (!event) return
  const after = afterMoving(event, moving)
  if (after.hits < 0 || after.machineHits < 0) return
  await writeEvent(sql, receipt, { moving, after })
  const slot = await writerSlot()
  const change = { moving, before: event, after, slot }
  if (moving.linkNo > 0) return restateLink(sql, receipt, change)
  if (moving.counted !== 'by mailing') await movePerson(sql, receipt, { ...change, campaignId: event.campaignId })
  await restateStats(sql, receipt, change)
  await restateTimes(sql, receipt, change)
}

type Counts = { at: Date; hits: number; machineHits: number; seenHits: number }
type Event = Counts & { campaignId: number | null }

/** Null where there is none, or it counts nothing. */
async function lockEvent(
  sql: Sql,
  { tenantId, mailingId, sendNo, memberId }: Receipt,
  { type, linkNo }: Moving,
): Promise<Event | null> {
  const found = await sql.query<Event>(
    `SELECT CASE WHEN m.source = 'campaign' THEN m.source_id END AS "campaignId", e.created_at AS at, e.hits::int,
       e.machine_hits::int AS "machineHits", e.seen_hits::int AS "seenHits"
     FROM mailings m JOIN mail_events e ON e.tenant_id = m.tenant_id AND e.mailing_id = m.mailing_id
     WHERE m.tenant_id = $1 AND m.mailing_id = $2 AND m.closed_at IS NULL AND e.tenant_id = $1 AND e.mailing_id = $2
       AND e.type = $3 AND e.link_no = $4 AND e.send_no = $5 AND e.member_id = $6 FOR UPDATE OF e`,
    [tenantId, mailingId, type, linkNo, sendNo, memberId],
  )
  return found.rows[0] ?? null
}

function afterMoving({ at, hits, machineHits, seenHits }: Event, { hits: moved, to, firstAt }: Moving): Counts {
  const more = to === 'machine' ? -moved : moved
  const after = { hits: hits + more, machineHits: machineHits - more, seenHits: seenHits + more }
  return { ...after, at: after.hits > 0 && firstAt ? firstAt(at, hits > 0) : at }
}

const isPerson = ({ hits }: Counts) => (hits > 0 ? 1 : 0)
const isSeen = ({ seenHits }: Counts) => (seenHits > 0 ? 1 : 0)
const isMachine = ({ hits, machineHits }: Counts) => (hits === 0 && machineHits > 0 ? 1 : 0)

async function writeEvent(
  sql: Sql,
  { tenantId, mailingId, sendNo, memberId }: Receipt,
  { moving: { type, linkNo }, after }: { moving: Moving; after: Counts },
): Promise<void> {
  await sql.query(
    `UPDATE mail_events SET created_at = $7, hits = $8, machine_hits = $9, seen_hits = $10, verdict = $11
     WHERE tenant_id = $1 AND mailing_id = $2 AND type = $3 AND link_no = $4 AND send_no = $5 AND member_id = $6`,
    [
      tenantId,
      mailingId,
      type,
      linkNo,
      sendNo,
      memberId,
      after.at,
      after.hits,
      after.machineHits,
      after.seenHits,
      after.hits > 0 ? VERDICT.human : VERDICT.machine,
    ],
  )
}

type Change = { moving: Moving; before: Counts; after: Counts; slot: number }

async function restateStats(sql: Sql, { tenantId, mailingId }: Receipt, change: Change): Promise<void> {
  const { moving, before, after, slot } = change
  await sql.query(
    `INSERT INTO mail_stats AS s (tenant_id, mailing_id, type, slot, people, hits, machine_people, machine_hits, seen_people)
     VALUES ($1, $2, $3, $4, $5::bigint, $6::bigint, $7, -($6::bigint), $8)
     ON CONFLICT (tenant_id, mailing_id, type, slot) DO UPDATE SET people = s.people + excluded.people, hits = s.hits + excluded.hits,
       machine_people = s.machine_people + excluded.machine_people, machine_hits = s.machine_hits + excluded.machine_hits,
       seen_people = s.seen_people + excluded.seen_people`,
    [
      tenantId,
      mailingId,
      moving.type,
      slot,
      isPerson(after) - isPerson(before),
      after.hits - before.hits,
      isMachine(after) - isMachine(before),
      isSeen(after) - isSeen(before),
    ],
  )
}

/** The person stands in the quarter of an hour of their first hit. */
async function restateTimes(sql: Sql, { tenantId, mailingId }: Receipt, change: Change): Promise<void> {
  const { moving, before, after, slot } = change
  const changes = [
    { at: before.at, people: -isPerson(before) },
    { at: after.at, people: isPerson(after) },
  ].filter(({ people }) => people !== 0)
  if (changes.length === 0) return
  await sql.query(
    `INSERT INTO mail_stats_by_time AS s (tenant_id, mailing_id, quarter, type, slot, people)
     SELECT $1, $2, ${QUARTER}, $3, $4, sum(people) FROM unnest($5::timestamptz[], $6::int[]) AS e(created_at, people)
     GROUP BY 3 HAVING sum(people) <> 0 ORDER BY 3
     ON CONFLICT (tenant_id, mailing_id, quarter, type, slot) DO UPDATE SET people = s.people + excluded.people`,
    [tenantId, mailingId, moving.type, slot, changes.map(({ at }) => at), changes.map(({ people }) => people)],
  )
}

/** Of clicks alone is it counted by link. */
async function restateLink(sql: Sql, { tenantId, mailingId }: Receipt, change: Change): Promise<void> {
  const { moving, before, after, slot } = change
  if (moving.type !== EVENT.clicked) return
  await sql.query(
    `INSERT INTO link_stats AS s (tenant_id, mailing_id, link_no, slot, people, hits, machine_hits)
     VALUES ($1, $2, $3, $4, $5, $6::bigint, -($6::bigint))
     ON CONFLICT (tenant_id, mailing_id, link_no, slot) DO UPDATE SET people = s.people + excluded.people,
       hits = s.hits + excluded.hits, machine_hits = s.machine_hits + excluded.machine_hits`,
    [tenantId, mailingId, moving.linkNo, slot, isPerson(after) - isPerson(before), after.hits - before.hits],
  )
}

/** Somebody counts once in a campaign: here no more, or again, as far as no other of its e-mails says otherwise. */
async function movePerson(
  sql: Sql,
  { tenantId, memberId }: Receipt,
  { moving: { type }, before, after, slot, campaignId }: Change & { campaignId: number | null },
): Promise<void> {
  const people = isPerson(after) - isPerson(before)
  if (people === 0) return
  const key = [tenantId, campaignId, type, memberId]
  const changed =
    people > 0
      ? await sql.query(
          `INSERT INTO campaign_people (tenant_id, campaign_id, type, member_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
          key,
        )
      : await sql.query(
          `DELETE FROM campaign_people WHERE tenant_id = $1 AND campaign_id = $2 AND type = $3 AND member_id = $4
             AND NOT EXISTS (SELECT FROM mailings m JOIN mail_events e ON e.tenant_id = m.tenant_id AND e.mailing_id = m.mailing_id
               WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = $2 AND e.type = $3
                 AND e.link_no = 0 AND e.member_id = $4 AND e.hits > 0)`,
          key,
        )
  if (changed.rowCount !== 1) return
  await sql.query(
    `INSERT INTO campaign_stats AS s (tenant_id, campaign_id, type, slot, people) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, campaign_id, type, slot) DO UPDATE SET people = s.people + excluded.people`,
    [tenantId, campaignId, type, slot, people],
  )
}
