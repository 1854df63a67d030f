// The members that a list holds as CSV, page by page: a million of them take no more memory than a thousand.
import { Readable } from 'node:stream'
import { db } from '#app/platform/db/db.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { hasUnsubscribed, type MailState, pausedUntilSql, type SkipReason, skipReason } from '../../core/consent.ts'
import { STATE_WORDS } from '../../consent/consent-words.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import { listAfter } from '../query/list.server.ts'
import { type MemberQuery, parseKey } from '../query/list.ts'
import type { Member } from '../../core/members.server.ts'

const PAGE = 1000

/** What the shop writes its times and its money in. */
export type Shop = { timezone: string; currency: string }

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

const CAN_BE_EMAILED = 'Can be emailed'

const columnsFor = ({ timezone, currency }: Shop): Column[] => [
  ['Customer', (member) => member.memberId],
  ['First name', (member) => member.firstName],
  ['Last name', (member) => member.lastName],
  ['Email', (member) => member.email],
  ['Phone', (member) => member.phone],
  [CAN_BE_EMAILED, (member) => yesNo(skipReason(member) === null)],
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
  return exportThese(tenantId, pagesOf(tenantId, query), { shop, columns: columnsFor(shop) })
}

/** The same of members whose numbers come a page at a time, with why some of them can not be mailed. */
export function exportPages(
  tenantId: number,
  pages: AsyncIterable<string[]>,
  { shop, reasonWords }: { shop: Shop; reasonWords: Record<SkipReason, string> },
): ReadableStream<Uint8Array> {
  const why: Column = ['Why not', (member) => reasonOf(member, reasonWords)]
  const columns = columnsFor(shop)
  const place = 1 + columns.findIndex(([heading]) => heading === CAN_BE_EMAILED)
  return exportThese(tenantId, pages, { shop, columns: columns.toSpliced(place, 0, why) })
}

function reasonOf(member: Exported, words: Record<SkipReason, string>): string | null {
  const reason = skipReason(member)
  return reason && words[reason]
}

type Written = { shop: Shop; columns: Column[] }

function exportThese(tenantId: number, pages: AsyncIterable<string[]>, written: Written): ReadableStream<Uint8Array> {
  const lines = Readable.from(exportLines(tenantId, pages, written), { objectMode: false })
  return Readable.toWeb(lines) as ReadableStream<Uint8Array>
}

async function* exportLines(
  tenantId: number,
  pages: AsyncIterable<string[]>,
  { shop, columns }: Written,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(columns.map(([heading]) => heading))
  for await (const memberIds of pages) {
    const members = await readExported(tenantId, memberIds, shop.timezone)
    if (members.length > 0) yield members.map((member) => csvLine(columns.map(([, cell]) => cell(member)))).join('')
  }
}

async function* pagesOf(tenantId: number, query: MemberQuery): AsyncGenerator<string[]> {
  let after = query.after
  for (;;) {
    const rows = await listAfter(tenantId, { ...query, after, before: null }, PAGE)
    yield rows.map(({ memberId }) => memberId)
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
