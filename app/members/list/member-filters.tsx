import { foldCase } from '#app/platform/text/fold-case.ts'
import { ChoiceList } from '#app/ui/forms/ChoiceList.tsx'
import type { ListFilter } from '#app/ui/tables/ListFilters.tsx'
import { lastOrderWords, RANGE_LABELS } from './filter-words.ts'
import {
  BOUNCE_FILTERS,
  COMPLAINT_FILTERS,
  CONSENT_FILTERS,
  type LastOrder,
  type MemberQuery,
  type Unread,
} from './query/list.ts'
import { RangeFilter } from './RangeFilter.tsx'
import { type Ranged, rangeText } from './query/ranges.ts'
import { parseTags, tagsFlaw } from './query/tags.ts'
import { TextFilter } from './TextFilter.tsx'
import type { Change } from './query/useMemberParameters.ts'

const LAST_ORDERS: LastOrder[] = [
  { kind: 'within', days: 30 },
  { kind: 'within', days: 90 },
  { kind: 'within', days: 365 },
  { kind: 'over', days: 90 },
  { kind: 'over', days: 365 },
]

type Shop = { currency: string; tiers: string[]; unread: Unread }

/** The filters that the list offers, in the order of the "Add filter" menu. */
export function memberFilters(query: MemberQuery, change: Change, { currency, tiers, unread }: Shop): ListFilter[] {
  const choose = (key: string, label: string, selected: string, choices: Record<string, string>): ListFilter => ({
    key,
    label,
    pinned: key === 'consent' || key === 'bounce',
    field: (
      <ChoiceList
        label={label}
        choices={Object.entries(choices).map(([value, text]) => ({ value, label: text }))}
        value={selected}
        onChange={(value) => change({ [key]: value === 'all' ? '' : value })}
      />
    ),
  })
  const range = (key: Ranged, prefix?: string): ListFilter => ({
    key,
    label: RANGE_LABELS[key],
    field: (
      <RangeFilter
        of={key}
        label={RANGE_LABELS[key]}
        text={unread[key]?.text ?? rangeText(query[key])}
        prefix={prefix}
        onChange={(text, step) => change({ [key]: text }, step)}
      />
    ),
  })
  const { lastOrder, tags, tier } = query
  // One that was renamed since stays to be taken off.
  const isKnown = tiers.some((name) => foldCase(name) === foldCase(tier))
  const tierChoices = tier && !isKnown ? [...tiers, tier] : tiers
  const lastOrders = Object.fromEntries(LAST_ORDERS.map((each) => [`${each.kind}-${each.days}`, lastOrderWords(each)]))
  return [
    choose('consent', 'Marketing consent', query.consent, CONSENT_FILTERS),
    choose('bounce', 'Bounce', query.bounce, BOUNCE_FILTERS),
    choose('complained', 'Spam complaint', query.complained, COMPLAINT_FILTERS),
    {
      key: 'tag',
      label: 'Tags',
      field: (
        <TextFilter
          label="Tags"
          value={tags.join(', ')}
          tidy={(text) => parseTags([text]).join(', ')}
          flaw={tagsFlaw}
          helpText="Members with all of these tags. Separate tags with commas."
          onChange={(text, step) => change({ tag: text.split(',') }, step)}
        />
      ),
    },
    ...(tierChoices.length > 0 ? [choose('tier', 'Tier', tier || 'all', { all: 'All', ...names(tierChoices) })] : []),
    range('points'),
    range('orders'),
    range('spent', currency),
    choose('ordered', 'Last order', lastOrder ? `${lastOrder.kind}-${lastOrder.days}` : 'all', {
      all: 'All',
      ...lastOrders,
    }),
  ]
}

const names = (all: string[]) => Object.fromEntries(all.map((name) => [name, name]))
