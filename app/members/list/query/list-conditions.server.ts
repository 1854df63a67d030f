// The filters of the members list as SQL over `members`. What the sorting indexes hold comes first: it is answered without
// the table. A condition may also lead to its members: it has an index of its own, which holds what the others do.
import { clock } from '#app/platform/clock.server.ts'
import { type Filter, labelTerms, type Put } from './list-labels.server.ts'
import type { Order } from './list-order.ts'
import { isOnlySymbols, type MemberFilter, searchWords, withoutAccents } from './list.ts'
import type { Range } from './ranges.ts'

type Conditions = {
  /** Answered by any of the sorting indexes. Labels are only nearly so: whoever has one is among those that pass. */
  covered: string[]
  /** What the table itself must be asked. */
  table: string[]
  leads: Lead[]
  /** Those of `covered` that are flags. */
  flags: string[]
  /** Those that bound a number or a time, one for each column. */
  ranges: string[]
  /** What the index of labels can answer; it leads to the table's rows. */
  labels: string | null
}

/** Where a covering index holds those who meet a condition together: along columns, or under each of some keys of the first. */
export type Lead = { condition: string; columns: string; keys?: { all: string; condition: string } }

/** Whether a lead, or each of its keys, holds its members in an order. */
export function isInOrder({ columns }: Lead, { column }: Order): boolean {
  return columns.endsWith(`, ${column}`)
}

const DAY = 86_400_000

/** The lead to those who consented to SMS has them by name. */
const SMS = '(facets & 4), sort_name'

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

const TYPES = { points: 'int', orders_count: 'int', amount_spent: 'numeric', last_order_at: 'timestamptz' } as const
type Bounds = { column: keyof typeof TYPES; bounds: [operator: '>=' | '<=', value: number | Date][] }

/** The bounds that a filter sets to numbers and times. */
export function boundsOf({ points, orders, spent, lastOrder }: MemberFilter): Bounds[] {
  const all = [ofRange('points', points), ofRange('orders_count', orders), ofRange('amount_spent', spent)]
  if (lastOrder) {
    const day = new Date(clock.now().getTime() - lastOrder.days * DAY)
    all.push({ column: 'last_order_at', bounds: [[lastOrder.kind === 'within' ? '>=' : '<=', day]] })
  }
  return all.filter(({ bounds }) => bounds.length > 0)
}

function ofRange(column: Bounds['column'], range: Range | null): Bounds {
  const bounds: Bounds['bounds'] = []
  if (range && range.min !== null) bounds.push(['>=', range.min])
  if (range && range.max !== null) bounds.push(['<=', range.max])
  return { column, bounds }
}

/**
 * The conditions of a filter; their values are pushed onto `parameters`. Where the bands are known in which some may match,
 * the last lead is to those.
 */
export function conditionsOf(filter: Filter, parameters: unknown[], inBands: number[] | null = null): Conditions {
  const put: Put = (value, type) => `$${parameters.push(value)}::${type}`
  const { tags, tier } = filter
  const flags = [...CONSENT[filter.consent], ...BOUNCE[filter.bounce], ...COMPLAINED[filter.complained]]
  const covered = [...flags]
  const leads: Lead[] = []
  if (filter.consent === 'sms') leads.push({ columns: SMS, condition: allOf(CONSENT.sms) })
  if (filter.bounce === 'soft' || filter.bounce === 'hard')
    leads.push({ columns: '(facets & 24)', condition: allOf(BOUNCE[filter.bounce]) })
  if (filter.complained === 'yes') leads.push({ columns: '(facets & 32)', condition: allOf(COMPLAINED.yes) })
  const ranges: string[] = []
  for (const { column, bounds } of boundsOf(filter)) {
    const conditions = bounds.map(([operator, value]) => `${column} ${operator} ${put(value, TYPES[column])}`)
    covered.push(...conditions)
    ranges.push(allOf(conditions))
    // The others are found by their bands.
    if (column === 'last_order_at') leads.push({ columns: column, condition: allOf(conditions) })
  }
  const table = searchConditions(filter.search, put)
  let held: string | null = null
  if (tags.length > 0 || tier) {
    const labels = labelTerms(filter, put)
    const key = '(facets >> 8 & 511)'
    leads.push({
      columns: `${key}, amount_spent`,
      condition: `${key} <> 0 AND ${key} = ANY (${labels.keys})`,
      keys: { all: labels.keys, condition: `${key} <> 0 AND ${key} = one_key` },
    })
    covered.push(`(facets & ${labels.bits}) = ${labels.bits}`)
    held = `labels @> ${labels.held}`
    table.unshift(held)
  }
  if (inBands) {
    const all = put(inBands, 'int[]')
    leads.push({
      columns: 'band, created_at',
      condition: `band = ANY (${all})`,
      keys: { all, condition: 'band = one_key' },
    })
  }
  return { covered, table, leads, flags, ranges, labels: held }
}

/**
 * Whom a search finds, over `members`. Every word must occur. The trigram index needs three letters in a row to find a word's middle; a shorter word is looked
 * for where words begin, which the index knows too. A letter beyond ASCII is found anywhere: `search` holds its bytes.
 */
export function searchConditions(search: string, put: Put): string[] {
  if (isOnlySymbols(search)) return ['false']
  return searchWords(search).map((word) => {
    const literal = String.raw`regexp_replace(ltrim(search_text(${put(word, 'text')})), '([\\%_])', '\\\1', 'g')`
    return `search LIKE ${isFoundAnywhere(word) ? "'%'" : "'% '"} || ${literal} || '%'`
  })
}

function isFoundAnywhere(word: string): boolean {
  const plain = withoutAccents(word)
  return /[a-z0-9]{3}/i.test(plain) || /[\u0080-\u{10FFFF}]/u.test(plain)
}

/** Conditions that must all hold. */
export function allOf(conditions: string[]): string {
  return conditions.length > 0 ? conditions.join(' AND ') : 'true'
}
