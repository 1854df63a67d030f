// The store of what customers' timelines tell.
import type { SimulatorContext } from '../context.ts'
import { nextId } from './ids.ts'

export interface TimelineEvent {
  id: string
  customer_id: string
  action: string
  message: string
  by_app: number
  created_at: string
}

export function addTimelineEvent(
  sim: SimulatorContext,
  customer: { shop: string; id: string },
  event: { action: string; message: string; byApp: boolean },
): void {
  sim.store.db
    .prepare(
      'INSERT INTO shopify_events (shop, id, customer_id, action, message, by_app, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      customer.shop,
      nextId(sim),
      customer.id,
      event.action,
      event.message,
      event.byApp ? 1 : 0,
      sim.clock.now().toISOString(),
    )
}

/** The newest events of a customer's timeline first. */
export function listTimeline(
  sim: SimulatorContext,
  customer: { shop: string; id: string },
  limit: number,
): TimelineEvent[] {
  return sim.store.db
    .prepare('SELECT * FROM shopify_events WHERE shop = ? AND customer_id = ? ORDER BY id DESC LIMIT ?')
    .all(customer.shop, customer.id, limit) as unknown as TimelineEvent[]
}

/** All that the app itself did to the shop's customers, the oldest first. */
export function listAppEvents(sim: SimulatorContext, shop: string): TimelineEvent[] {
  return sim.store.db
    .prepare('SELECT * FROM shopify_events WHERE shop = ? AND by_app = 1 ORDER BY id')
    .all(shop) as unknown as TimelineEvent[]
}
