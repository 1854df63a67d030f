// Shopify's cost budget of each shop, shared by every process: a bucket of points that fills by the second. A call takes
// its points before it goes and is told when its turn comes, so that callers queue here and Shopify throttles nobody;
// each answer corrects the row. Our bucket may hold less than Shopify's, never more for long.
import { clock } from '../clock.server.ts'
import { db } from '../db/db.server.ts'

/** A page is a merchant who waits for the answer. */
export type Urgency = 'page' | 'background'

/** A turn that comes later than this is not waited for: nobody's loop is held up by one shop. */
const PATIENCE_SECONDS = 1
/** What background work leaves in the bucket, of its size, so that a page finds its points. */
const RESERVE = 0.25
/** Less than the smallest plan has; the first answer says what this shop has. */
const UNKNOWN = { maximum: 1000, restoreRate: 50 }

/** What the bucket holds at the time in the parameter `now`; a process whose clock is behind finds nothing restored. */
const levelAt = (now: string) => `least(b.maximum, b.available
  + greatest(0, extract(epoch FROM ${now}::timestamptz - b.at)) * b.restore_rate)`

// Background work starts at the reserve whatever it costs: were the reserve to stay whole, cheap calls would keep the
// bucket too low for a dear one for ever.
const NEEDED = 'greatest(least($2::float8, b.maximum), b.maximum * $3::float8)'

export type Turn = {
  /** The points taken; 0 when it is not this caller's turn. */
  taken: number
  waitMs: number
}

/** Takes `points` of a shop's budget for a call that may go in `waitMs`; takes none when that is too long to wait. */
export async function takePoints(shop: string, points: number, urgency: Urgency): Promise<Turn> {
  const reserve = urgency === 'page' ? 0 : RESERVE
  const tenantId = await findTenantId(shop)
  // A shop that we do not know has no budget to keep to; Shopify will not know it either.
  if (tenantId === null) return { taken: points, waitMs: 0 }
  const taken = await db().query<Turn>(
    `INSERT INTO shopify_budget AS b (tenant_id, available, maximum, restore_rate, at)
     VALUES ($1, $4::float8 - least($2::float8, $4), $4, $5::float8, $6)
     ON CONFLICT (tenant_id) DO UPDATE SET available = ${levelAt('$6')} - least($2::float8, b.maximum),
         at = greatest(b.at, $6)
       WHERE ${NEEDED} - ${levelAt('$6')} <= b.restore_rate * ${PATIENCE_SECONDS}
     RETURNING least($2::float8, b.maximum) AS taken,
       greatest(0, (${NEEDED} - least($2::float8, b.maximum) - b.available) / b.restore_rate * 1000) AS "waitMs"`,
    [tenantId, points, reserve, UNKNOWN.maximum, UNKNOWN.restoreRate, clock.now()],
  )
  return taken.rows[0] ?? (await turnAway(tenantId, points, reserve))
}

async function findTenantId(shop: string): Promise<number | null> {
  const found = await db().query<{ tenantId: number }>('SELECT tenant_id AS "tenantId" FROM tenants WHERE shop = $1', [
    shop,
  ])
  return found.rows[0]?.tenantId ?? null
}

async function turnAway(tenantId: number, points: number, reserve: number): Promise<Turn> {
  const found = await db().query<Turn>(
    `SELECT 0 AS taken, greatest(0, (${NEEDED} - ${levelAt('$4')}) / b.restore_rate * 1000) AS "waitMs"
     FROM shopify_budget b WHERE tenant_id = $1`,
    [tenantId, points, reserve, clock.now()],
  )
  // The shop has left this moment.
  return found.rows[0] ?? { taken: points, waitMs: 0 }
}

export type Bill = {
  taken: number
  /** What the call really cost; 0 when Shopify throttled it. */
  cost: number
  maximum: number
  restoreRate: number
  /** What Shopify had left when it answered. Calls under way are in our row already, so ours is never more. */
  available: number
}

/** Corrects a shop's budget by what Shopify answered. */
export async function settleBill(shop: string, bill: Bill): Promise<void> {
  await db().query(
    `UPDATE shopify_budget b SET available = least(${levelAt('$6')} + $2::float8, $3::float8), maximum = $4, restore_rate = $5,
       at = greatest(b.at, $6)
     FROM tenants t WHERE t.tenant_id = b.tenant_id AND t.shop = $1`,
    [shop, bill.taken - bill.cost, bill.available, bill.maximum, bill.restoreRate, clock.now()],
  )
}
