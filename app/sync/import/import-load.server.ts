// Loads a bulk operation's file: streamed from Shopify, merged batch by batch, each in one transaction with the place in
// the file that it reaches. So a load that dies goes on where it was, and nobody waits long for a lock of it.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { mergeCustomers } from '#app/members/intake/apply.server.ts'
import { eraseReturned } from '#app/members/intake/erase.server.ts'
import { beginSave } from '#app/members/consent/erased-addresses.server.ts'
import { INCOMING } from '#app/members/intake/incoming.server.ts'
import { openFile, readChunks, type OpenFile } from '../bulk/bulk-file.server.ts'
import { COPY_COLUMNS, readBatches, type Batch } from './import-rows.server.ts'
import { compareBatch, settleBatch } from '../compare/reconcile-compare.server.ts'

export type Load = {
  tenantId: number
  importId: number
  kind: 'import' | 'reconcile'
  /** From when on Shopify's file tells. */
  exportedFrom: Date
  /** How many customers the file must hold. */
  expected: number
  /** Where to fetch it; null when there is nothing to fetch. */
  url: string | null
}

const STAGING = `CREATE TEMPORARY TABLE incoming (${COPY_COLUMNS.map((column) => `${column} ${INCOMING[column]}`).join(', ')}) ON COMMIT DROP`
const COPY = `COPY incoming (${COPY_COLUMNS.join(', ')}) FROM STDIN`
/** What one statement merges holds a customer once: the last word on each. */
const INCOMING_ONCE = 'SELECT DISTINCT ON (member_id) * FROM incoming ORDER BY member_id, updated_at DESC'
/** So many are merged at once: their locks are held for a moment only, and three batches fit into memory. */
const BATCH_ROWS = 6000
const LOCK_TIMEOUT = '20s'
/** So many numbers of unreadable customers are kept to be shown. */
const UNREADABLE_KEPT = 20

/**
 * Loads the rest of the file.
 * @throws FileGone when it must be exported anew; ShopifyUnavailable when it broke off, or is shorter than Shopify said.
 */
export async function loadCustomers(load: Load, batchRows = BATCH_ROWS): Promise<void> {
  if (load.url) await loadFile(load, load.url, batchRows)
  await eraseReturned(load.tenantId, load.exportedFrom)
  const { rows, unreadable } = await findPlace(load)
  if (rows + unreadable >= load.expected) return
  // Another fetch may bring the whole of it.
  await db().query(
    `UPDATE imports SET ${BEGINNING}, file_tag = NULL WHERE tenant_id = $1 AND import_id = $2`,
    keyOf(load),
  )
  throw new ShopifyUnavailable(`the exported file holds ${rows + unreadable} customers of ${load.expected}`)
}

const keyOf = ({ tenantId, importId }: Load) => [tenantId, importId]

const BEGINNING = `bytes_loaded = 0, rows_loaded = 0, rows_unreadable = 0, unreadable = '{}'`

async function findPlace(load: Load) {
  const found = await db().query<{ bytes: number; tag: string | null; rows: number; unreadable: number }>(
    `SELECT bytes_loaded::float8 AS bytes, file_tag AS tag, rows_loaded AS rows, rows_unreadable AS unreadable
     FROM imports WHERE tenant_id = $1 AND import_id = $2`,
    keyOf(load),
  )
  const [place] = found.rows
  if (!place) throw new Error(`tenant ${load.tenantId} has no import ${load.importId}`)
  return place
}

async function loadFile(load: Load, url: string, batchRows: number): Promise<void> {
  const place = await findPlace(load)
  const file = await openFile(url, place)
  await beginAt(load, file, place.bytes)
  const { tenantId, kind, importId } = load
  const batches = readBatches(readChunks(file), { tenantId, reference: `${kind} ${importId}`, batchRows })
  // PostgreSQL merges two batches side by side while the next is read; they end in their order.
  let last: Promise<unknown> = Promise.resolve()
  let beforeLast = last
  let { bytes } = file.start
  try {
    for await (const batch of batches) {
      await beforeLast
      beforeLast = last
      last = mergeBatch(load, { batch, from: bytes, after: last }).then(keepStatistics)
      last.catch(() => {})
      bytes = batch.end
    }
  } finally {
    await last
  }
}

