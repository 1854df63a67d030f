// The share of a closed mailing in its members' engagement and in the figures by provider: moved beneath what can be counted
// again, before its events go. Page by page, for whoever counts hits waits for the members of one.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { sqlDay } from '#app/members/core/engagement.ts'
import { KINDS, sqlWeight } from './engagement.ts'
import { providerFigures } from './provider-stats.ts'

/** Whoever was writing events when a mailing was closed has ended by then: no statement takes so long. */
const WRITERS_END_MS = 3_600_000
/** Events moved at once. */
const PAGE = 2_000

type Closed = { tenantId: number; mailingId: number }
/** Of the last event that was moved: its type, receipt and member. */
type Place = [type: number, sendNo: number, memberId: string]

/** Moves the shares of mailings that were closed a while ago; returns of how many. */
export async function moveShares(): Promise<number> {
  const now = clock.now()
  const due = await db().query<Closed>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId" FROM mailings
     WHERE closed_at < $1 AND shares_moved_at IS NULL ORDER BY tenant_id, mailing_id`,
    [new Date(now.getTime() - WRITERS_END_MS)],
  )
  for (const mailing of due.rows) {
    while (await movePage(mailing));
    await end(mailing, now)
  }
  return due.rows.length
}

/** Moves the next page of a mailing's events; false when there is none. What was cut off goes on where it was. */
async function movePage({ tenantId, mailingId }: Closed): Promise<boolean> {
  return transaction(async (sql) => {
    const locked = await sql.query<{ movedTo: string[] | null }>(
      `SELECT shares_moved_to::text[] AS "movedTo" FROM mailings
       WHERE tenant_id = $1 AND mailing_id = $2 AND closed_at IS NOT NULL AND shares_moved_at IS NULL FOR UPDATE`,
      [tenantId, mailingId],
    )
    const [mailing] = locked.rows
    if (!mailing) return false
    for (const place of placesAfter(mailing.movedTo)) {
      const key = [tenantId, mailingId, ...place, PAGE]
      const page = await sql.query<{ sendNo: number; memberId: bigint }>(LAST_OF_PAGE, key)
      const [last] = page.rows
      if (!last) continue
      await sql.query('UPDATE mailings SET shares_moved_to = $3::bigint[] WHERE tenant_id = $1 AND mailing_id = $2', [
        tenantId,
        mailingId,
        [place[0], last.sendNo, last.memberId],
      ])
      // Last, for it locks rows that hits and sends write.
      await sql.query(MOVE_ENGAGEMENT, key)
      return true
    }
    return false
  })
}

const TYPES = KINDS.map(({ type }) => type).toSorted((one, other) => one - other)

/** Where the next page may begin: after this place, or with one of the types that follow. */
function placesAfter(movedTo: string[] | null): Place[] {
  const [type = '0', sendNo = '0', memberId = '0'] = movedTo ?? []
  const here: Place[] = movedTo ? [[Number(type), Number(sendNo), memberId]] : []
  return [...here, ...TYPES.filter((later) => later > Number(type)).map((later): Place => [later, -1, '0'])]
}

const OF_PAGE = `FROM mail_events WHERE tenant_id = $1 AND mailing_id = $2 AND type = $3 AND link_no = 0
  AND (send_no, member_id) > ($4::smallint, $5::bigint) ORDER BY send_no, member_id LIMIT $6`

const LAST_OF_PAGE = `SELECT send_no AS "sendNo", member_id AS "memberId"
  FROM (SELECT send_no, member_id ${OF_PAGE}) AS page ORDER BY send_no DESC, member_id DESC LIMIT 1`

const each = (sql: (name: string) => string) => [...KINDS.map(({ count }) => count), 'weight'].map(sql).join(', ')

// Rows are locked in the order in which those who count lock them.
const MOVE_ENGAGEMENT = `WITH page AS MATERIALIZED (
  SELECT member_id, type, created_at, seen_hits ${OF_PAGE}
), share AS MATERIALIZED (
  SELECT member_id, ${KINDS.map(({ count, type }) => `count(*) FILTER (WHERE type = ${type}) AS ${count}`).join(', ')},
    sum(${sqlWeight('type', 'day')}) AS weight
  FROM (SELECT member_id, type, ${sqlDay('created_at')} AS day FROM page WHERE seen_hits > 0) e GROUP BY 1
), locked AS MATERIALIZED (
  SELECT member_id FROM member_engagement
  WHERE tenant_id = $1 AND member_id IN (SELECT member_id FROM share) ORDER BY member_id FOR UPDATE
)
UPDATE member_engagement m SET ${each((name) => `base_${name} = m.base_${name} + share.${name}`)}
FROM locked JOIN share USING (member_id) WHERE m.tenant_id = $1 AND m.member_id = locked.member_id`

/** No process's own. */
const SLOT = -1

const MOVE_PROVIDERS = `
INSERT INTO provider_stats AS s (tenant_id, provider, day, metric, slot, base)
SELECT tenant_id, provider, day, metric, ${SLOT}, amount
FROM (${providerFigures('e.tenant_id = $1 AND e.mailing_id = $2')}) AS share ORDER BY 1, 2, 3, 4
ON CONFLICT (tenant_id, provider, day, metric, slot) DO UPDATE SET base = s.base + excluded.base`

/** The figures by provider are a few rows, and those of no process's own: nobody waits for them. */
async function end({ tenantId, mailingId }: Closed, now: Date): Promise<void> {
  await transaction(async (sql) => {
    const moved = await sql.query(
      `UPDATE mailings SET shares_moved_at = $3
       WHERE tenant_id = $1 AND mailing_id = $2 AND closed_at IS NOT NULL AND shares_moved_at IS NULL`,
      [tenantId, mailingId, now],
    )
    if (moved.rowCount === 1) await sql.query(MOVE_PROVIDERS, [tenantId, mailingId])
  })
}
