// The filters of the members list in words, for what stands above the list.
import { formatCount } from '#app/ui/format/format.ts'
import {
  BOUNCE_FILTERS,
  COMPLAINT_FILTERS,
  CONSENT_FILTERS,
  type LastOrder,
  type MemberFilter,
  type Unread,
} from './query/list.ts'
import { type Range, RANGED, type Ranged } from './query/ranges.ts'

export const RANGE_LABELS: Record<Ranged, string> = { points: 'Points', orders: 'Orders', spent: 'Spent' }

type Applied = { key: string; label: string }

/** What is filtered by, each under the key that the URL has for it. */
export function describeFilters(
  filter: MemberFilter,
  money: (amount: number) => string,
  unread: Unread = {},
): Applied[] {
  const said: (Applied | null)[] = [
    filter.consent === 'all' ? null : { key: 'consent', label: CONSENT_FILTERS[filter.consent] },
    filter.bounce === 'all' ? null : { key: 'bounce', label: BOUNCE_FILTERS[filter.bounce] },
    filter.complained === 'all' ? null : { key: 'complained', label: COMPLAINT_FILTERS[filter.complained] },
    describeRange('points', filter.points, (bounds) => `Points: ${bounds}`, formatCount),
    describeRange('orders', filter.orders, (bounds) => `Orders: ${bounds}`, formatCount),
    describeRange('spent', filter.spent, (bounds) => `Spent: ${bounds}`, money),
    filter.lastOrder ? { key: 'ordered', label: lastOrderWords(filter.lastOrder) } : null,
    filter.tier ? { key: 'tier', label: `Tier: ${filter.tier}` } : null,
    filter.tags.length > 0 ? { key: 'tag', label: `Tagged: ${filter.tags.join(' and ')}` } : null,
  ]
  const notGoneBy = RANGED.flatMap((key) =>
    unread[key] ? [{ key, label: `${RANGE_LABELS[key]}: “${unread[key].text}” isn’t valid` }] : [],
  )
  return [...said.filter((applied) => applied !== null), ...notGoneBy]
}

export function lastOrderWords({ kind, days }: LastOrder): string {
  return kind === 'within' ? `Ordered in the last ${days} days` : `Last order over ${days} days ago`
}

function describeRange(
  key: string,
  range: Range | null,
  say: (bounds: string) => string,
  value: (bound: number) => string,
): Applied | null {
  if (!range) return null
  const { min, max } = range
  if (min !== null && min === max) return { key, label: say(value(min)) }
  if (max === null) return { key, label: say(`${value(min ?? 0)} or more`) }
  return { key, label: say(min === null ? `${value(max)} or less` : `${value(min)} to ${value(max)}`) }
}
