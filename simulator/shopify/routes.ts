// The simulated Shopify: its tables, shops and customers at the start, and all its addresses.
import type { SimulatorContext } from '../context.ts'
import { seedCustomers } from '../demo-shop/customers.ts'
import type { Route } from '../http.ts'
import { bulkRoutes, resumeBulks } from './bulk.ts'
import { controlRoutes } from './control.ts'
import { countCustomers, EVERYBODY } from './customers.ts'
import { startDeliveries } from './deliveries.ts'
import { graphqlRoutes } from './graphql.ts'
import { orderRoutes } from './order-routes.ts'
import { productRoutes } from './product-routes.ts'
import { ensureProducts } from './products.ts'
import { ensureSegments } from './segments.ts'
import { ensureShops } from './shops.ts'
import { clearShopifyTables, createShopifyTables } from './tables.ts'
import { tokenRoutes } from './tokens.ts'

const OTHER_SHOPS_CUSTOMERS = 12

function furnish(sim: SimulatorContext): void {
  ensureShops(sim)
  for (const [index, shop] of sim.settings.shops.entries()) {
    ensureSegments(sim, shop)
    ensureProducts(sim, shop)
    const count = index === 0 ? sim.settings.customers : Math.min(OTHER_SHOPS_CUSTOMERS, sim.settings.customers)
    if (count > 0 && countCustomers(sim, shop, EVERYBODY) === 0)
      seedCustomers(sim, { shop, count, seed: 20_261_121 + index })
  }
}

export function shopifyRoutes(sim: SimulatorContext): Route[] {
  createShopifyTables(sim)
  furnish(sim)
  sim.onStart(() => {
    startDeliveries(sim)
    resumeBulks(sim)
  })
  const reset = () => {
    clearShopifyTables(sim)
    furnish(sim)
  }
  return [
    ...tokenRoutes(sim),
    ...graphqlRoutes(sim),
    ...bulkRoutes(sim),
    ...productRoutes(sim),
    ...orderRoutes(sim),
    ...controlRoutes(sim, reset),
  ]
}
