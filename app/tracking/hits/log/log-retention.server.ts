// How long the log of hits is kept: by day, each shop's for as long as it has chosen, full addresses for 30 days.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import {
  dropPartition,
  isDistributed,
  listPartitions,
  type Partition,
  thinPartition,
} from '#app/platform/db/partitions.server.ts'
import { log } from '#app/platform/log.server.ts'
import { dayNumber, dayOfPartition, forgetDay } from './log-partitions.server.ts'

const ADDRESSES_KEPT_DAYS = 30
/** No shop keeps more. */
const LONGEST_DAYS = 730
/** Nobody but the night writes to a day that is over. */
const COPIED_WITHIN_MS = 60_000

type Shop = {
  tenantId: number
  days: number
  /** Without settings it is not looked up, and taken to have hits. */
  hasSettings: boolean
}

/** Drops what is older than its shop keeps it. To be called once those days are settled (settle-days.server.ts). */
export async function keepLog(): Promise<void> {
  const today = dayNumber(clock.now().getTime())
  const shops = (
    await db().query<Shop>(
      `SELECT t.tenant_id AS "tenantId", coalesce(s.events_kept_days, 90)::int AS days,
         s.tenant_id IS NOT NULL AS "hasSettings" FROM tenants t LEFT JOIN settings s USING (tenant_id)`,
    )
  ).rows
  const shortest = Math.min(LONGEST_DAYS, ...shops.map(({ days }) => days))
  for (const partition of await listPartitions(['hit_log'])) {
    const age = today - dayOfPartition(partition.name)
    if (age > shortest) await keepDay(partition, shops, age)
  }
}

/** A day of the log when it is so many days old. */
async function keepDay(partition: Partition, shops: Shop[], age: number): Promise<void> {
  const { name } = partition
  const keeping = await presentIn(
    name,
    shops.filter(({ days }) => days >= age),
  )
  if (keeping.length === 0) return drop(name)
  const leaving = await presentIn(
    name,
    shops.filter(({ days }) => days < age),
  )
  if (leaving.length === 0) return
  const [kept, left] = [await countRows(name, keeping), await countRows(name, leaving)]
  const isWorthCopying = left > kept && !(await isDistributed())
  const thinning = { survivors: 'tenant_id = ANY ($1)', values: [keeping], hold: 'partition' as const }
  const thinned = isWorthCopying ? await thinPartition(partition, { ...thinning, withinMs: COPIED_WITHIN_MS }) : 'slow'
  if (thinned === 'slow') await deleteRows(name, leaving)
  log.info({ partition: name, kept, left, how: thinned === 'slow' ? 'deleted' : thinned }, 'log of hits thinned')
}

async function drop(name: string): Promise<void> {
  if (await dropPartition(name)) forgetDay(dayOfPartition(name))
}

/** Which shops have rows in a day, each by a look-up: the index is there since the day was over. */
async function presentIn(name: string, shops: Shop[]): Promise<number[]> {
  const found = await db().query<{ tenantId: number }>(
    `SELECT s.tenant_id AS "tenantId" FROM settings s
     CROSS JOIN LATERAL (SELECT l.tenant_id FROM ${name} l WHERE l.tenant_id = s.tenant_id LIMIT 1) AS any_row
     WHERE s.tenant_id = ANY ($1)`,
    [shops.map(({ tenantId }) => tenantId)],
  )
  const unknown = shops.filter(({ hasSettings }) => !hasSettings)
  return [...found.rows, ...unknown].map(({ tenantId }) => tenantId)
}

async function countRows(name: string, tenants: number[]): Promise<number> {
  const counted = await db().query<{ rows: number }>(
    `SELECT count(*)::int AS rows FROM ${name} WHERE tenant_id = ANY ($1)`,
    [tenants],
  )
  return counted.rows[0]?.rows ?? 0
}

async function deleteRows(name: string, tenants: number[]): Promise<void> {
  for (const tenantId of tenants) await db().query(`DELETE FROM ${name} WHERE tenant_id = $1`, [tenantId])
}

/** Drops full addresses after 30 days, and those of shops that keep none any more. */
export async function keepNoAddresses(): Promise<void> {
  const today = dayNumber(clock.now().getTime())
  for (const { name } of await listPartitions(['hit_addresses']))
    if (today - dayOfPartition(name) > ADDRESSES_KEPT_DAYS) await drop(name)
  const discreet = await db().query<{ tenantId: number }>(
    `SELECT tenant_id AS "tenantId" FROM settings s WHERE addresses_kept_days = 0
       AND EXISTS (SELECT FROM hit_addresses a WHERE a.tenant_id = s.tenant_id)`,
  )
  for (const { tenantId } of discreet.rows)
    await db().query('DELETE FROM hit_addresses WHERE tenant_id = $1', [tenantId])
}
