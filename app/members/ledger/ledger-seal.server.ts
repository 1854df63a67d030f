// The daily seal: what the ledger of a shop held at the end of a day (UTC), signed with a key that the database does not
// have, so that whoever can write the database still can not rewrite a sealed day unseen.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { clock } from '#app/platform/clock.server.ts'
import { transaction, type Sql } from '#app/platform/db/db.server.ts'
import { everyKey, keysNumbered, type LinkKey, newestKey } from '#app/platform/link-keys.server.ts'

export type DayDigest = { tenantId: number; day: string; changes: number; digest: Buffer }
/** `keyNumber` says which key signed it; null is of before keys had numbers. */
export type Seal = DayDigest & { sealedAt: Date; keyNumber: number | null; signature: Buffer }

type Signed = Omit<Seal, 'signature' | 'keyNumber'>

/** Signs a day and, by the signature before it, all sealed days of the shop before. */
function sign(key: LinkKey, { tenantId, day, changes, digest, sealedAt }: Signed, before: Buffer | null): Buffer {
  const text = [tenantId, day, changes, digest.toString('hex'), sealedAt.toISOString(), before?.toString('hex') ?? '']
  return createHmac('sha256', key.keyFor('ledger seal')).update(text.join('\n')).digest()
}

/** Whether the seal was made with a key that this app keeps, behind the seal whose signature is `before`. */
export function isGenuine(seal: Seal, before: Buffer | null): boolean {
  if (seal.signature.length !== 32) return false
  const keys = seal.keyNumber === null ? everyKey() : keysNumbered(seal.keyNumber)
  return keys.some((key) => timingSafeEqual(seal.signature, sign(key, seal, before)))
}

export const DAY = "(recorded_at AT TIME ZONE 'UTC')::date"
export const DAY_DIGEST = 'count(*)::int AS changes, consent_digest(hash ORDER BY member_id, seq) AS digest'

/**
 * Seals every finished day that is not sealed yet, of all shops, and returns the new seals. Safe to repeat.
 * @throws Error when a transaction from before midnight is still open: it may yet write into the day.
 */
export async function sealLedger(): Promise<Seal[]> {
  return transaction(async (sql) => {
    await sql.query('LOCK TABLE ledger_seals IN SHARE ROW EXCLUSIVE MODE')
    const today = new Date(clock.now().toISOString().slice(0, 10))
    await requireFinished(sql, today)
    const seals = await signAll(sql, await finishedDays(sql, today))
    await write(sql, seals)
    return seals
  })
}

async function requireFinished(sql: Sql, today: Date): Promise<void> {
  const open = await sql.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND backend_xid IS NOT NULL AND xact_start < $1 LIMIT 1`,
    [today],
  )
  if (open.rowCount) throw new Error('A transaction from before midnight is still open, so the day is not finished.')
}

/** Days up to the newest seal of any shop were closed for all: what appears there later is for the check to find. */
async function finishedDays(sql: Sql, today: Date): Promise<DayDigest[]> {
  const found = await sql.query<DayDigest>(
    `SELECT tenant_id AS "tenantId", ${DAY}::text AS day, ${DAY_DIGEST} FROM consent_ledger
     WHERE recorded_at < $1 AND recorded_at >= coalesce((SELECT max(day) + 1 FROM ledger_seals), '-infinity') AT TIME ZONE 'UTC'
       AND ${DAY} > coalesce((SELECT max(day) FROM ledger_seals s WHERE s.tenant_id = consent_ledger.tenant_id), '-infinity')
     GROUP BY tenant_id, ${DAY} ORDER BY tenant_id, ${DAY}`,
    [today],
  )
  return found.rows
}

async function signAll(sql: Sql, days: DayDigest[]): Promise<Seal[]> {
  const newest = await sql.query<{ tenantId: number; signature: Buffer }>(
    `SELECT DISTINCT ON (tenant_id) tenant_id AS "tenantId", signature FROM ledger_seals
     WHERE tenant_id = ANY ($1) ORDER BY tenant_id, day DESC`,
    [[...new Set(days.map(({ tenantId }) => tenantId))]],
  )
  const before = new Map(newest.rows.map(({ tenantId, signature }) => [tenantId, signature]))
  const sealedAt = clock.now()
  const key = newestKey()
  return days.map((day) => {
    const signature = sign(key, { ...day, sealedAt }, before.get(day.tenantId) ?? null)
    before.set(day.tenantId, signature)
    return { ...day, sealedAt, keyNumber: key.number, signature }
  })
}

async function write(sql: Sql, seals: Seal[]): Promise<void> {
  await sql.query(
    `INSERT INTO ledger_seals (tenant_id, day, changes, digest, sealed_at, signature, key_number)
     SELECT * FROM unnest($1::int[], $2::date[], $3::int[], $4::bytea[], $5::timestamptz[], $6::bytea[], $7::smallint[])`,
    [
      seals.map(({ tenantId }) => tenantId),
      seals.map(({ day }) => day),
      seals.map(({ changes }) => changes),
      seals.map(({ digest }) => digest),
      seals.map(({ sealedAt }) => sealedAt),
      seals.map(({ signature }) => signature),
      seals.map(({ keyNumber }) => keyNumber),
    ],
  )
}
