// The filters of the members list as rules of a segment.
import { isFiltered, type MemberFilter } from '#app/members/list/query/list.ts'
import type { Range } from '#app/members/list/query/ranges.ts'
import { readRule, type SegmentRule, type SegmentRules } from '../rules.ts'

type Given = { field: string; operator: string; value: unknown }
/** What of the list no rule says, in words. */
export type FromList = { rules: SegmentRules; left: string[] }

/** Null of a list without filters. */
export function rulesOfList(filter: MemberFilter): FromList | null {
  if (!isFiltered(filter)) return null
  const rules: SegmentRule[] = []
  const left = filter.search ? [`the search “${filter.search}”`] : []
  for (const given of givenBy(filter)) {
    const read = readRule(given)
    if (read.ok) rules.push(read.rule)
    else left.push(`${given.field} ${given.operator} ${String(given.value)}`)
  }
  return { rules: { match: 'all', rules }, left }
}

function givenBy({ consent, bounce, complained, tier, tags, lastOrder, ...filter }: MemberFilter): Given[] {
  return [
    ...CONSENT[consent],
    ...(bounce === 'all' ? [] : [{ field: 'bounce', operator: 'is', value: bounce }]),
    ...(complained === 'all' ? [] : [{ field: 'complained', operator: 'is', value: complained === 'yes' }]),
    ...ofRange('points', filter.points),
    ...ofRange('orders-count', filter.orders),
    ...ofRange('amount-spent', filter.spent),
    ...(lastOrder
      ? [{ field: 'last-order', operator: lastOrder.kind === 'within' ? 'within' : 'before', value: lastOrder.days }]
      : []),
    ...(tier ? [{ field: 'tier', operator: 'is', value: tier }] : []),
    ...tags.map((tag) => ({ field: 'tag', operator: 'is', value: tag })),
  ]
}

const CONSENT: Record<MemberFilter['consent'], Given[]> = {
  all: [],
  email: [{ field: 'email-consent', operator: 'is', value: true }],
  'no-email': [{ field: 'email-consent', operator: 'is', value: false }],
  sms: [{ field: 'sms-consent', operator: 'is', value: true }],
  unsubscribed: [{ field: 'unsubscribed', operator: 'is', value: true }],
}

function ofRange(field: string, range: Range | null): Given[] {
  if (!range) return []
  if (range.min !== null && range.min === range.max) return [{ field, operator: 'equals', value: range.min }]
  return [
    ...(range.min === null ? [] : [{ field, operator: 'at-least', value: range.min }]),
    ...(range.max === null ? [] : [{ field, operator: 'at-most', value: range.max }]),
  ]
}
