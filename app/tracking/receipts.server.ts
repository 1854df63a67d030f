// What is known of the e-mails whose hits may be a machine's: when each was handed over and delivered.
import type { Sql } from '#app/platform/db/db.server.ts'
import { intArray } from '#app/platform/db/int-array.ts'
import { EVENT } from './events.ts'
import { type ReceiptContext, SUSPECT_FOR_MS } from './judge/suspects.ts'
import type { Recipient } from './links.server.ts'
import { gatewayOf, PROVIDER, type ProviderCode } from './provider/providers.ts'

export type OpenMailing = {
  tenantId: number
  mailingId: number
  lastSentAt: Date | null
  /** Somebody may be handed over at any moment. */
  isUnderWay: boolean
  trackedLinks: number
  /** Its shop keeps full addresses. */
  keepsAddresses: boolean
}

/** Those of these mailings that still count, by their number. One that is closed, or gone with its shop, does not. */
export async function findOpenMailings(
  sql: Sql,
  receipts: Pick<Receipt, 'tenantId' | 'mailingId'>[],
): Promise<Map<number, OpenMailing>> {
  const mailings = [...new Map(receipts.map(({ mailingId, tenantId }) => [mailingId, tenantId]))]
  const found = await sql.query<OpenMailing>(
    `SELECT m.tenant_id AS "tenantId", m.mailing_id AS "mailingId", m.last_sent_at AS "lastSentAt",
       m.status IN ('preparing', 'sending', 'open') AS "isUnderWay",
       CASE WHEN m.track_clicks THEN coalesce(jsonb_array_length(c.links), 0) ELSE 0 END AS "trackedLinks",
       coalesce(s.addresses_kept_days, 30) > 0 AS "keepsAddresses"
     FROM unnest($1::int[], $2::int[]) AS g(tenant_id, mailing_id)
     JOIN mailings m ON m.tenant_id = g.tenant_id AND m.mailing_id = g.mailing_id
     LEFT JOIN contents c ON c.tenant_id = m.tenant_id AND c.content_id = m.content_id
     LEFT JOIN settings s ON s.tenant_id = m.tenant_id
     WHERE m.closed_at IS NULL`,
    [mailings.map(([, tenantId]) => tenantId), mailings.map(([mailingId]) => mailingId)],
  )
  return new Map(found.rows.map((row) => [row.mailingId, row]))
}

export type Receipt = Pick<Recipient, 'tenantId' | 'mailingId' | 'sendNo' | 'memberId'>
export const receiptKey = ({ tenantId, mailingId, sendNo, memberId }: Receipt) =>
  `${tenantId} ${mailingId} ${sendNo} ${memberId}`

type Known = {
  /** Milliseconds, as below. */
  sentAt: number | null
  deliveredAt: number | null
  provider: ProviderCode | null
}

const contextOf = ({ sentAt, deliveredAt, provider }: Known, mailing?: OpenMailing): ReceiptContext => ({
  sentAt,
  deliveredAt,
  gateway: provider === null ? null : gatewayOf(provider),
  trackedLinks: mailing?.trackedLinks ?? 0,
})

const KNOWN = `extract(epoch FROM r.settled_at)::float8 * 1000 AS "sentAt", r.provider,
  extract(epoch FROM e.created_at)::float8 * 1000 AS "deliveredAt"`

const NOTHING: Known = { sentAt: null, deliveredAt: null, provider: null }

/**
 * What is known of each receipt of `g` that is there: GROUP BY makes it a look-up in the primary key, whatever the planner thinks of
 * their number. Events are joined with recipients, for tables on several machines are joined with each other alone.
 */
const LOOK_UP = `
  JOIN LATERAL (SELECT r.tenant_id, r.settled_at, r.provider FROM recipients r WHERE r.tenant_id = g.tenant_id
    AND r.mailing_id = g.mailing_id AND r.send_no = g.send_no AND r.member_id = g.member_id
    GROUP BY r.tenant_id, r.settled_at, r.provider) r ON true
  LEFT JOIN LATERAL (SELECT e.tenant_id, e.created_at FROM mail_events e WHERE e.tenant_id = r.tenant_id
    AND e.mailing_id = g.mailing_id AND e.type = ${EVENT.delivered} AND e.link_no = 0 AND e.send_no = g.send_no
    AND e.member_id = g.member_id GROUP BY e.tenant_id, e.created_at) e ON true`

/** As parameters: tenants (int[]), mailings (int[]), send_nos (smallint[]) and members (bigint[]). */
export const keysOf = (receipts: Receipt[]) => [
  intArray('int4', receipts, ({ tenantId }) => tenantId),
  intArray('int4', receipts, ({ mailingId }) => mailingId),
  intArray('int2', receipts, ({ sendNo }) => sendNo),
  intArray('int8', receipts, ({ memberId }) => memberId),
]

/** What is known of each receipt, by its key. */
export async function findReceipts(
  sql: Sql,
  receipts: Receipt[],
  mailings: Map<number, OpenMailing>,
): Promise<Map<string, ReceiptContext>> {
  const asked = [...new Map(receipts.map((receipt) => [receiptKey(receipt), receipt])).values()]
  if (asked.length === 0) return new Map()
  const found = await sql.query<Known & Receipt>(
    `SELECT g.tenant_id AS "tenantId", g.mailing_id AS "mailingId", g.send_no AS "sendNo", g.member_id::text AS "memberId", ${KNOWN}
     FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[]) AS g(tenant_id, mailing_id, send_no, member_id) ${LOOK_UP}`,
    keysOf(asked),
  )
  const known = new Map(found.rows.map((row) => [receiptKey(row), row]))
  const contexts = asked.map((receipt) => {
    const key = receiptKey(receipt)
    return [key, contextOf(known.get(key) ?? NOTHING, mailings.get(receipt.mailingId))] as const
  })
  return new Map(contexts)
}

const BEHIND_GATEWAYS = Object.values(PROVIDER).filter((code) => gatewayOf(code) !== null)

/**
 * What is known of the receipts of those hits that may be a machine's by it: come soon after delivery, or behind a gateway. Of
 * the other hits nothing is brought here, and they are nearly all.
 */
export async function findSuspectReceipts<Hit extends Receipt & { at: number }>(
  sql: Sql,
  hits: Hit[],
  mailings: Map<number, OpenMailing>,
): Promise<Map<Hit, ReceiptContext>> {
  if (hits.length === 0) return new Map()
  const found = await sql.query<Known & { place: number }>({
    name: 'find-suspect-receipts',
    text: `SELECT g.place::int AS place, ${KNOWN}
      FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[], $5::bigint[]) WITH ORDINALITY
        AS g(tenant_id, mailing_id, send_no, member_id, at, place) ${LOOK_UP}
      WHERE r.provider = ANY ($6) OR coalesce(e.created_at, r.settled_at) > to_timestamp((g.at - $7)::float8 / 1000)`,
    values: [...keysOf(hits), intArray('int8', hits, ({ at }) => at), BEHIND_GATEWAYS, SUSPECT_FOR_MS],
  })
  const suspects = found.rows.flatMap(({ place, ...known }) => {
    const hit = hits[place - 1]
    return hit ? [[hit, contextOf(known, mailings.get(hit.mailingId))] as const] : []
  })
  return new Map(suspects)
}
