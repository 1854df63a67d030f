// What is held of one person, read part by part as data-request-parts.ts names it. Writes nothing.
import { addressHashes } from '#app/members/consent/erased-addresses.server.ts'
import { findMember, followMerge, type Member } from '#app/members/core/members.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import type { Finder, DocumentPart, Row } from './data-request-part.ts'
import { PARTS } from './data-request-parts.ts'

/** Whom a document is about. */
export type Subject = {
  tenantId: number
  /** As Shopify has them now, or null when they are erased or were never known. */
  member: Member | null
  /** Their customer number, and those that Shopify merged into it. */
  numbers: string[]
}

/** Whom a customer number means: also one that is merged into another, erased or unknown. */
export async function findSubject(tenantId: number, memberId: string): Promise<Subject> {
  const now = String(await followMerge(db(), tenantId, memberId))
  const merged = await db().query<{ gone: string }>(
    'SELECT gone::text FROM merged_members WHERE tenant_id = $1 AND kept = $2 ORDER BY gone',
    [tenantId, now],
  )
  const numbers = [now, ...merged.rows.map(({ gone }) => gone)]
  return { tenantId, member: await findMember(tenantId, now), numbers }
}

type Found = { from: string; values: unknown[] }

/** The links of a row's mailing. */
const linksOf = (row: string) => `jsonb_array_elements((SELECT c.links FROM mailings m
  JOIN contents c ON c.tenant_id = m.tenant_id AND c.content_id = m.content_id
  WHERE m.tenant_id = $1 AND m.mailing_id = ${row}.mailing_id))`

/** A column of the campaign of a row's mailing. */
const ofCampaign = (column: string) => `(SELECT c.${column} FROM mailings m
  JOIN campaigns c ON c.tenant_id = m.tenant_id AND c.campaign_id = m.source_id
  WHERE m.tenant_id = $1 AND m.mailing_id = t.mailing_id AND m.source = 'campaign')`

const BY_NUMBER = 't.member_id = ANY ($2::bigint[])'

/** Where a part's rows are; $1 is the tenant. */
const FINDERS: Record<Finder, (part: DocumentPart, subject: Subject) => Found> = {
  number: ({ table }, { numbers }) => ({
    from: `${table} t WHERE t.tenant_id = $1 AND ${BY_NUMBER}`,
    values: [numbers],
  }),
  // Rows that name several members; a shop has few.
  numbers: ({ table }, { numbers }) => ({
    from: `${table} t WHERE t.tenant_id = $1 AND t.member_ids && $2::bigint[]`,
    values: [numbers],
  }),
  order: ({ table }, { numbers }) => ({
    from: `orders o JOIN ${table} t ON t.tenant_id = $1 AND t.order_id = o.order_id
      WHERE o.tenant_id = $1 AND o.member_id = ANY ($2::bigint[])`,
    values: [numbers],
  }),
  merge: ({ table }, { numbers }) => ({
    from: `${table} t WHERE t.tenant_id = $1 AND (t.gone = ANY ($2::bigint[]) OR t.kept = ANY ($2::bigint[]))`,
    values: [numbers],
  }),
  // Of one that nobody could read the number is looked for; a longer one that holds it is somebody else's.
  message: ({ table }, { numbers }) => ({
    from: `${table} t WHERE t.tenant_id = $1 AND t.state <> 'done' AND (${BY_NUMBER} OR t.merged_id = ANY ($2::bigint[])
      OR (t.member_id IS NULL AND encode(t.body, 'escape') ~ $3))`,
    values: [numbers, String.raw`(^|\D)(${numbers.join('|')})(\D|$)`],
  }),
  address: ({ table }, { tenantId, member }) => ({
    from: `${table} t WHERE t.tenant_id = $1 AND (t.channel = 'email' AND t.address_hash = ANY ($2::bytea[])
      OR t.channel = 'sms' AND t.address_hash = ANY ($3::bytea[]))`,
    values: [
      addressHashes(tenantId, 'email', member?.email ?? null),
      addressHashes(tenantId, 'sms', member?.phone ?? null),
    ],
  }),
  // Naming every mailing, type, link and receipt makes each a look-up in the primary key.
  mailing: ({ table }, { numbers }) => ({
    from: `(SELECT DISTINCT mailing_id, send_no FROM recipients WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])) r
      JOIN ${table} t ON t.tenant_id = $1 AND t.mailing_id = r.mailing_id AND t.send_no = r.send_no
        AND t.type = ANY ($3::smallint[])
        AND t.link_no = ANY (ARRAY(SELECT 0::smallint UNION ALL SELECT (l ->> 'linkNo')::smallint FROM ${linksOf('r')} AS l))
        AND ${BY_NUMBER}`,
    values: [numbers, Object.values(EVENT)],
  }),
}

