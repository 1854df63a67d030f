// The filters of the members list as SQL over `members`. What the sorting indexes hold comes first: it is answered without
// the table. A condition may also lead to its members: it has an index of its own, which holds what the others do.
import { clock } from '#app/platform/clock.server.ts'
import type { MemberFilter, Range } from '../list.ts'

type Conditions = {
  /** Answered by any of the sorting indexes. Labels are only nearly so: whoever has one is among those that pass. */
  covered: string[]
  /** What the table itself must be asked. */
  table: string[]
  leads: Lead[]
  /** What the index of labels can answer; it leads to the table's rows. */
  labels: string | null
}

/** Where a covering index holds those who meet a condition together. */
type Lead = { condition: string; column: string }

const DAY = 86_400_000

// Spelled as the indexes and the statistics of the table are, so that PostgreSQL recognises them.
const CONSENT = {
  all: [],
  email: ['(facets & 3) = 1'],
  'no-email': ['(facets & 3) <> 1'],
  sms: ['(facets & 4) = 4'],
  unsubscribed: ['(facets & 3) = 2'],
}
const BOUNCE = { all: [], none: ['(facets & 24) = 0'], soft: ['(facets & 24) = 8'], hard: ['(facets & 24) = 16'] }
const COMPLAINED = { all: [], yes: ['(facets & 32) = 32'], no: ['(facets & 32) = 0'] }

/** The conditions of a filter; their values are pushed onto `parameters`. */
export function conditionsOf(filter: MemberFilter, parameters: unknown[]): Conditions {
  const put = (value: unknown, type: string) => `$${parameters.push(value)}::${type}`
  const between = (column: string, bounds: Range | null, type: string) => [
    ...(bounds && bounds.min !== null ? [`${column} >= ${put(bounds.min, type)}`] : []),
    ...(bounds && bounds.max !== null ? [`${column} <= ${put(bounds.max, type)}`] : []),
  ]
  const { lastOrder, tags, tier } = filter
  const covered = [...CONSENT[filter.consent], ...BOUNCE[filter.bounce], ...COMPLAINED[filter.complained]]
  const leads: Lead[] = []
  if (filter.bounce === 'soft' || filter.bounce === 'hard')
    leads.push({ column: '(facets & 24)', condition: allOf(BOUNCE[filter.bounce]) })
  if (filter.complained === 'yes') leads.push({ column: '(facets & 32)', condition: allOf(COMPLAINED.yes) })
  const lead = (column: string, conditions: string[]) => {
    covered.push(...conditions)
    if (conditions.length > 0) leads.push({ column, condition: allOf(conditions) })
  }
  lead('points', between('points', filter.points, 'int'))
  lead('orders_count', between('orders_count', filter.orders, 'int'))
  lead('amount_spent', between('amount_spent', filter.spent, 'numeric'))
  if (lastOrder) {
    const day = new Date(clock.now().getTime() - lastOrder.days * DAY)
    lead('last_order_at', [`last_order_at ${lastOrder.kind === 'within' ? '>=' : '<'} ${put(day, 'timestamptz')}`])
  }
  const search = searchConditions(filter.search, put)
  if (tags.length === 0 && !tier) return { covered, table: search, leads, labels: null }
  const labels = `member_labels(${put(tags, 'text[]')}, ${put(tier || null, 'text')})`
  const key = '(facets >> 8 & 511)'
  leads.push({ column: key, condition: `${key} <> 0 AND ${key} = ANY (label_keys(label_bits(${labels})))` })
  covered.push(`(facets & label_bits(${labels})) = label_bits(${labels})`)
  const held = `labels @> ${labels}`
  return { covered, table: [held, ...search], leads, labels: held }
}

/**
 * Every word must occur. The trigram index needs three letters in a row to find a word's middle; a shorter word is looked
 * for where words begin, which the index knows too. A letter beyond ASCII is found anywhere: `search` holds its bytes.
 */
function searchConditions(search: string, put: (value: unknown, type: string) => string): string[] {
  const words = search.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  return words.map((word) => {
    const literal = String.raw`regexp_replace(ltrim(search_text(${put(word, 'text')})), '([\\%_])', '\\\1', 'g')`
    return `search LIKE ${isFoundAnywhere(word) ? "'%'" : "'% '"} || ${literal} || '%'`
  })
}

function isFoundAnywhere(word: string): boolean {
  const plain = word.normalize('NFKD').replaceAll(/[\u0300-\u036F]/g, '')
  return /[a-z0-9]{3}/i.test(plain) || /[\u0080-\u{10FFFF}]/u.test(plain)
}

/** Conditions that must all hold. */
export function allOf(conditions: string[]): string {
  return conditions.length > 0 ? conditions.join(' AND ') : 'true'
}
