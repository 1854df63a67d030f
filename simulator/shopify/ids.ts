// Ids as Shopify makes them: 64-bit numbers beyond what a JavaScript number can hold, and their global form.
import type { SimulatorContext } from '../context.ts'

// All ids have 18 digits, so that they sort as text as they do as numbers.
const FIRST = 706_405_506_930_370_000n

/** The next id: ascending, unique in this simulator over every kind of thing. */
export function nextId(sim: SimulatorContext): string {
  return takeIds(sim, 1)
}

/** Reserves `count` ids and gives the first of them. */
export function takeIds(sim: SimulatorContext, count: number): string {
  const row = sim.store.db
    .prepare(
      `INSERT INTO shopify_counters (name, value) VALUES ('id', ?)
       ON CONFLICT (name) DO UPDATE SET value = value + excluded.value RETURNING value`,
    )
    .get(count)
  return (FIRST + BigInt(Number(row?.['value'])) * 7n - BigInt(count - 1) * 7n).toString()
}

/** The id that stands `steps` behind this one in a block reserved by `takeIds`. */
export function idAfter(id: string, steps: number): string {
  return (BigInt(id) + BigInt(steps) * 7n).toString()
}

export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`
}

/** Type and number of a global id; null when it is none. */
export function parseGid(value: string): { type: string; id: string } | null {
  const [, type, id] = /^gid:\/\/shopify\/(\w+)\/(\d+)$/.exec(value) ?? []
  return type && id ? { type, id } : null
}

/** The number in a global id of this type, or the number itself; null when it is neither. */
export function numberOf(type: string, value: string): string | null {
  if (/^\d+$/.test(value)) return value
  const parsed = parseGid(value)
  return parsed?.type === type ? parsed.id : null
}
