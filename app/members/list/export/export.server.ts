// The members that a list holds as CSV, page by page: a million of them take no more memory than a thousand.
import { Readable } from 'node:stream'
import { db } from '#app/platform/db/db.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { hasUnsubscribed, type MailState, pausedUntilSql, skipReason } from '../../core/consent.ts'
import { STATE_WORDS } from '../../consent/consent-words.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import { listAfter } from '../query/list.server.ts'
import { type MemberQuery, parseKey } from '../query/list.ts'
import type { Member } from '../../core/members.server.ts'

const PAGE = 1000

/** What the shop writes its times and its money in. */
type Shop = { timezone: string; currency: string }

type Exported = MailState &
  Pick<Member, 'firstName' | 'lastName' | 'phone' | 'smsState' | 'points' | 'tier' | 'tags' | 'ordersCount'> & {
    memberId: string
    amountSpent: string
  } & Record<(typeof TIMES)[number], string | null>

const TIMES = [
  'emailConsentAt',
  'unsubscribedAt',
  'smsConsentAt',
  'bounceAt',
  'complaintAt',
  'lastOrderAt',
  'joinedAt',
] as const

type Column = [heading: string, cell: (member: Exported) => string | number | null]

const columnsFor = ({ timezone, currency }: Shop): Column[] => [
  ['Customer', (member) => member.memberId],
  ['First name', (member) => member.firstName],
  ['Last name', (member) => member.lastName],
  ['Email', (member) => member.email],
  ['Phone', (member) => member.phone],
  ['Can be emailed', (member) => yesNo(skipReason(member) === null)],
  ['Email consent', (member) => STATE_WORDS[hasUnsubscribed(member) ? 'UNSUBSCRIBED' : member.emailState]],
  [`Email consent at (${timezone})`, (member) => member.emailConsentAt],
  ['Unsubscribed', (member) => yesNo(hasUnsubscribed(member))],
  [`Unsubscribed at (${timezone})`, (member) => member.unsubscribedAt],
  ['SMS consent', (member) => STATE_WORDS[member.smsState]],
  [`SMS consent at (${timezone})`, (member) => member.smsConsentAt],
  ['Bounce', (member) => member.emailBounceType],
  [`Bounced at (${timezone})`, (member) => member.bounceAt],
  [`Complained at (${timezone})`, (member) => member.complaintAt],
  ['Points', (member) => member.points],
  ['Tier', (member) => member.tier],
  ['Tags', (member) => member.tags.join(', ')],
  ['Orders', (member) => member.ordersCount],
  [`Spent (${currency})`, (member) => Number(member.amountSpent)],
  [`Last order at (${timezone})`, (member) => member.lastOrderAt],
  [`Joined at (${timezone})`, (member) => member.joinedAt],
]

const yesNo = (is: boolean) => (is ? 'yes' : 'no')

/** The list's members in its order, read as fast as they are taken; the first line names the columns, and the time zone of each time. */
export function exportMembers(tenantId: number, query: MemberQuery, shop: Shop): ReadableStream<Uint8Array> {
  const lines = Readable.from(exportLines(tenantId, query, shop), { objectMode: false })
  return Readable.toWeb(lines) as ReadableStream<Uint8Array>
}

async function* exportLines(tenantId: number, query: MemberQuery, shop: Shop): AsyncGenerator<string> {
  const columns = columnsFor(shop)
  yield BYTE_ORDER_MARK + csvLine(columns.map(([heading]) => heading))
  let after = query.after
  for (;;) {
    const rows = await listAfter(tenantId, { ...query, after, before: null }, PAGE)
    const members = await readExported(
      tenantId,
      rows.map(({ memberId }) => memberId),
      shop.timezone,
    )
    if (members.length > 0) yield members.map((member) => csvLine(columns.map(([, cell]) => cell(member)))).join('')
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = parseKey(last.key, query.sort)
  }
}

async function readExported(tenantId: number, memberIds: string[], timezone: string): Promise<Exported[]> {
  // Spreadsheets sort it as it is, and take it for a time.
  const local = (at: string) => `to_char((${at}) AT TIME ZONE $3, 'YYYY-MM-DD HH24:MI:SS')`
  const decided = `CASE WHEN email_unsubscribed THEN email_unsubscribed_at
    WHEN email_consent_exact THEN email_consent_updated_at END`
  const found = await db().query<Exported>(
    `SELECT member_id::text AS "memberId", first_name AS "firstName", last_name AS "lastName", email, phone,
       email_state AS "emailState", email_unsubscribed AS "emailUnsubscribed", ${local(decided)} AS "emailConsentAt",
       CASE WHEN email_unsubscribed OR email_state = 'UNSUBSCRIBED' THEN ${local(decided)} END AS "unsubscribedAt",
       sms_state AS "smsState", ${local('CASE WHEN sms_consent_exact THEN sms_consent_updated_at END')} AS "smsConsentAt",
       email_bounce_type AS "emailBounceType", ${local('email_bounce_at')} AS "bounceAt",
       email_complaint_at AS "emailComplaintAt", ${pausedUntilSql('$4', 'members')} AS "pausedUntil", ${local('email_complaint_at')} AS "complaintAt", points, tier, tags,
       orders_count AS "ordersCount", amount_spent::text AS "amountSpent", ${local('last_order_at')} AS "lastOrderAt",
       ${local('created_at')} AS "joinedAt"
     FROM unnest($2::bigint[]) WITH ORDINALITY AS listed (member_id, place) JOIN members USING (member_id)
     WHERE tenant_id = $1 ORDER BY place`,
    [tenantId, memberIds, timezone, clock.now()],
  )
  return found.rows
}