async function beginAt(load: Load, { start }: OpenFile, place: number): Promise<void> {
  const isOther = start.bytes !== place
  await db().query(
    `UPDATE imports SET file_tag = $3${isOther ? `, ${BEGINNING}` : ''} WHERE tenant_id = $1 AND import_id = $2`,
    [...keyOf(load), start.tag],
  )
}

type Turn = { batch: Batch; from: number; after: Promise<unknown> }

/**
 * Merges a batch that begins at `from`, all or nothing, its place in the file included, once the one before it has ended;
 * returns how many rows are loaded.
 */
async function mergeBatch(load: Load, { batch, from, after }: Turn): Promise<number> {
  return transaction(async (sql) => {
    // A batch that waits for its turn holds locks; PostgreSQL does not see that wait, so nobody may wait for it for ever.
    await sql.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`)
    // Batches begin in their order: one that began first would wait for its turn while an erasure, waiting for it, holds up
    // the one before.
    await beginSave(sql, load.tenantId)
    await stage(sql, batch)
    await leaveOutErased(sql, load)
    const incoming = { query: batch.hasDoubles ? INCOMING_ONCE : 'SELECT * FROM incoming', values: [] }
    if (load.kind === 'reconcile') await compareBatch(sql, load)
    await mergeCustomers(sql, load.tenantId, load.kind, incoming)
    if (load.kind === 'reconcile') await settleBatch(sql, load)
    await after
    return advance(sql, load, batch, from)
  })
}

async function stage(sql: pg.PoolClient, { copy }: Batch): Promise<void> {
  await sql.query(STAGING)
  await pipeline(Readable.from(copy), sql.query(copyFrom(COPY)))
  await sql.query('ANALYZE incoming (member_id)')
}

/** Who was erased since the file was written does not come back by it. */
async function leaveOutErased(sql: Sql, { tenantId, exportedFrom }: Load): Promise<void> {
  await sql.query(
    `DELETE FROM incoming WHERE member_id IN (
       SELECT member_id FROM erased_members WHERE tenant_id = $1 AND erased_at >= $2)`,
    [tenantId, exportedFrom],
  )
}

/** The first import of a database fills tables that PostgreSQL takes for empty until it has counted, and plans so. */
async function keepStatistics(rows: number): Promise<void> {
  const found = await db().query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE oid IN ('members'::regclass, 'consent_ledger'::regclass, 'consent_heads'::regclass) AND reltuples < $1`,
    [rows / 4],
  )
  for (const { name } of found.rows) await db().query(`ANALYZE ${name}`)
}

async function advance(sql: Sql, load: Load, batch: Batch, from: number): Promise<number> {
  const advanced = await sql.query<{ rows: number }>(
    `UPDATE imports SET bytes_loaded = $4, rows_loaded = rows_loaded + $5, rows_unreadable = rows_unreadable + $6,
       unreadable = trim_array(unreadable || $7::text[], greatest(0, cardinality(unreadable || $7::text[]) - ${UNREADABLE_KEPT})), failures = 0, error = NULL
     WHERE tenant_id = $1 AND import_id = $2 AND bytes_loaded = $3 AND status = 'loading'
     RETURNING rows_loaded AS rows`,
    [
      ...keyOf(load),
      from,
      batch.end,
      batch.rows,
      batch.unreadable.length,
      batch.unreadable.filter((number) => number !== null).slice(0, UNREADABLE_KEPT),
    ],
  )
  const [row] = advanced.rows
  if (!row) throw new Error('another process has taken this import up')
  return row.rows
}
