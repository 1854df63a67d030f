import { createHash } from 'node:crypto'
import { db } from '#app/platform/db/db.server.ts'
import { aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { createApiKey, deleteApiKey, findTenantByApiKey, listApiKeys } from './api-keys.server.ts'
import { dismissGuide, getSettings, isGuideDismissed, saveSettings, senderOf } from './settings.server.ts'

test('a change leaves the other settings and other shops alone', async () => {
  const tenantId = await aTenant()
  const other = await aTenant()
  await saveSettings(tenantId, { senderName: 'Wide Sky', pointsPerUnit: 2.5, pointsSource: 'metafield' })
  expect(await getSettings(tenantId)).toMatchObject({
    senderName: 'Wide Sky',
    pointsPerUnit: 2.5,
    pointsSource: 'metafield',
    postalAddress: '1 High Street, Springfield',
    ratesOver: 'delivered',
  })
  expect(await getSettings(other)).toMatchObject({ senderName: null, pointsPerUnit: 1 })
})

test('a shop without a row of settings gets the defaults', async () => {
  const tenantId = await aTenant()
  await db().query('DELETE FROM settings WHERE tenant_id = $1', [tenantId])
  expect(await getSettings(tenantId)).toMatchObject({ trackClicks: true, utmMedium: 'email', postalAddress: null })
})

test('without a sender of its own a shop sends from the address the app gives it', async () => {
  const tenantId = await aTenant()
  const settings = await getSettings(tenantId)
  const tenant = { shop: 'wide-sky.myshopify.com', name: 'Wide Sky' }
  expect(senderOf(tenant, settings)).toEqual({
    fromName: 'Wide Sky',
    fromEmail: 'wide-sky@mail.glancito-demo.example',
    replyTo: null,
    postalAddress: '1 High Street, Springfield',
  })
  expect(senderOf(tenant, { ...settings, senderName: 'Anna', senderEmail: 'anna@wide-sky.example' })).toMatchObject({
    fromName: 'Anna',
    fromEmail: 'anna@wide-sky.example',
  })
})

test('an API key finds its shop, is stored only as a hash, and dies when it is deleted', async () => {
  const tenantId = await aTenant()
  const other = await aTenant()
  const key = await createApiKey(tenantId, 'Warehouse')
  expect(key).toMatch(new RegExp(String.raw`^glk_${tenantId}_[\w-]{43}$`))
  expect(await findTenantByApiKey(key)).toBe(tenantId)
  expect(await findTenantByApiKey(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeNull()
  expect(await findTenantByApiKey('')).toBeNull()
  const stored = await db().query<{ row: string }>('SELECT api_keys::text AS row FROM api_keys')
  expect(stored.rows[0]?.row).not.toContain(key.slice(4))
  const [listed] = await listApiKeys(tenantId)
  expect(listed).toMatchObject({ name: 'Warehouse', lastUsedAt: expect.any(Date) })
  expect(await deleteApiKey(other, listed?.keyId ?? 0)).toBe(false)
  expect(await deleteApiKey(tenantId, listed?.keyId ?? 0)).toBe(true)
  expect(await findTenantByApiKey(key)).toBeNull()
})

/** A key as they were made before they named their shop. */
async function anOldKey(tenantId: number, secret: string): Promise<string> {
  const key = `glk_${secret.padEnd(43, 'x')}`
  await db().query('INSERT INTO api_keys (tenant_id, name, hash, created_at) VALUES ($1, $2, $3, $4)', [
    tenantId,
    'Old',
    createHash('sha256').update(key).digest(),
    new Date(),
  ])
  return key
}

test.each(['', '7', '7_', '12345_abc', '-_-', '99999999999_'])(
  'a key of before, without its shop, goes on finding it: %s',
  async (secret) => {
    await aTenant()
    const tenantId = await aTenant()
    const key = await anOldKey(tenantId, secret)
    expect(await findTenantByApiKey(key)).toBe(tenantId)
    expect((await listApiKeys(tenantId))[0]?.lastUsedAt).toBeInstanceOf(Date)
  },
)

test('a key that names another shop than its own opens neither', async () => {
  const tenantId = await aTenant()
  const other = await aTenant()
  const key = await createApiKey(tenantId, 'Warehouse')
  const secret = key.slice(-43)
  const forged = [
    `glk_${other}_${secret}`,
    `glk_${secret}`,
    `glk_0${tenantId}_${secret}`,
    `glk_99999999999_${secret}`,
    `glk_2147483648_${secret}`,
    `glk_-1_${secret}`,
    `glk_${tenantId}__${secret}`,
    `glk_${tenantId}.0_${secret}`,
  ]
  expect(await Promise.all(forged.map(findTenantByApiKey))).toEqual(forged.map(() => null))
  expect(await findTenantByApiKey(key)).toBe(tenantId)
})

test('the keys of a shop that removed the app open nothing', async () => {
  const tenantId = await aTenant()
  const key = await createApiKey(tenantId, 'Warehouse')
  await db().query('UPDATE tenants SET uninstalled_at = now() WHERE tenant_id = $1', [tenantId])
  expect(await findTenantByApiKey(key)).toBeNull()
})

test('the set-up guide stays away once it was put away', async () => {
  const tenantId = await aTenant()
  expect(await isGuideDismissed(tenantId)).toBe(false)
  await dismissGuide(tenantId)
  expect(await isGuideDismissed(tenantId)).toBe(true)
  expect(await getSettings(tenantId)).toMatchObject({ postalAddress: '1 High Street, Springfield' })
})