// Without a time of Shopify's the column holds when the state was true at the latest, which is no "since".
const since = (channel: 'email' | 'sms') =>
  `CASE WHEN t.${channel}_consent_exact THEN t.${channel}_consent_updated_at END AS ${channel}_consent_updated_at`

/** Columns that are told otherwise than they are stored, or stand in another table. */
const TOLD: Record<string, string> = {
  email_consent_updated_at: since('email'),
  sms_consent_updated_at: since('sms'),
  agent: '(SELECT a.user_agent FROM agents a WHERE a.agent_no = t.agent_no) AS agent',
  addresses: `ARRAY(SELECT DISTINCT host(u.address) FROM unnest(t.member_ids, t.addresses) AS u(member_id, address)
    WHERE u.member_id = ANY ($2::bigint[]) ORDER BY 1) AS addresses`,
  prefix: 't.prefix::text AS prefix',
  link: `(SELECT l ->> 'url' FROM ${linksOf('t')} AS l WHERE l ->> 'linkNo' = t.link_no::text) AS link`,
}

/** The same of the campaign: of tables with a mailing, and of others. */
const TOLD_BY_MAILING: Record<string, string> = {
  campaign: `${ofCampaign('name')} AS campaign`,
  campaign_id: `${ofCampaign('campaign_id')} AS campaign_id`,
}
const TOLD_BY_CAMPAIGN: Record<string, string> = {
  campaign: '(SELECT c.name FROM campaigns c WHERE c.tenant_id = $1 AND c.campaign_id = t.campaign_id) AS campaign',
}

export type Range = { offset: number; limit: number }

/** Some rows of a part, in the part's order. One person has a few thousand at most, so that an offset costs little. */
export async function readPart(subject: Subject, part: DocumentPart, { offset, limit }: Range): Promise<Row[]> {
  const told = { ...TOLD, ...('mailing_id' in part.columns ? TOLD_BY_MAILING : TOLD_BY_CAMPAIGN) }
  const columns = Object.keys(part.columns).map((column) => told[column] ?? `t.${column}`)
  const { from, values } = FINDERS[part.finder](part, subject)
  const order = part.order.length > 0 ? `ORDER BY ${part.order.map((column) => `t.${column}`).join(', ')}` : ''
  const found = await db().query<Row>(
    `SELECT ${columns.join(', ')} FROM ${from} ${order} LIMIT ${limit} OFFSET ${offset}`,
    [subject.tenantId, ...values],
  )
  return found.rows
}

/** Rows held in memory at once while a file is written. */
const PAGE = 500

/** All rows of a part. */
async function* readRows(subject: Subject, part: DocumentPart): AsyncGenerator<Row> {
  for (let offset = 0; ; offset += PAGE) {
    const rows = await readPart(subject, part, { offset, limit: PAGE })
    yield* rows
    if (rows.length < PAGE) return
  }
}

export type PartRows = { part: DocumentPart; rows: AsyncIterable<Row> }

/** The whole document; the rows of each part are read as they are asked for. */
export function readDocument(subject: Subject): PartRows[] {
  return PARTS.map((part) => ({ part, rows: readRows(subject, part) }))
}
