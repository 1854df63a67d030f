// What a shop gives up when it chooses to keep less.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { Settings } from './settings.ts'

const DAY_MS = 86_400_000

/** What will be deleted; null of what is kept for as long as before. */
export type Loss = {
  /** After so many days; with how many campaigns have been finished for longer. */
  events: { days: number; campaigns: number } | null
  addresses: boolean
}

/** What the next night deletes when a shop's settings change like this; null when nothing. */
export async function lossOf(tenantId: number, before: Settings, after: Settings): Promise<Loss | null> {
  const days = after.eventsKeptDays < before.eventsKeptDays ? after.eventsKeptDays : null
  const addresses = after.addressesKeptDays < before.addressesKeptDays
  if (days === null && !addresses) return null
  return { events: days === null ? null : { days, campaigns: await countOlder(tenantId, days) }, addresses }
}

async function countOlder(tenantId: number, days: number): Promise<number> {
  const found = await db().query<{ campaigns: number }>(
    `SELECT count(DISTINCT source_id)::int AS campaigns FROM mailings
     WHERE tenant_id = $1 AND source = 'campaign' AND closed_at IS NULL AND coalesce(last_sent_at, opened_at) < $2
       AND status IN ('sent', 'cancelled', 'paused')`,
    [tenantId, new Date(clock.now().getTime() - days * DAY_MS)],
  )
  return found.rows[0]?.campaigns ?? 0
}
