// The shops of the simulated world, and whether the app is installed in them.
import { HttpError, type SimRequest } from '../http.ts'
import { OTHER_SHOP, type SimulatorContext } from '../context.ts'
import { nextId } from './ids.ts'

export interface Shop {
  shop: string
  id: string
  name: string
  email: string
  timezone: string
  currency: string
  created_at: string
  /** The granted scopes, comma-separated; null while the app is not installed. */
  scopes: string | null
  installed_at: string | null
}

/** Makes the configured shops where they are missing. */
export function ensureShops(sim: SimulatorContext): void {
  const insert = sim.store.db.prepare(
    `INSERT INTO shopify_shops (shop, id, name, email, timezone, currency, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  for (const shop of sim.settings.shops) {
    if (findShop(sim, shop)) continue
    const name = shopName(shop)
    const [timezone, currency] = shop === OTHER_SHOP ? ['America/New_York', 'USD'] : ['Europe/Berlin', 'EUR']
    const title = name
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' ')
    insert.run(shop, nextId(sim), title, `owner@${name}.example`, timezone, currency, '2023-01-09T08:00:00.000Z')
  }
}

/** The part of the domain that Shopify Admin's addresses name: `glancito-demo`. */
export function shopName(shop: string): string {
  return shop.replace(/\.myshopify\.com$/, '')
}

export function findShop(sim: SimulatorContext, shop: string): Shop | null {
  const row = sim.store.db.prepare('SELECT * FROM shopify_shops WHERE shop = ?').get(shop)
  return row ? (row as unknown as Shop) : null
}

export function getShop(sim: SimulatorContext, shop: string): Shop {
  const found = findShop(sim, shop)
  if (!found) throw new HttpError(404, `no shop ${shop}`)
  return found
}

/** The shop that a request of the control API means: `?shop=`, else the demo shop. */
export function shopOf(sim: SimulatorContext, request: SimRequest): Shop {
  const named = request.query.get('shop') ?? sim.settings.shops[0] ?? ''
  return getShop(sim, named.includes('.') ? named : `${named}.myshopify.com`)
}

export function installApp(sim: SimulatorContext, shop: string, scopes: string): void {
  sim.store.db
    .prepare('UPDATE shopify_shops SET scopes = ?, installed_at = ? WHERE shop = ?')
    .run(scopes, sim.clock.now().toISOString(), shop)
}

/** Takes the app out of the shop: its tokens die at once. */
export function removeApp(sim: SimulatorContext, shop: string): void {
  sim.store.transaction(() => {
    sim.store.db.prepare('UPDATE shopify_shops SET scopes = NULL, installed_at = NULL WHERE shop = ?').run(shop)
    sim.store.db.prepare('DELETE FROM shopify_tokens WHERE shop = ?').run(shop)
  })
}
