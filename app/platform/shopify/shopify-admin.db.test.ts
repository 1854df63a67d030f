import { control, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { db } from '../db/db.server.ts'
import { EncryptedSessionStorage } from './sessions.server.ts'
import { shopifyAdmin, ShopifySignedOut, ShopifyUnavailable } from './shopify-admin.server.ts'

const answer = z.object({ shop: z.object({ name: z.string() }) })
const ask = (shop: string) => shopifyAdmin(shop)('{ shop { name } }', {}, answer)

test('asks with the token of the shop', async () => {
  const { shop } = await openedShop()
  expect(await ask(shop)).toEqual({ shop: { name: 'Glancito Demo' } })
})

test('a shop that never opened the app, or has left, is signed out', async () => {
  await expect(ask('nobody.myshopify.com')).rejects.toThrow(ShopifySignedOut)
  const { shop } = await openedShop()
  await control('POST', `uninstall?shop=${shop}`)
  await expect(ask(shop)).rejects.toThrow(ShopifySignedOut)
})

test('Shopify being down or out of reach is told apart from our own mistakes', async () => {
  const { shop } = await openedShop()
  await control('POST', 'shopify', { down: true })
  await expect(ask(shop)).rejects.toThrow(ShopifyUnavailable)
  await control('POST', 'shopify', { down: false })
  const mistake = shopifyAdmin(shop)('{ shop { nonsense } }', {}, answer)
  await expect(mistake).rejects.toThrow(/nonsense/)
  await expect(mistake).rejects.not.toThrow(ShopifyUnavailable)
})

test('a throttled request waits and is asked again', async () => {
  const { shop } = await openedShop()
  await control('POST', 'shopify', { throttle: 2 })
  expect(await ask(shop)).toEqual({ shop: { name: 'Glancito Demo' } })
  expect(await control('GET', 'shopify')).toMatchObject({ throttle: 0 })
})

test('twenty requests at once with an expired token renew it once and are all answered', async () => {
  const { shop } = await openedShop()
  const storage = new EncryptedSessionStorage()
  const session = await storage.loadSession(`offline_${shop}`)
  if (!session) throw new Error('the shop has no session')
  session.expires = new Date(Date.now() - 1000)
  await storage.storeSession(session)
  const tokens = () => simulator.store.db.prepare('SELECT count(*) AS n FROM shopify_tokens').get()?.['n']
  const before = Number(tokens())
  await Promise.all(Array.from({ length: 20 }, () => ask(shop)))
  expect(Number(tokens()) - before).toBe(1)
  expect((await db().query('SELECT FROM sessions WHERE shop = $1', [shop])).rowCount).toBe(1)
})
