// The log of hits lies by day: a day's partition is attached ahead of it and dropped as a whole.
import type { PoolClient } from 'pg'
import { withBriefLocks } from '#app/platform/db/brief-locks.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'

const DAY_MS = 86_400_000
/** So many days are attached ahead, for a worker that does not run some day. */
const AHEAD = 3

const PARENTS = { hit_log: 'hit_at', hit_addresses: 'folded_at' } as const
type Parent = keyof typeof PARENTS

const attached = new Set<number>()

/** The number of a moment's day in UTC. */
export const dayNumber = (ms: number): number => Math.floor(ms / DAY_MS)

/** A day as SQL writes it. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** The partition of a day. */
export const partitionOf = (parent: Parent, day: number): string => `${parent}_${dateOf(day).replaceAll('-', '')}`

/** The day of a partition's name. */
export function dayOfPartition(name: string): number {
  const [, year, month, day] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? []
  if (year === undefined) throw new Error(`${name} is no day of the log`)
  return dayNumber(Date.UTC(Number(year), Number(month) - 1, Number(day)))
}

/** Attaches what is missing for these days. Safe to call from many processes at once. */
export async function ensureDays(days: Iterable<number>): Promise<void> {
  const missing = [...new Set(days)].filter((day) => !attached.has(day))
  if (missing.length === 0) return
  const there = await listPartitions()
  for (const day of missing) {
    if (!isAttached(there, day)) await withBriefLocks((sql) => attach(sql, day))
    attached.add(day)
  }
}

/** A day that is dropped: should a hit of it come all the same, it is attached anew. */
export const forgetDay = (day: number): boolean => attached.delete(day)

/** Attaches the next days. */
export const ensureNextDays = (now: Date): Promise<void> =>
  ensureDays(Array.from({ length: AHEAD + 1 }, (_, index) => dayNumber(now.getTime()) + index))

const isAttached = (there: Set<string>, day: number) =>
  (Object.keys(PARENTS) as Parent[]).every((parent) => there.has(partitionOf(parent, day)))

async function listPartitions(sql: Pick<PoolClient, 'query'> = db()): Promise<Set<string>> {
  const found = await sql.query<{ name: string }>(
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = ANY ($1::regclass[])',
    [Object.keys(PARENTS)],
  )
  return new Set(found.rows.map(({ name }) => name))
}

async function attach(sql: PoolClient, day: number): Promise<void> {
  await sql.query("SELECT pg_advisory_xact_lock(hashtext('hit log partitions'))")
  const there = await listPartitions(sql)
  const [from, to] = [day, day + 1].map((each) => `'${new Date(each * DAY_MS).toISOString()}'::timestamptz`)
  for (const [parent, column] of Object.entries(PARENTS) as [Parent, string][]) {
    const name = partitionOf(parent, day)
    if (there.has(name)) continue
    // With the CHECK nothing is looked through.
    await sql.query(`CREATE TABLE ${name} (LIKE ${parent} INCLUDING ALL,
      CONSTRAINT ${name}_day CHECK (${column} >= ${from} AND ${column} < ${to}))`)
    await sql.query(
      `ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM (${from?.replace('::timestamptz', '')}) TO (${to?.replace('::timestamptz', '')})`,
    )
    await sql.query(`ALTER TABLE ${name} DROP CONSTRAINT ${name}_day`)
  }
  log.info({ day: dateOf(day) }, 'partitions of the hit log attached')
}
