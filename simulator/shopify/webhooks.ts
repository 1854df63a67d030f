// Says what happened in a shop to whoever subscribed to it.
import { randomUUID } from 'node:crypto'
import type { SimulatorContext } from '../context.ts'
import { enqueue } from './deliveries.ts'
import type { Payload } from './payloads.ts'
import { findShop } from './shops.ts'
import { appConfig } from './subscriptions.ts'

export interface Emission {
  topic: string
  payload: Payload
}

// Shopify sends these whether or not the app is still in the shop.
const AFTER_UNINSTALL = new Set(['app/uninstalled', 'customers/data_request', 'customers/redact', 'shop/redact'])

/** Queues one delivery per subscription; all emissions of one call share their event id, as of one merchant action. */
export function emit(sim: SimulatorContext, shop: string, emissions: Emission[]): void {
  const config = appConfig(sim)
  const installed = findShop(sim, shop)?.scopes !== null
  const eventId = randomUUID()
  for (const { topic, payload } of emissions) {
    if (!installed && !AFTER_UNINSTALL.has(topic)) continue
    for (const subscription of config.subscriptions.filter((entry) => entry.topic === topic)) {
      enqueue(sim, {
        shop,
        topic,
        webhook_id: randomUUID(),
        event_id: eventId,
        name: subscription.name,
        uri: subscription.uri,
        api_version: config.apiVersion,
        body: JSON.stringify(pick(payload, subscription.includeFields)),
        triggered_at: sim.clock.now().toISOString(),
      })
    }
  }
}

type Tree = Map<string, Tree>

/** Keeps the fields that `include_fields` names; `a.b` keeps b in a, and in each of a where it is a list. */
function pick(payload: Payload, fields: string[] | null): unknown {
  if (!fields) return payload
  const tree: Tree = new Map()
  for (const field of fields) {
    let at = tree
    for (const name of field.split('.')) {
      const inner = at.get(name) ?? new Map<string, Tree>()
      at.set(name, inner)
      at = inner
    }
  }
  return prune(payload, tree)
}

function prune(value: unknown, tree: Tree): unknown {
  if (tree.size === 0 || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((each) => prune(each, tree))
  const kept = [...tree].filter(([name]) => name in value)
  return Object.fromEntries(kept.map(([name, inner]) => [name, prune(Reflect.get(value, name), inner)]))
}
