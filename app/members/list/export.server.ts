// The members that a list holds as CSV, page by page: a million of them take no more memory than a thousand.
import { Readable } from 'node:stream'
import { db } from '#app/platform/db.server.ts'
import { STATE_WORDS } from '../consent-words.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import { listAfter } from '../list.server.ts'
import { type MemberQuery, parseKey } from '../list.ts'
import type { Member } from '../members.server.ts'

const PAGE = 1000

type Exported = Pick<
  Member,
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'phone'
  | 'emailState'
  | 'smsState'
  | 'points'
  | 'tier'
  | 'tags'
  | 'ordersCount'
  | 'amountSpent'
  | 'lastOrderAt'
  | 'createdAt'
> & {
  memberId: string
  emailConsentAt: Date | null
  smsConsentAt: Date | null
  bounce: string | null
  bounceAt: Date | null
  complaintAt: Date | null
}

const COLUMNS: [heading: string, cell: (member: Exported) => string | number | null][] = [
  ['Customer', (member) => member.memberId],
  ['First name', (member) => member.firstName],
  ['Last name', (member) => member.lastName],
  ['E-mail', (member) => member.email],
  ['Phone', (member) => member.phone],
  ['E-mail consent', (member) => STATE_WORDS[member.emailState]],
  ['E-mail consent at', (member) => time(member.emailConsentAt)],
  ['SMS consent', (member) => STATE_WORDS[member.smsState]],
  ['SMS consent at', (member) => time(member.smsConsentAt)],
  ['Bounce', (member) => member.bounce],
  ['Bounced at', (member) => time(member.bounceAt)],
  ['Complained at', (member) => time(member.complaintAt)],
  ['Points', (member) => member.points],
  ['Tier', (member) => member.tier],
  ['Tags', (member) => member.tags.join(', ')],
  ['Orders', (member) => member.ordersCount],
  ['Spent', (member) => Number(member.amountSpent)],
  ['Last order at', (member) => time(member.lastOrderAt)],
  ['Joined at', (member) => time(member.createdAt)],
]

const time = (at: Date | null) => at?.toISOString() ?? null

/** The list's members in its order, read as fast as they are taken; the first line names the columns. Times are in UTC. */
export function exportMembers(tenantId: number, query: MemberQuery): ReadableStream<Uint8Array> {
  const lines = Readable.from(exportLines(tenantId, query), { objectMode: false })
  return Readable.toWeb(lines) as ReadableStream<Uint8Array>
}

async function* exportLines(tenantId: number, query: MemberQuery): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(COLUMNS.map(([heading]) => heading))
  let after = query.after
  for (;;) {
    const rows = await listAfter(tenantId, { ...query, after, before: null }, PAGE)
    const members = await readExported(
      tenantId,
      rows.map(({ memberId }) => memberId),
    )
    if (members.length > 0) yield members.map((member) => csvLine(COLUMNS.map(([, cell]) => cell(member)))).join('')
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = parseKey(last.key, query.sort)
  }
}

async function readExported(tenantId: number, memberIds: string[]): Promise<Exported[]> {
  const found = await db().query<Exported>(
    `SELECT member_id::text AS "memberId", first_name AS "firstName", last_name AS "lastName", email, phone,
       (CASE WHEN email_unsubscribed THEN 'UNSUBSCRIBED' ELSE email_state END)::text AS "emailState",
       CASE WHEN email_unsubscribed THEN email_unsubscribed_at ELSE email_consent_updated_at END AS "emailConsentAt",
       sms_state AS "smsState", sms_consent_updated_at AS "smsConsentAt", email_bounce_type AS bounce,
       email_bounce_at AS "bounceAt", email_complaint_at AS "complaintAt", points, tier, tags,
       orders_count AS "ordersCount", amount_spent::text AS "amountSpent", last_order_at AS "lastOrderAt",
       created_at AS "createdAt"
     FROM unnest($2::bigint[]) WITH ORDINALITY AS listed (member_id, place) JOIN members USING (member_id)
     WHERE tenant_id = $1 ORDER BY place`,
    [tenantId, memberIds],
  )
  return found.rows
}
