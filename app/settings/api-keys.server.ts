// Keys with which a shop's own programs read its analytics. Only the SHA-256 of a key is kept: its 256 random bits need
// no salt and no slow hash.
import { createHash, randomBytes } from 'node:crypto'
import { clock } from '#app/platform/clock.server.ts'
import { db, rows } from '#app/platform/db/db.server.ts'

export type ApiKey = { keyId: number; name: string; createdAt: Date; lastUsedAt: Date | null }

/** A key names its shop, so that only there it is looked for; those made before 2026-12 do not. */
const KEY = /^glk_(?:(?<tenant>[1-9]\d{0,9})_)?[\w-]{43}$/
const LARGEST_TENANT = 2_147_483_647
/** A key in constant use is written to once in this time. */
const USE_NOTED_EVERY_MS = 60_000

function hash(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Makes a key and returns it: it can not be read again. */
export async function createApiKey(tenantId: number, name: string): Promise<string> {
  const key = `glk_${tenantId}_${randomBytes(32).toString('base64url')}`
  await rows().apiKey.create({
    data: { tenantId, name, hash: new Uint8Array(hash(key)), createdAt: clock.now() },
  })
  return key
}

/** The tenant whose key this is, or null. An uninstalled shop's keys are dead until it comes back. */
export async function findTenantByApiKey(key: string): Promise<number | null> {
  const named = KEY.exec(key)
  if (!named) return null
  const tenant = named.groups?.['tenant'] === undefined ? null : Number(named.groups['tenant'])
  if (tenant !== null && tenant > LARGEST_TENANT) return null
  const found = await db().query<{ tenantId: number; keyId: number; lastUsedAt: Date | null }>(
    `SELECT tenant_id AS "tenantId", key_id AS "keyId", last_used_at AS "lastUsedAt"
     FROM api_keys JOIN tenants USING (tenant_id) WHERE hash = $1 AND uninstalled_at IS NULL${tenant === null ? '' : ' AND tenant_id = $2'}`,
    tenant === null ? [hash(key)] : [hash(key), tenant],
  )
  const row = found.rows[0]
  if (!row) return null
  const now = clock.now()
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > USE_NOTED_EVERY_MS) {
    await db().query('UPDATE api_keys SET last_used_at = $3 WHERE tenant_id = $1 AND key_id = $2', [
      row.tenantId,
      row.keyId,
      now,
    ])
  }
  return row.tenantId
}

/** The shop's keys, the newest first. */
export async function listApiKeys(tenantId: number): Promise<ApiKey[]> {
  return rows().apiKey.findMany({
    select: { keyId: true, name: true, createdAt: true, lastUsedAt: true },
    where: { tenantId },
    orderBy: { keyId: 'desc' },
  })
}

/** Ends a key at once. False when the shop has no such key. */
export async function deleteApiKey(tenantId: number, keyId: number): Promise<boolean> {
  const deleted = await rows().apiKey.deleteMany({ where: { tenantId, keyId } })
  return deleted.count === 1
}
