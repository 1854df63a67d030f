// What the merchant lets the app do: all that it requires, and of what is optional what was asked for and granted.
import { HttpError } from '../http.ts'
import type { SimulatorContext } from '../context.ts'
import { nextId } from './ids.ts'
import { getShop } from './shops.ts'
import { appConfig } from './subscriptions.ts'
import { emit } from './webhooks.ts'

const listOf = (scopes: string) => scopes.split(',').map((scope) => scope.trim())

/** As App Bridge tells the app: https://shopify.dev/docs/api/app-bridge-library/apis/scopes */
export function scopesOf(sim: SimulatorContext, shop: string) {
  const { scopes, optionalScopes } = appConfig(sim)
  return {
    granted: listOf(getShop(sim, shop).scopes ?? ''),
    required: listOf(scopes),
    optional: optionalScopes,
  }
}

/** The merchant grants optional scopes: tokens have them at once, and app/scopes_update is sent. */
export function grantScopes(sim: SimulatorContext, shop: string, asked: string[]): void {
  const { granted, optional } = scopesOf(sim, shop)
  const unknown = asked.find((scope) => !optional.includes(scope))
  if (unknown !== undefined) throw new HttpError(400, `${unknown} is not in optional_scopes of shopify.app.toml`)
  const current = [...new Set([...granted, ...asked])]
  if (current.length === granted.length) return
  sim.store.transaction(() => {
    for (const table of ['shopify_shops', 'shopify_tokens'])
      sim.store.db.prepare(`UPDATE ${table} SET scopes = ? WHERE shop = ?`).run(current.join(','), shop)
    const payload = { id: nextId(sim), previous: granted, current, updated_at: sim.clock.now().toISOString() }
    emit(sim, shop, [{ topic: 'app/scopes_update', payload }])
  })
}
