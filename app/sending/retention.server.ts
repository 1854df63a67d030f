// How long events and recipients are kept: until their mailing is closed, by a month's partition. It is dropped once all of its
// mailings are closed; before, it is thinned each time that some shop's are.
import { db } from '#app/platform/db/db.server.ts'
import {
  dropPartition,
  isDistributed,
  listPartitions,
  type Partition,
  thinPartition,
} from '#app/platform/db/partitions.server.ts'
import { log } from '#app/platform/log.server.ts'
import type { MailingKey } from './jobs.ts'
import { PARENTS } from './partitions.server.ts'

/** Whoever writes an event waits meanwhile; opens and clicks are answered all the same. */
const COPIED_WITHIN_MS = 1_500
/** Closed, and nothing of it is asked of its rows any more: engagement and counts are kept apart. */
const DONE = 'closed_at IS NOT NULL AND shares_moved_at IS NOT NULL AND kept_counts IS NOT NULL'

/** Notes of mailings that are closed how many recipients had which state, and how many members they were; returns of how many. */
export async function keepCounts(): Promise<number> {
  const due = await db().query<MailingKey>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId" FROM mailings
     WHERE shares_moved_at IS NOT NULL AND kept_counts IS NULL ORDER BY 1, 2`,
  )
  for (const { tenantId, mailingId } of due.rows)
    await db().query(
      `UPDATE mailings SET kept_counts = counted.counts FROM (
         SELECT jsonb_build_object('members', coalesce(sum(count) FILTER (WHERE send_no = 0), 0), 'states', coalesce(
           jsonb_agg(jsonb_build_object('state', state, 'reason', skip_reason, 'count', count)), '[]')) AS counts
         FROM (SELECT state, skip_reason, least(send_no, 1) AS send_no, count(*) AS count FROM recipients
           WHERE tenant_id = $1 AND mailing_id = $2 GROUP BY 1, 2, 3) AS r) AS counted
       WHERE tenant_id = $1 AND mailing_id = $2`,
      [tenantId, mailingId],
    )
  return due.rows.length
}

/**
 * Deletes the events and recipients of mailings that are closed. A partition whose numbers all lie before `before` is dropped
 * once nothing of it is to be kept; returns the names of those. One that is in use waits for the next call.
 */
export async function dropClosed(before: number): Promise<string[]> {
  const dropped: string[] = []
  const inUse = new Set<string>()
  for (const partition of await listPartitions(PARENTS)) {
    if (inUse.has(partition.parent)) continue
    const { first, end } = numbersOf(partition)
    if (end > before || (await isNeeded(first, end))) await thin(partition, { first, end })
    else if (await dropPartition(partition.name)) dropped.push(partition.name)
    else inUse.add(partition.parent)
  }
  if (dropped.length > 0) log.info({ dropped }, 'partitions dropped')
  return dropped
}

type Numbers = { first: number; end: number }

/** The mailings of a partition; the first of all begins with what is smallest. */
function numbersOf({ name, bound }: Partition): Numbers {
  const [, first = '0'] = /FROM \('?(\d+)'?\)/.exec(bound) ?? []
  const [, end] = /TO \('?(\d+)'?\)/.exec(bound) ?? []
  if (end === undefined) throw new Error(`partition ${name} has no end`)
  return { first: Number(first), end: Number(end) }
}

async function isNeeded(first: number, end: number): Promise<boolean> {
  const found = await db().query(
    `SELECT FROM mailings WHERE mailing_id >= $1 AND mailing_id < $2 AND NOT (${DONE}) LIMIT 1`,
    [first, end],
  )
  return found.rowCount === 1
}

/** Where most survive, or more than can be copied while others wait, what goes is deleted by mailing. */
async function thin(partition: Partition, { first, end }: Numbers): Promise<void> {
  const { name } = partition
  const done = await findDone(name, { first, end })
  if (done.length === 0) return
  const { left, all } = await countRows(name, done)
  const survivors = `NOT EXISTS (SELECT FROM mailings w
    WHERE w.tenant_id = kept.tenant_id AND w.mailing_id = kept.mailing_id AND ${DONE})`
  const isWorthCopying = 2 * left > all && !(await isDistributed())
  const thinned = isWorthCopying
    ? await thinPartition(partition, { survivors, values: [], hold: 'parent', withinMs: COPIED_WITHIN_MS })
    : 'slow'
  if (thinned === 'slow')
    for (const { tenantId, mailingId } of done)
      await db().query(`DELETE FROM ${name} WHERE tenant_id = $1 AND mailing_id = $2`, [tenantId, mailingId])
  log.info({ partition: name, all, left, how: thinned === 'slow' ? 'deleted' : thinned }, 'partition thinned')
}

/** The mailings that are done with and have rows in a partition, each by a look-up. */
async function findDone(name: string, { first, end }: Numbers): Promise<MailingKey[]> {
  const found = await db().query<MailingKey>(
    `SELECT w.tenant_id AS "tenantId", w.mailing_id AS "mailingId" FROM mailings w
     CROSS JOIN LATERAL (SELECT FROM ${name} e WHERE e.tenant_id = w.tenant_id AND e.mailing_id = w.mailing_id LIMIT 1) AS any_row
     WHERE w.mailing_id >= $1 AND w.mailing_id < $2 AND ${DONE} ORDER BY 1, 2`,
    [first, end],
  )
  return found.rows
}

async function countRows(name: string, mailings: MailingKey[]): Promise<{ left: number; all: number }> {
  const counted = await db().query<{ left: number; all: number }>(
    `SELECT (SELECT count(*) FROM ${name} e JOIN unnest($1::int[], $2::int[]) AS g(tenant_id, mailing_id) USING (tenant_id, mailing_id))::int AS left,
       (SELECT count(*) FROM ${name})::int AS all`,
    [mailings.map(({ tenantId }) => tenantId), mailings.map(({ mailingId }) => mailingId)],
  )
  return counted.rows[0] ?? { left: 0, all: 0 }
}

/**
 * Forgets who did what in campaigns of which nothing is counted any more: the figures stand beside. Where another mailing of
 * one follows, its figures are sums over its mailings (tracking/campaign-people.server.ts).
 */
export async function forgetCampaignPeople(): Promise<void> {
  const done = await db().query<{ tenantId: number; campaignId: number }>(
    `SELECT tenant_id AS "tenantId", campaign_id AS "campaignId" FROM (
       SELECT w.tenant_id, w.source_id AS campaign_id, ${DONE} AND NOT EXISTS (
         SELECT FROM mail_events e WHERE e.tenant_id = w.tenant_id AND e.mailing_id = w.mailing_id) AS gone
       FROM mailings w WHERE w.source = 'campaign'
         AND EXISTS (SELECT FROM campaign_people p WHERE p.tenant_id = w.tenant_id AND p.campaign_id = w.source_id)) AS m
     GROUP BY 1, 2 HAVING bool_and(gone)`,
  )
  for (const { tenantId, campaignId } of done.rows)
    await db().query('DELETE FROM campaign_people WHERE tenant_id = $1 AND campaign_id = $2', [tenantId, campaignId])
}
