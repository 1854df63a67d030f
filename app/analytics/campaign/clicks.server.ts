// What the clicks of a campaign say of themselves: how many came too soon after delivery for a reader, and who followed every
// link. Read from the events of those who clicked, a few in a hundred of all recipients, by the primary key. Writes nothing.
import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { HONEYPOT } from '#app/tracking/judge/suspects.ts'
import { bigIdParam } from '#app/ui/params.ts'
import { largestFirst, type Place, placeIn, readPage } from '#app/ui/tables/keyset-page.ts'
import { findNames } from '../member/names.server.ts'
import { type ClickAudit, type ClickSign, LINKS_TO_TELL, SOON_SECONDS } from './click-audit.ts'

/** More are not read for two numbers: so many take 0.4 s. */
const MOST_READ = 50_000
/** A page of those behind a number. */
const SHOWN = 50

type AuditedMailing = {
  mailingId: number
  /** Its events are deleted. */
  isForgotten: boolean
  links: number
  /** Whether there is a link that nobody followed, as there mostly is. */
  hasUnfollowed: boolean
}

/** What can be told of a campaign's clicks; null once the events of one of its mailings are deleted. */
export async function auditClicks(tenantId: number, campaignId: number): Promise<ClickAudit | null> {
  const mailings = await findMailings(tenantId, campaignId)
  if (mailings.some(({ isForgotten }) => isForgotten)) return null
  const end = await findEnd(tenantId, mailings)
  const [timed, everyLink] = await Promise.all([
    countTimed(tenantId, mailings, end),
    mailings.some(hasLinksToTell) ? countFollowers(tenantId, mailings, end) : null,
  ])
  return { ...timed, everyLink, isPart: end !== null }
}

async function findMailings(tenantId: number, campaignId: number): Promise<AuditedMailing[]> {
  const found = await db().query<AuditedMailing>(
    `SELECT m.mailing_id AS "mailingId", m.kept_counts IS NOT NULL AS "isForgotten", jsonb_array_length(c.links) AS links,
       jsonb_array_length(c.links) > (SELECT count(DISTINCT s.link_no) FROM link_stats s WHERE s.tenant_id = m.tenant_id
         AND s.mailing_id = m.mailing_id AND s.link_no <> ${HONEYPOT} AND s.people > 0) AS "hasUnfollowed"
     FROM mailings m JOIN contents c ON c.tenant_id = m.tenant_id AND c.content_id = m.content_id
     WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = $2`,
    [tenantId, campaignId],
  )
  return found.rows
}

/** Of one or two links many readers follow all. */
const hasLinksToTell = ({ links }: AuditedMailing) => links >= LINKS_TO_TELL
const idsOf = (mailings: AuditedMailing[]) => mailings.map(({ mailingId }) => mailingId)

/** Up to which customer number those are who are counted; null where all of them are. */
async function findEnd(tenantId: number, mailings: AuditedMailing[]): Promise<string | null> {
  const found = await db().query<{ memberId: string }>(
    `SELECT member_id::text AS "memberId" FROM mail_events
     WHERE tenant_id = $1 AND mailing_id = ANY ($2) AND type = ${EVENT.clicked} AND link_no = 0
     ORDER BY member_id OFFSET ${MOST_READ} LIMIT 1`,
    [tenantId, idsOf(mailings)],
  )
  return found.rows[0]?.memberId ?? null
}

// An event's time is that of a person's first hit, or, while there was none, of the first: whom a machine came before counts
// by when they came themselves. A gateway may look before it takes the mail, so there is no lower end. GROUP BY makes each
// a look-up in the primary key, where a join would read every e-mail of the month.
const TIMED = `FROM mail_events c
   JOIN LATERAL (SELECT min(created_at) AS created_at FROM mail_events d WHERE d.tenant_id = $1 AND d.mailing_id = c.mailing_id
     AND d.type = ${EVENT.delivered} AND d.link_no = 0 AND d.send_no = c.send_no AND d.member_id = c.member_id GROUP BY d.member_id) d ON true
   WHERE c.tenant_id = $1 AND c.mailing_id = ANY ($2) AND c.type = ${EVENT.clicked} AND c.link_no = 0`
const SOON = `c.created_at < d.created_at + interval '${SOON_SECONDS} seconds'`

type Timed = Omit<ClickAudit, 'everyLink' | 'isPart'>

