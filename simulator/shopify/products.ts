// The store of what a shop sells. Few products, so lists are read whole and chosen from in memory.
import { HttpError } from '../http.ts'
import type { SimulatorContext } from '../context.ts'
import {
  COLLECTIONS,
  PRODUCTS,
  type CatalogueCollection,
  type CatalogueProduct,
  type CatalogueVariant,
} from './catalogue.ts'
import { idAfter, numberOf, takeIds } from './ids.ts'

export interface Variant extends CatalogueVariant {
  id: string
}

export interface Product extends Omit<CatalogueProduct, 'variants' | 'daysOld'> {
  id: string
  created_at: string
  updated_at: string
  variants: Variant[]
}

export interface Collection extends CatalogueCollection {
  id: string
  created_at: string
}

const DAY = 86_400_000

/** Puts the catalogue into a shop that sells nothing yet. */
export function ensureProducts(sim: SimulatorContext, shop: string): void {
  if (listProducts(sim, shop).length > 0) return
  const now = sim.clock.now().getTime()
  let id = takeIds(sim, COLLECTIONS.length + PRODUCTS.reduce((sum, { variants }) => sum + 1 + variants.length, 0))
  const next = () => {
    const taken = id
    id = idAfter(id, 1)
    return taken
  }
  const collection = sim.store.db.prepare(
    'INSERT INTO shopify_collections (shop, id, handle, title, description, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const since = new Date(now - 700 * DAY).toISOString()
  for (const { handle, title, description } of COLLECTIONS)
    collection.run(shop, next(), handle, title, description, since)
  for (const { daysOld, variants, ...product } of PRODUCTS) {
    const created = new Date(now - daysOld * DAY).toISOString()
    saveProduct(sim, shop, {
      ...product,
      id: next(),
      created_at: created,
      updated_at: created,
      variants: variants.map((variant) => ({ ...variant, id: next() })),
    })
  }
}

function saveProduct(sim: SimulatorContext, shop: string, product: Product): void {
  sim.store.db
    .prepare('INSERT OR REPLACE INTO shopify_products (shop, id, handle, data) VALUES (?, ?, ?, ?)')
    .run(shop, product.id, product.handle, JSON.stringify(product))
}

/** All products of a shop, in the order in which they were made. */
export function listProducts(sim: SimulatorContext, shop: string): Product[] {
  const rows = sim.store.db.prepare('SELECT data FROM shopify_products WHERE shop = ? ORDER BY id').all(shop)
  return rows.map((row) => JSON.parse(String(row['data'])) as Product)
}

export function findProduct(sim: SimulatorContext, shop: string, id: string): Product | null {
  const row = sim.store.db.prepare('SELECT data FROM shopify_products WHERE shop = ? AND id = ?').get(shop, id)
  return row ? (JSON.parse(String(row['data'])) as Product) : null
}

/** The product with this variant; null when either is gone. */
export function findVariant(
  sim: SimulatorContext,
  shop: string,
  id: string,
): { product: Product; variant: Variant } | null {
  for (const product of listProducts(sim, shop)) {
    const variant = product.variants.find((each) => each.id === id)
    if (variant) return { product, variant }
  }
  return null
}

/** The product that a handle, a number or a global id names. */
export function getProduct(sim: SimulatorContext, shop: string, named: string): Product {
  const number = numberOf('Product', named)
  const found = listProducts(sim, shop).find(({ id, handle }) => id === number || handle === named)
  if (!found) throw new HttpError(404, `no product ${named} in ${shop}`)
  return found
}

export function listCollections(sim: SimulatorContext, shop: string): Collection[] {
  const rows = sim.store.db.prepare('SELECT * FROM shopify_collections WHERE shop = ? ORDER BY id').all(shop)
  return rows as unknown as Collection[]
}

export function findCollection(sim: SimulatorContext, shop: string, id: string): Collection | null {
  return listCollections(sim, shop).find((collection) => collection.id === id) ?? null
}

/** How many of each product were ever sold. */
export function countSold(sim: SimulatorContext, shop: string): Map<string, number> {
  const rows = sim.store.db
    .prepare(
      `SELECT product_id AS id, sum(quantity) AS sold FROM shopify_order_lines
       WHERE shop = ? AND product_id IS NOT NULL GROUP BY product_id`,
    )
    .all(shop)
  return new Map(rows.map((row) => [String(row['id']), Number(row['sold'])]))
}

export interface ProductChange {
  title?: string | undefined
  status?: Product['status'] | undefined
  published?: boolean | undefined
  collections?: string[] | undefined
  /** Of all its variants. */
  cents?: number | undefined
  compareAtCents?: number | null | undefined
  stock?: number | null | undefined
}

export function changeProduct(sim: SimulatorContext, shop: string, named: string, change: ProductChange): Product {
  const before = getProduct(sim, shop, named)
  const { cents, compareAtCents, stock, ...own } = change
  const given = Object.fromEntries(
    Object.entries({ cents, compareAtCents, stock }).filter(([, value]) => value !== undefined),
  )
  const changed: Product = {
    ...before,
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
    updated_at: sim.clock.now().toISOString(),
    variants: before.variants.map((variant) => ({ ...variant, ...given })),
  }
  saveProduct(sim, shop, changed)
  return changed
}

/** Deletes a product; the lines of orders keep its name and lose the rest. */
export function deleteProduct(sim: SimulatorContext, shop: string, named: string): void {
  const { id } = getProduct(sim, shop, named)
  sim.store.transaction(() => {
    sim.store.db.prepare('DELETE FROM shopify_products WHERE shop = ? AND id = ?').run(shop, id)
    sim.store.db
      .prepare('UPDATE shopify_order_lines SET product_id = NULL, variant_id = NULL WHERE shop = ? AND product_id = ?')
      .run(shop, id)
  })
}
