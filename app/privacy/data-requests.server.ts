// Customers who asked the shop for their data. Shopify passes the request on; what is held of the person
// (data-request-document.server.ts) is for the shop to hand over. Owns data_requests.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'

/** https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance: within thirty days of the request. */
const DUE = '30 days'

export type NewDataRequest = { tenantId: number; requestId: string; memberId: string; orders: string[]; at: Date }

/** Writes down a request; one that is known already is left as it is. */
export async function noteDataRequest({ tenantId, requestId, memberId, orders, at }: NewDataRequest): Promise<void> {
  await db().query(
    `INSERT INTO data_requests (tenant_id, request_id, member_id, orders_requested, requested_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $5::timestamptz + interval '${DUE}') ON CONFLICT DO NOTHING`,
    [tenantId, requestId, memberId, orders, at],
  )
}

export type DataRequest = {
  requestId: string
  /** The customer's number, whom Shopify may have merged or erased since. */
  memberId: string
  orders: string[]
  requestedAt: Date
  dueAt: Date
  handedOverAt: Date | null
}

const COLUMNS = `request_id::text AS "requestId", member_id::text AS "memberId", orders_requested::text[] AS orders,
  requested_at AS "requestedAt", due_at AS "dueAt", handed_over_at AS "handedOverAt"`

/** More than any shop has; what is left out was handed over long ago. */
const LISTED = 500

export type ListedRequest = Omit<DataRequest, 'orders'> & {
  firstName: string | null
  lastName: string | null
  email: string | null
}

/** The requests of a shop: first those that are open, the soonest due on top, then the others, the newest first. */
export async function listDataRequests(tenantId: number): Promise<ListedRequest[]> {
  const found = await db().query<ListedRequest>(
    `SELECT request_id::text AS "requestId", r.member_id::text AS "memberId", requested_at AS "requestedAt",
       due_at AS "dueAt", handed_over_at AS "handedOverAt", first_name AS "firstName", last_name AS "lastName", email
     FROM data_requests r LEFT JOIN merged_members g ON g.tenant_id = r.tenant_id AND g.gone = r.member_id
     LEFT JOIN members m ON m.tenant_id = r.tenant_id AND m.member_id = coalesce(g.kept, r.member_id)
     WHERE r.tenant_id = $1
     ORDER BY handed_over_at IS NOT NULL, CASE WHEN handed_over_at IS NULL THEN due_at END, handed_over_at DESC, request_id
     LIMIT ${LISTED}`,
    [tenantId],
  )
  return found.rows
}

/** The request with this number of Shopify's, or null. */
export async function findDataRequest(tenantId: number, requestId: string): Promise<DataRequest | null> {
  const found = await db().query<DataRequest>(
    `SELECT ${COLUMNS} FROM data_requests WHERE tenant_id = $1 AND request_id = $2`,
    [tenantId, requestId],
  )
  return found.rows[0] ?? null
}

/** Notes that the data was handed over; the first time counts. False when there is no such request. */
export async function markHandedOver(tenantId: number, requestId: string): Promise<boolean> {
  const marked = await db().query(
    `UPDATE data_requests SET handed_over_at = coalesce(handed_over_at, $3) WHERE tenant_id = $1 AND request_id = $2`,
    [tenantId, requestId, clock.now()],
  )
  return marked.rowCount === 1
}

export type OpenRequests = {
  open: number
  /** By when the most pressing one is to be handed over. */
  dueAt: Date | null
}

/** How many requests wait for the shop. */
export async function countOpenRequests(tenantId: number): Promise<OpenRequests> {
  const found = await db().query<OpenRequests>(
    `SELECT count(*)::int AS open, min(due_at) AS "dueAt" FROM data_requests
     WHERE tenant_id = $1 AND handed_over_at IS NULL`,
    [tenantId],
  )
  return found.rows[0] ?? { open: 0, dueAt: null }
}
