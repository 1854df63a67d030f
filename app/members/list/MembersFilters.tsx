import { IndexFilters, IndexFiltersMode, useBreakpoints, useSetIndexFiltersMode } from '@shopify/polaris'
import { startTransition, useEffect, useState } from 'react'
import { formatMoney } from '#app/ui/format/format.ts'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { useTyped } from '#app/ui/forms/useTyped.ts'
import { describeFilters } from './filter-words.ts'
import { type MemberQuery, tidySearch, type Unread } from './query/list.ts'
import { memberFilters } from './member-filters.tsx'
import { useMemberParameters } from './useMemberParameters.ts'
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
  const isPlain = isSaved && Object.keys(unread).length === 0
  const { mode, setMode } = useSetIndexFiltersMode(isPlain ? IndexFiltersMode.Default : IndexFiltersMode.Filtering)
  const here = JSON.stringify([current, unread])
  const [seen, setSeen] = useState(here)
  if (seen !== here) {
    setSeen(here)
    // Back may lead from a view to filters, which must not be out of sight.
    if (!isPlain) setMode(IndexFiltersMode.Filtering)
  }
  useInSight(tabs[selected]?.id, mode === IndexFiltersMode.Default)
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
    <IndexFilters
      mode={mode}
      // The fields take long to draw: who presses the button sees it pressed meanwhile.
      setMode={(to) => startTransition(() => setMode(to))}
      tabs={tabs}
      selected={selected}
      canCreateNewView
      onCreateNewView={create}
      primaryAction={{
        ...(save ? { type: 'save', onAction: save } : { type: 'save-as', onAction: create }),
        disabled: isSaved,
        loading: false,
      }}
      queryValue={typed}
      queryPlaceholder={selected > 0 ? `Search in “${tabs[selected]?.content}”` : 'Search by name or e-mail'}
      onQueryChange={setTyped}
      onQueryClear={() => setTyped('')}
      sortOptions={SORT_OPTIONS}
      sortSelected={[query.sort]}
      onSort={([to = '']) => change({ sort: to })}
      filters={memberFilters(query, change, { currency, tiers, unread })}
      appliedFilters={applied.map(({ key, label }) => ({ key, label, onRemove: () => change({ [key]: '' }) }))}
      onClearAll={clear}
      cancelAction={{
        onAction: () => {
          put(savedSearch)
          if (!isSaved) cancel()
        },
      }}
      loading={loading}
      disableKeyboardShortcuts
      autoFocusSearchField={false}
    />
  )
}

const AFTER_MEASURING_MS = 300

/** Keeps the tab of the view in sight on a phone, which has room for three. Polaris first measures them all. */
function useInSight(id: string | undefined, isShown: boolean): void {
  const { mdDown } = useBreakpoints()
  useEffect(() => {
    if (!id || !mdDown || !isShown) return
    const timer = setTimeout(
      () => document.getElementById(id)?.scrollIntoView({ block: 'nearest', inline: 'center' }),
      AFTER_MEASURING_MS,
    )
    return () => clearTimeout(timer)
  }, [id, mdDown, isShown])
}
