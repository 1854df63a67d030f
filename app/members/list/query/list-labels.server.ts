// Tags and tiers in a filter of the members list. The table keeps both as labels, and of these some bits and a key of nine
// of them, which only nearly tell who has one: the table is asked last.
import { db } from '#app/platform/db/db.server.ts'
import type { MemberFilter } from './list.ts'

/** The tags and the tier of a filter as the table keeps them, with the bits and the keys that whoever has them has. */
type Labels = { held: string[]; bits: string; keys: string[] }

/** A filter whose labels may have been looked up: to work them out takes PostgreSQL longer than many a page. */
export type Filter = MemberFilter & { labels?: Labels }

/** Makes a value a parameter of a statement, and names it. */
export type Put = (value: unknown, type: string) => string

/**
 * The labels of a filter as SQL: those it names, their bits, and the keys under which whoever has them stands. Numbers are
 * written out: as parameters all of them would have to occur in each statement.
 */
export function labelTerms({ labels, tags, tier }: Filter, put: Put): Record<keyof Labels, string> {
  if (labels) {
    const keys = labels.keys.map((key) => BigInt(key)).join()
    return { held: put(labels.held, 'text[]'), bits: `'${BigInt(labels.bits)}'::bigint`, keys: `'{${keys}}'::bigint[]` }
  }
  const held = `member_labels(${put(tags, 'text[]')}, ${put(tier || null, 'text')})`
  return { held, bits: `label_bits(${held})`, keys: `label_keys(label_bits(${held}))` }
}

/** The filter with its labels looked up. */
export async function lookUpLabels<Given extends MemberFilter>(given: Given): Promise<Given & Filter> {
  if (given.tags.length === 0 && !given.tier) return given
  const found = await db().query<Labels>(
    `SELECT held, label_bits(held)::text AS bits, label_keys(label_bits(held))::text[] AS keys
     FROM member_labels($1, $2) AS held`,
    [given.tags, given.tier || null],
  )
  const [labels] = found.rows
  return labels ? { ...given, labels } : given
}
