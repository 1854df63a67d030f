// An opt-out that turns out to be a machine's, or a person's after all: its event and what is counted of it, in the transaction that
// changes the consent. Events before people before rollups, as whoever writes events locks them.
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

type Moving = { times: number; to: 'machine' | 'person'; counted: CountedPeople }

/**
 * Counts so many opt-outs by the link of an e-mail as a machine's instead of a person's, or the other way round. A mailing that
 * is closed counts nothing any more. `counted` is what `holdPeople` has said in the same transaction.
 */
export async function moveOptOuts(sql: Sql, receipt: Receipt, moving: Moving): Promise<void> {
  const moved = await moveEvent(sql, receipt, moving)
  if (!moved) return
  const slot = await writerSlot()
  if (moved.people !== 0 && moving.counted !== 'by mailing') await movePerson(sql, receipt, { moved, slot })
  const { tenantId, mailingId } = receipt
  const { people, hits, machinePeople } = moved
  await sql.query(
    `INSERT INTO mail_stats AS s (tenant_id, mailing_id, type, slot, people, hits, machine_people, machine_hits, seen_people)
     VALUES ($1, $2, ${EVENT.unsubscribed}, $3, $4::bigint, $5::bigint, $6, -($5::bigint), $4)
     ON CONFLICT (tenant_id, mailing_id, type, slot) DO UPDATE SET people = s.people + excluded.people, hits = s.hits + excluded.hits,
       machine_people = s.machine_people + excluded.machine_people, machine_hits = s.machine_hits + excluded.machine_hits,
       seen_people = s.seen_people + excluded.seen_people`,
    [tenantId, mailingId, slot, people, hits, machinePeople],
  )
  if (people === 0) return
  await sql.query(
    `INSERT INTO mail_stats_by_time AS s (tenant_id, mailing_id, quarter, type, slot, people)
     SELECT $1, $2, ${QUARTER}, ${EVENT.unsubscribed}, $3, $4 FROM (SELECT $5::timestamptz AS created_at) AS e
     ON CONFLICT (tenant_id, mailing_id, quarter, type, slot) DO UPDATE SET people = s.people + excluded.people`,
    [tenantId, mailingId, slot, people, moved.at],
  )
}

type Moved = { campaignId: number | null; at: Date; people: number; hits: number; machinePeople: number }

/** Of the event: what it adds to the figures. Null where it is not there, or counts nothing. */
async function moveEvent(sql: Sql, receipt: Receipt, { times, to }: Moving): Promise<Moved | null> {
  const { tenantId, mailingId, sendNo, memberId } = receipt
  const found = await sql.query<{ campaignId: number | null; at: Date; hits: number; machineHits: number }>(
    `UPDATE mail_events e SET hits = e.hits - $5::int, machine_hits = e.machine_hits + $5, seen_hits = e.seen_hits - $5,
       verdict = CASE WHEN e.hits > $5 THEN ${VERDICT.human} ELSE ${VERDICT.machine} END
     FROM mailings m WHERE m.tenant_id = $1 AND m.mailing_id = $2 AND m.closed_at IS NULL AND e.tenant_id = $1 AND e.mailing_id = $2
       AND e.type = ${EVENT.unsubscribed} AND e.link_no = 0 AND e.send_no = $3 AND e.member_id = $4 AND e.hits >= $5
       AND e.machine_hits >= -$5
     RETURNING CASE WHEN m.source = 'campaign' THEN m.source_id END AS "campaignId", e.created_at AS at, e.hits::int,
       e.machine_hits::int AS "machineHits"`,
    [tenantId, mailingId, sendNo, memberId, to === 'machine' ? times : -times],
  )
  const [after] = found.rows
  if (!after) return null
  const more = to === 'machine' ? -times : times
  const before = { hits: after.hits - more, machineHits: after.machineHits + more }
  const { campaignId, at } = after
  return {
    campaignId,
    at,
    hits: more,
    people: isPerson(after) - isPerson(before),
    machinePeople: isMachine(after) - isMachine(before),
  }
}

type Hits = { hits: number; machineHits: number }
const isPerson = ({ hits }: Hits) => (hits > 0 ? 1 : 0)
const isMachine = ({ hits, machineHits }: Hits) => (hits === 0 && machineHits > 0 ? 1 : 0)

/** Somebody counts once in a campaign: here no more, or again, as far as no other of its e-mails says otherwise. */
async function movePerson(
  sql: Sql,
  { tenantId, memberId }: Receipt,
  { moved: { campaignId, people }, slot }: { moved: Moved; slot: number },
): Promise<void> {
  const changed =
    people > 0
      ? await sql.query(
          `INSERT INTO campaign_people (tenant_id, campaign_id, type, member_id) VALUES ($1, $2, ${EVENT.unsubscribed}, $3)
           ON CONFLICT DO NOTHING`,
          [tenantId, campaignId, memberId],
        )
      : await sql.query(
          `DELETE FROM campaign_people WHERE tenant_id = $1 AND campaign_id = $2 AND type = ${EVENT.unsubscribed} AND member_id = $3
             AND NOT EXISTS (SELECT FROM mailings m JOIN mail_events e ON e.tenant_id = m.tenant_id AND e.mailing_id = m.mailing_id
               WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = $2 AND e.type = ${EVENT.unsubscribed}
                 AND e.link_no = 0 AND e.member_id = $3 AND e.hits > 0)`,
          [tenantId, campaignId, memberId],
        )
  if (changed.rowCount !== 1) return
  await sql.query(
    `INSERT INTO campaign_stats AS s (tenant_id, campaign_id, type, slot, people) VALUES ($1, $2, ${EVENT.unsubscribed}, $3, $4)
     ON CONFLICT (tenant_id, campaign_id, type, slot) DO UPDATE SET people = s.people + excluded.people`,
    [tenantId, campaignId, slot, people],
  )
}
