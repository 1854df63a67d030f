import { formatMoney } from '#app/ui/format/format.ts'
import { ListFilters } from '#app/ui/tables/ListFilters.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { useTyped } from '#app/ui/forms/useTyped.ts'
import { describeFilters } from './filter-words.ts'
import { type MemberQuery, tidySearch, type Unread } from './query/list.ts'
import { memberFilters } from './member-filters.tsx'
import { useMemberParameters } from './query/useMemberParameters.ts'
import { useViews } from './views/useViews.ts'
import type { MemberView } from './views/views.ts'

const sort = <T extends string>(label: string, column: T, up: string, down: string) => [
  { label, value: `${column} asc` as const, directionLabel: up },
  { label, value: `${column} desc` as const, directionLabel: down },
]

const SORT_OPTIONS = [
  ...sort('Joined', 'created', 'Oldest first', 'Newest first'),
  ...sort('Name', 'name', 'A to Z', 'Z to A'),
  ...sort('Points', 'points', 'Fewest first', 'Most first'),
  ...sort('Spent', 'spent', 'Least first', 'Most first'),
]

type Props = { query: MemberQuery; unread: Unread; views: MemberView[]; tiers: string[]; loading: boolean }

/** Search, filters and order of the members; all of it lives in the URL. */
export function MembersFilters({ query, unread, views, tiers, loading }: Props) {
  const { currency } = useShell()
  const parameters = useMemberParameters()
  const { current, change } = parameters
  const { tabs, selected, isSaved, create, save, savedSearch, cancel } = useViews(views, parameters)
  const { typed, setTyped, put } = useTyped({
    value: query.search,
    show: (text) => text,
    read: tidySearch,
    onRest: (q, step) => change({ q }, step),
  })
  const applied = describeFilters(query, (amount) => formatMoney(amount, currency), unread)
  const clear = () => {
    put('')
    change({ q: '', ...Object.fromEntries(applied.map(({ key }) => [key, ''])) })
  }
  return (
    <ListFilters
      views={{ tabs, selected, isSaved, onCreate: create, onSave: save }}
      search={{
        value: typed,
        placeholder: selected > 0 ? `Search in “${tabs[selected]?.name}”` : 'Search by name or email',
        onChange: setTyped,
      }}
      order={{ options: SORT_OPTIONS, value: query.sort, onChange: (to) => change({ sort: to }) }}
      filters={memberFilters(query, change, { currency, tiers, unread })}
      applied={applied.map(({ key, label }) => ({ key, label, onRemove: () => change({ [key]: '' }) }))}
      onClearAll={clear}
      onCancel={() => {
        put(savedSearch)
        if (!isSaved) cancel()
      }}
      here={JSON.stringify([current, unread])}
      isPlain={isSaved && Object.keys(unread).length === 0}
      loading={loading}
    />
  )
}
