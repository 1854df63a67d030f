// The people of campaigns with several mailings: begins to count them, and tells them.
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '#app/platform/db/db.server.ts'
import { BEGUN, BY_MACHINES, foldPeople } from './campaign-people.ts'
import { EVENT } from './events.ts'
import { writerSlot } from './slot.server.ts'

/** Events noted at once: a hit of a person who is among them waits for so many. */
const PAGE = 5_000
const LOOK_EVERY_MS = 20
const LONGEST_WAIT_MS = 60_000

/** How many people did something, and how many were touched by machines alone. */
export type People = { people: number; machinePeople: number }

/**
 * The people of those of some campaigns that have had more than one mailing, by the type of event; the others are told by
 * the rollup of their only mailing.
 */
export async function campaignPeople(
  tenantId: number,
  campaignIds: number[],
): Promise<Map<number, Map<number, People>>> {
  const found = await db().query<People & { campaignId: number; type: number }>(
    `SELECT s.campaign_id AS "campaignId", abs(s.type)::int AS type,
       coalesce(sum(s.people) FILTER (WHERE s.type > 0), 0)::int AS people,
       coalesce(sum(s.people * -sign(s.type)) FILTER (WHERE abs(s.type) IN (${BY_MACHINES})), 0)::int AS "machinePeople"
     FROM campaign_stats b JOIN campaign_stats s ON s.tenant_id = b.tenant_id AND s.campaign_id = b.campaign_id
     WHERE b.tenant_id = $1 AND b.campaign_id = ANY($2) AND b.type = ${BEGUN} AND b.slot = 0 AND b.people = 1
       AND s.type <> ${BEGUN} GROUP BY 1, 2`,
    [tenantId, campaignIds],
  )
  const byCampaign = Map.groupBy(found.rows, ({ campaignId }) => campaignId)
  return new Map(
    [...byCampaign].map(([campaignId, rows]) => [
      campaignId,
      new Map(rows.map(({ type, people, machinePeople }) => [type, { people, machinePeople }])),
    ]),
  )
}

/**
 * To be called before a campaign gets a mailing, or its members second receipts, and outside the transaction that makes
 * them: where it had one before, `campaign_people` and `campaign_stats` hold each person once from then on. Harmless when it
 * was called before; one that was cut off is done by the next call.
 *
 * First the mark is committed by which writers note people themselves; then it waits for those who began without seeing
 * it, as CREATE INDEX CONCURRENTLY does; then what they and all before have written is noted page by page. Who is noted
 * by two at once counts for one of them. Hits wait for nothing but a page that holds the same person. Does nothing for a
 * campaign with a closed mailing, whose events may be gone: its figures are sums over its mailings then.
 * @throws when a writer has not ended for a minute
 */
export async function beginCampaignStats(tenantId: number, campaignId: number): Promise<void> {
  const mailings = await db().query<{ mailingId: number; closed: boolean }>(
    `SELECT mailing_id AS "mailingId", closed_at IS NOT NULL AS closed FROM mailings
     WHERE tenant_id = $1 AND source = 'campaign' AND source_id = $2 ORDER BY mailing_id`,
    [tenantId, campaignId],
  )
  if (mailings.rows.length === 0 || mailings.rows.some(({ closed }) => closed)) return
  if (await isBegun(tenantId, campaignId)) return
  await db().query(
    'INSERT INTO campaign_stats (tenant_id, campaign_id, type, slot) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING',
    [tenantId, campaignId, BEGUN],
  )
  await waitForWriters()
  for (const { mailingId } of mailings.rows)
    for (const type of Object.values(EVENT)) await noteEvents({ tenantId, campaignId, mailingId, type })
  await db().query(
    'UPDATE campaign_stats SET people = 1 WHERE tenant_id = $1 AND campaign_id = $2 AND type = $3 AND slot = 0',
    [tenantId, campaignId, BEGUN],
  )
}

async function isBegun(tenantId: number, campaignId: number): Promise<boolean> {
  const found = await db().query(
    'SELECT FROM campaign_stats WHERE tenant_id = $1 AND campaign_id = $2 AND type = $3 AND slot = 0 AND people = 1',
    [tenantId, campaignId, BEGUN],
  )
  return found.rowCount === 1
}

/**
 * Waits for whoever is writing events now. A statement locks its tables before it looks at their rows, so that one which
 * holds no lock yet will see what is committed already.
 */
async function waitForWriters(): Promise<void> {
  const before = await findWriters()
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const now = await findWriters()
    if (![...before].some((writer) => now.has(writer))) return
    if (waited >= LONGEST_WAIT_MS) throw new Error('a writer of events does not come to its end')
    await sleep(LOOK_EVERY_MS)
  }
}

/** The transactions that may write to campaign_stats, as every statement that writes events may. */
async function findWriters(): Promise<Set<string>> {
  const found = await db().query<{ writer: string }>(
    `SELECT virtualtransaction AS writer FROM pg_locks
     WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND relation = 'campaign_stats'::regclass AND mode = 'RowExclusiveLock'`,
  )
  return new Set(found.rows.map(({ writer }) => writer))
}

const NOTE = `
WITH page AS MATERIALIZED (
  SELECT send_no, member_id, hits FROM mail_events
  WHERE tenant_id = $1 AND mailing_id = $2 AND type = $3 AND link_no = 0 AND (send_no, member_id) > ($5::smallint, $6::bigint)
  ORDER BY send_no, member_id LIMIT $7
), met AS (
  SELECT $1::int AS tenant_id, $4::int AS campaign_id, $3::smallint AS type, member_id, hits > 0 AS by_person, true AS at_all FROM page
), ${foldPeople('$8::smallint')}
SELECT send_no AS "sendNo", member_id AS "memberId" FROM page ORDER BY send_no DESC, member_id DESC LIMIT 1`

type Noting = { tenantId: number; campaignId: number; mailingId: number; type: number }
type Noted = { sendNo: number; memberId: bigint }

async function noteEvents({ tenantId, campaignId, mailingId, type }: Noting): Promise<void> {
  const slot = await writerSlot()
  let after: Noted | undefined = { sendNo: -1, memberId: 0n }
  while (after) {
    const values: unknown[] = [tenantId, mailingId, type, campaignId, after.sendNo, after.memberId, PAGE, slot]
    const noted: Noted[] = (await db().query<Noted>(NOTE, values)).rows
    after = noted[0]
  }
}
