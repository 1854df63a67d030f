import { aCustomer, control, openedShop } from '#tests/simulated-shopify.ts'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { askMuch, timesThrottled } from '#tests/fakes/admin-asker.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { db } from '../db/db.server.ts'
import { shopifyAdmin, ShopifyUnavailable } from './shopify-admin.server.ts'
import { settleBill, takePoints } from './shopify-budget.server.ts'

const ASKER = path.resolve(import.meta.dirname, '../../../tests/fakes/admin-asker.ts')

/** A shop whose budget is known and holds `available` points. */
async function aShopWith(available: number) {
  const { shop, tenantId } = await openedShop()
  await shopifyAdmin(shop)('{ shop { name } }', {}, z.unknown())
  await settleBill(shop, { taken: 0, cost: 0, maximum: 1000, restoreRate: 10, available })
  return { shop, tenantId }
}

test('a call that finds its points goes at once and leaves the next caller what is left', async () => {
  const { shop } = await aShopWith(300)
  expect(await takePoints(shop, 20, 'background')).toEqual({ taken: 20, waitMs: 0 })
  const left = await db().query('SELECT available FROM shopify_budget')
  expect(left.rows[0].available).toBeCloseTo(280, 0)
})

test('callers without points get turns one after the other, up to a second away', async () => {
  const { shop } = await aShopWith(0)
  const turns = await Promise.all(Array.from({ length: 40 }, () => takePoints(shop, 3, 'page')))
  const waits = turns.filter((turn) => turn.taken > 0).map((turn) => turn.waitMs)
  expect(waits.length).toBeGreaterThanOrEqual(3)
  expect(Math.max(...waits)).toBeLessThanOrEqual(1000)
  expect(new Set(waits).size).toBe(waits.length)
  expect(turns.some((turn) => turn.taken === 0)).toBe(true)
  const left = await db().query('SELECT available FROM shopify_budget')
  expect(left.rows[0].available).toBeGreaterThanOrEqual(-10)
})

test('background work leaves a part of the budget to pages', async () => {
  const { shop } = await aShopWith(200)
  expect(await takePoints(shop, 20, 'background')).toMatchObject({ taken: 0 })
  expect(await takePoints(shop, 20, 'page')).toEqual({ taken: 20, waitMs: 0 })
})

test('a dear call gets its turn beside cheap ones', async () => {
  const { shop } = await aShopWith(250)
  expect(await takePoints(shop, 240, 'background')).toMatchObject({ taken: 240, waitMs: 0 })
  expect(await takePoints(shop, 5000, 'page')).toMatchObject({ taken: 0 })
})

test('a wait of more than a second is not slept: the caller hears when to come back', async () => {
  const { shop } = await aShopWith(0)
  const ask = shopifyAdmin(shop)('{ shop { name } }', {}, z.unknown())
  await expect(ask).rejects.toThrow(ShopifyUnavailable)
  const retryAt = await ask.catch((error: unknown) => error instanceof ShopifyUnavailable && error.retryAt)
  // The reserve of 250 points fills at 10 a second.
  expect(Number(retryAt) - Date.now()).toBeGreaterThan(20_000)
  expect(Number(retryAt) - Date.now()).toBeLessThan(26_000)
  expect(await shopifyAdmin(shop, 'page')('{ shop { name } }', {}, z.unknown())).toMatchObject({ shop: {} })
})

test('a shop that Shopify throttles corrects what we believed', async () => {
  const { shop } = await openedShop()
  await control('POST', 'shopify', { bucket: { maximum: 100, restoreRate: 50 } })
  await shopifyAdmin(shop)('{ shop { name } }', {}, z.unknown())
  const row = await db().query('SELECT maximum, restore_rate, available <= 100 AS capped FROM shopify_budget')
  expect(row.rows).toEqual([{ maximum: 100, restore_rate: 50, capped: true }])
})

test('two processes that ask more than Shopify gives are both served, and never throttled', async () => {
  const { shop } = await openedShop()
  const { id } = await aCustomer()
  await control('POST', 'shopify', { bucket: { maximum: 300, restoreRate: 200 } })
  await shopifyAdmin(shop)('{ shop { name } }', {}, z.unknown())
  const before = timesThrottled()
  const document = `mutation { tagsAdd(id: "gid://shopify/Customer/${id}", tags: ["a"]) { userErrors { message } } }`
  const [other] = await Promise.all([
    promisify(execFile)(process.execPath, [ASKER, shop, document, '6', '5'], { env: process.env }),
    askMuch({ shop, document, concurrency: 6, each: 5 }),
  ])
  expect([timesThrottled() - before, Number(other.stdout)]).toEqual([0, 0])
})
