// Starts the campaigns whose time has come. A worker takes one at a time of a shop and has it for a minute; if it dies another
// takes it. Once only is a matter of the start itself: its mailing and the mark of it are one transaction.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { log } from '#app/platform/log.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { startCampaign } from '../send/start.server.ts'

/** Longer than the checks of a start may take, SES out of reach and a million members counted. */
const LEASE_MS = 60_000
/** Shops that are worked on at once, each with one campaign after the other. */
const SHOPS_AT_ONCE = 4
const SHOPS = 40
const MINUTE_MS = 60_000

type Due = { campaignId: number; scheduledFor: Date; version: number }

/** Starts, stops or notes as missed what is due now; returns for how many that was done. One that throws is tried again in a minute. */
export async function startDue(): Promise<number> {
  const shops = await findDueShops()
  let settled = 0
  const work = async () => {
    for (let tenantId = shops.pop(); tenantId !== undefined; tenantId = shops.pop()) {
      const ofShop = await startDueOf(tenantId)
      settled += ofShop
    }
  }
  await Promise.all(Array.from({ length: SHOPS_AT_ONCE }, work))
  return settled
}

/** Shops with campaigns that are due and that nobody has in hand, the one that waits longest first. */
async function findDueShops(): Promise<number[]> {
  const found = await db().query<{ tenantId: number }>(
    `SELECT tenant_id AS "tenantId" FROM (
       SELECT c.tenant_id, c.scheduled_for FROM campaigns c JOIN tenants t USING (tenant_id)
       WHERE c.scheduled_for <= $1 AND c.started_at IS NULL AND c.held_at IS NULL AND t.uninstalled_at IS NULL
         AND (c.start_lease_until IS NULL OR c.start_lease_until <= $1)
       ORDER BY c.scheduled_for LIMIT $2) AS due
     GROUP BY tenant_id ORDER BY min(scheduled_for) DESC`,
    [clock.now(), SHOPS],
  )
  return found.rows.map((row) => row.tenantId)
}

async function startDueOf(tenantId: number): Promise<number> {
  let settled = 0
  for (let due = await take(tenantId); due !== null; due = await take(tenantId)) {
    try {
      await startOrHold(tenantId, due)
      settled += 1
    } catch (error) {
      logFailure(error, 'a campaign could not be started at its time', { tenant: tenantId, campaign: due.campaignId })
    }
  }
  return settled
}

/** The campaign of the shop that waits longest, for a minute this worker's; null when there is none. */
async function take(tenantId: number): Promise<Due | null> {
  const now = clock.now()
  const taken = await db().query<Due>(
    `WITH due AS (
       SELECT campaign_id FROM campaigns
       WHERE tenant_id = $1 AND scheduled_for <= $2 AND started_at IS NULL AND held_at IS NULL
         AND (start_lease_until IS NULL OR start_lease_until <= $2)
       ORDER BY scheduled_for, campaign_id LIMIT 1 FOR UPDATE SKIP LOCKED)
     UPDATE campaigns c SET start_lease_until = $3 FROM due WHERE c.tenant_id = $1 AND c.campaign_id = due.campaign_id
     RETURNING c.campaign_id AS "campaignId", c.scheduled_for AS "scheduledFor", c.version`,
    [tenantId, now, new Date(now.getTime() + LEASE_MS)],
  )
  return taken.rows[0] ?? null
}

async function startOrHold(tenantId: number, due: Due): Promise<void> {
  const { startWindowMinutes } = await getSettings(tenantId)
  const until = new Date(due.scheduledFor.getTime() + startWindowMinutes * MINUTE_MS)
  if (clock.now() > until) return hold(tenantId, due, null)
  const outcome = await startCampaign(tenantId, due.campaignId, { until })
  if (outcome.ok) log.info({ tenant: tenantId, campaign: due.campaignId }, 'scheduled campaign started')
  else await hold(tenantId, due, clock.now() > until ? null : outcome.problems)
}

/** Nothing is sent until a person has decided. Not of one that was started, unscheduled or changed meanwhile. */
async function hold(tenantId: number, due: Due, problems: string[] | null): Promise<void> {
  const held = await db().query(
    `UPDATE campaigns SET held_at = $3, held_problems = $4, start_lease_until = NULL
     WHERE tenant_id = $1 AND campaign_id = $2 AND started_at IS NULL AND held_at IS NULL AND version = $5`,
    [tenantId, due.campaignId, clock.now(), problems && JSON.stringify(problems), due.version],
  )
  if (held.rowCount === 1)
    log.warn(
      { tenant: tenantId, campaign: due.campaignId },
      problems ? 'scheduled campaign stopped' : 'scheduled campaign missed',
    )
}
