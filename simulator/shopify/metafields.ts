// The store of customers' metafields.
import type { SimulatorContext } from '../context.ts'
import { nextId } from './ids.ts'

export interface Metafield {
  shop: string
  owner_id: string
  namespace: string
  key: string
  id: string
  type: string
  value: string
  created_at: string
  updated_at: string
}

export function findMetafield(
  sim: SimulatorContext,
  owner: { shop: string; owner_id: string },
  namespace: string,
  key: string,
): Metafield | null {
  const row = sim.store.db
    .prepare('SELECT * FROM shopify_metafields WHERE shop = ? AND owner_id = ? AND namespace = ? AND key = ?')
    .get(owner.shop, owner.owner_id, namespace, key)
  return row ? (row as unknown as Metafield) : null
}

export type MetafieldInput = Pick<Metafield, 'shop' | 'owner_id' | 'namespace' | 'key' | 'type' | 'value'>

export function saveMetafield(sim: SimulatorContext, input: MetafieldInput): Metafield {
  const now = sim.clock.now().toISOString()
  sim.store.db
    .prepare(
      `INSERT INTO shopify_metafields (shop, owner_id, namespace, key, id, type, value, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (shop, owner_id, namespace, key)
       DO UPDATE SET type = excluded.type, value = excluded.value, updated_at = excluded.updated_at`,
    )
    .run(input.shop, input.owner_id, input.namespace, input.key, nextId(sim), input.type, input.value, now, now)
  const saved = findMetafield(sim, input, input.namespace, input.key)
  if (!saved) throw new Error('a metafield just written is missing')
  return saved
}
