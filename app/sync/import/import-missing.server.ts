// Members whom Shopify no longer has, found by what its export lacks. A file alone never erases anybody: each of them is
// asked for by number first.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { openFile, readChunks } from '../bulk/bulk-file.server.ts'
import type { Load } from './import-load.server.ts'
import { numberInLine } from './import-rows.server.ts'
import { followMerge } from '#app/members/core/members.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import type { DifferenceClass, DifferenceRepair } from '../compare/reconcile.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'

/** Reading one costs 8 points of 100 a second: who is left over is found by the next check. */
const AT_MOST = 5000
const PAGE = 250
/** An export that lacks more than half of the members is not to be trusted. */
const TRUSTED_SHARE = 0.5
const ALWAYS_TRUSTED = 100

/** Erases the members that Shopify no longer has; one whose address another member has now was merged into that one. */
export async function removeMissing(load: Load): Promise<void> {
  if (!(await hasMoreMembers(load))) return
  const missing = await transaction((sql) => listMissing(sql, load))
  for (let from = 0; from < missing.length; from += PAGE) await checkPage(load, missing.slice(from, from + PAGE))
}

/** In the good case everybody is in the file, and it need not be read twice. Who was erased since may be in it, too. */
async function hasMoreMembers({ tenantId, importId, exportedFrom }: Load): Promise<boolean> {
  const found = await db().query<{ more: boolean }>(
    `SELECT (SELECT count(*) FROM members WHERE tenant_id = $1)
       + (SELECT count(*) FROM erased_members WHERE tenant_id = $1 AND erased_at >= $3) > rows_loaded AS more
     FROM imports WHERE tenant_id = $1 AND import_id = $2`,
    [tenantId, importId, exportedFrom],
  )
  return found.rows[0]?.more ?? false
}

async function listMissing(sql: pg.PoolClient, load: Load): Promise<string[]> {
  const { tenantId, exportedFrom } = load
  await sql.query('CREATE TEMPORARY TABLE exported (member_id bigint) ON COMMIT DROP')
  if (load.url)
    await pipeline(Readable.from(readNumbers(load, load.url)), sql.query(copyFrom('COPY exported FROM STDIN')))
  await sql.query('ANALYZE exported')
  const found = await sql.query<{ memberId: string; members: number; missing: number }>(
    `SELECT m.member_id::text AS "memberId", (count(*) OVER ())::int AS missing,
       (SELECT count(*) FROM members WHERE tenant_id = $1)::int AS members
     FROM members m LEFT JOIN exported e USING (member_id)
     WHERE m.tenant_id = $1 AND m.created_at < $2 AND e.member_id IS NULL
     ORDER BY m.member_id LIMIT ${AT_MOST}`,
    [tenantId, exportedFrom],
  )
  const { missing = 0, members = 0 } = found.rows[0] ?? {}
  if (missing > ALWAYS_TRUSTED && missing > members * TRUSTED_SHARE)
    throw new Error(`Shopify's export lacks ${missing} of ${members} members: nobody was removed`)
  return found.rows.map((row) => row.memberId)
}

async function* readNumbers(load: Load, url: string): AsyncGenerator<string> {
  let count = 0
  for await (const { lines } of readChunks(await openFile(url, { bytes: 0, tag: null }))) {
    const numbers = lines.map(numberInLine).filter((number) => number !== null)
    count += numbers.length
    yield numbers.map((number) => `${number}\n`).join('')
  }
  if (count < load.expected)
    throw new ShopifyUnavailable(`the exported file names ${count} customers of ${load.expected}`)
}

async function checkPage(load: Load, ids: string[]): Promise<void> {
  const { tenantId, importId, kind } = load
  const still = await readCustomers(tenantId, ids, `${kind} ${importId}`)
  await saveCustomers(tenantId, kind, still)
  const known = new Set(still.map((customer) => customer.memberId))
  for (const memberId of ids) if (!known.has(memberId)) await remove(load, memberId)
}

async function remove(load: Load, gone: string): Promise<void> {
  const { tenantId, importId, kind } = load
  const known = String(await followMerge(db(), tenantId, gone))
  const kept = known === gone ? await findHeir(tenantId, gone) : known
  if (kept) await mergeMembers({ tenantId, kept, gone, at: null, reference: `${kind} ${importId}` })
  else await eraseMember(tenantId, gone)
  log.info({ tenant: tenantId, member: gone, kept }, 'a member is gone at Shopify')
  if (kind === 'reconcile') await note(load, gone, kept ? ['merged', 'joined'] : ['deleted', 'removed'])
}

/** Shopify does not say into whom a customer was merged; it lets no two customers have one address. */
async function findHeir(tenantId: number, gone: string): Promise<string | null> {
  const found = await db().query<{ memberId: string }>(
    `SELECT o.member_id::text AS "memberId" FROM members m JOIN members o
       ON o.tenant_id = m.tenant_id AND o.member_id <> m.member_id AND o.email_norm = m.email_norm
     WHERE m.tenant_id = $1 AND m.member_id = $2 ORDER BY o.created_at LIMIT 1`,
    [tenantId, gone],
  )
  return found.rows[0]?.memberId ?? null
}

async function note(
  { tenantId, importId }: Load,
  memberId: string,
  [kind, repair]: [DifferenceClass, DifferenceRepair],
): Promise<void> {
  await db().query(
    `INSERT INTO reconcile_differences (tenant_id, import_id, member_id, about, class, repair, found_at)
     VALUES ($1, $2, $3, 'customer', $4, $5, $6) ON CONFLICT DO NOTHING`,
    [tenantId, importId, memberId, kind, repair, clock.now()],
  )
}