/** Those whose delivery is confirmed: of the others nobody knows how soon they clicked. */
async function countTimed(tenantId: number, mailings: AuditedMailing[], end: string | null): Promise<Timed> {
  const counted = await db().query<Timed>(
    `SELECT count(*) FILTER (WHERE human)::int AS people, count(*) FILTER (WHERE NOT human)::int AS machines,
       count(*) FILTER (WHERE human AND "humanSoon")::int AS "peopleSoon", count(*) FILTER (WHERE NOT human AND soon)::int AS "machinesSoon"
     FROM (SELECT c.member_id, bool_or(c.hits > 0) AS human, bool_or(c.hits > 0 AND ${SOON}) AS "humanSoon", bool_or(${SOON}) AS soon
       ${TIMED} AND ($3::bigint IS NULL OR c.member_id < $3) GROUP BY c.member_id) AS each`,
    [tenantId, idsOf(mailings), end],
  )
  return counted.rows[0] ?? { people: 0, machines: 0, peopleSoon: 0, machinesSoon: 0 }
}

/** Who followed every link, as a person, with when they first did any. */
const FOLLOWERS = `FROM (SELECT e.mailing_id, e.member_id, min(e.created_at) AS at FROM mail_events e
     WHERE e.tenant_id = $1 AND e.mailing_id = ANY ($2) AND e.type = ${EVENT.clicked} AND e.link_no > 0 AND e.hits > 0
       AND ($4::bigint IS NULL OR e.member_id < $4)
     GROUP BY e.mailing_id, e.send_no, e.member_id
     HAVING count(*) = ($3::int[])[array_position($2, e.mailing_id)]) AS c`

function followersOf(tenantId: number, mailings: AuditedMailing[], end: string | null): unknown[] {
  const told = mailings.filter((mailing) => hasLinksToTell(mailing) && !mailing.hasUnfollowed)
  return [tenantId, idsOf(told), told.map(({ links }) => links), end]
}

async function countFollowers(tenantId: number, mailings: AuditedMailing[], end: string | null): Promise<number> {
  const counted = await db().query<{ count: number }>(
    `SELECT count(DISTINCT c.member_id)::int AS count ${FOLLOWERS}`,
    followersOf(tenantId, mailings, end),
  )
  return counted.rows[0]?.count ?? 0
}

export type Clicker = {
  memberId: string
  name: string
  email: string | null
  /** When they first clicked, and how long after delivery that was. */
  at: string
  secondsAfter: number | null
}

type Row = { memberId: string; at: Date; secondsAfter: number | null }

/** A page of the people behind a number of the audit, the newest customers first. */
export async function listClickers(
  tenantId: number,
  campaignId: number,
  { sign, search }: { sign: ClickSign; search: URLSearchParams },
) {
  const mailings = await findMailings(tenantId, campaignId)
  const { rows, ...pages } = await readPage(placeIn(search, bigIdParam), {
    size: SHOWN,
    keyOf: ({ memberId }: Row) => memberId,
    read: (from, limit) =>
      sign === 'every-link'
        ? readFollowers(tenantId, mailings, { from, limit })
        : readSoon(tenantId, mailings, { sign, from, limit }),
  })
  return { ...pages, rows: await withNames(tenantId, rows) }
}

type Reading = { from: Place<string>; limit: number }

async function readSoon(
  tenantId: number,
  mailings: AuditedMailing[],
  { sign, from, limit }: Reading & { sign: ClickSign },
): Promise<Row[]> {
  const { sign: side, direction, key } = largestFirst(from)
  const found = await db().query<Row>(
    `SELECT DISTINCT ON (c.member_id) c.member_id::text AS "memberId", c.created_at AS at,
       extract(epoch FROM c.created_at - d.created_at)::float8 AS "secondsAfter"
     ${TIMED} AND ${SOON} AND c.hits ${sign === 'soon' ? '>' : '='} 0 AND ($3::bigint IS NULL OR c.member_id ${side} $3)
     ORDER BY c.member_id ${direction} LIMIT $4`,
    [tenantId, idsOf(mailings), key, limit],
  )
  return found.rows
}

async function readFollowers(tenantId: number, mailings: AuditedMailing[], { from, limit }: Reading): Promise<Row[]> {
  const { sign: side, direction, key } = largestFirst(from)
  const found = await db().query<Row>(
    `SELECT c.member_id::text AS "memberId", min(c.at) AS at, NULL AS "secondsAfter"
     ${FOLLOWERS} WHERE $5::bigint IS NULL OR c.member_id ${side} $5 GROUP BY c.member_id ORDER BY c.member_id ${direction} LIMIT $6`,
    [...followersOf(tenantId, mailings, null), key, limit],
  )
  return found.rows
}

async function withNames(tenantId: number, rows: Row[]): Promise<Clicker[]> {
  const named = await findNames(
    tenantId,
    rows.map(({ memberId }) => memberId),
  )
  return rows.map(({ memberId, at, secondsAfter }) => {
    return { memberId, ...named(memberId), at: at.toISOString(), secondsAfter }
  })
}
