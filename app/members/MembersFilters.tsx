import { useSearchParams } from '@remix-run/react'
import { ChoiceList, IndexFilters, IndexFiltersMode, useSetIndexFiltersMode } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { CONSENT_FILTERS, DELIVERY_FILTERS, type MemberQuery } from './list.ts'

const TYPING_MS = 250

const SORT_OPTIONS = [
  { label: 'Joined', value: 'created asc' as const, directionLabel: 'Oldest first' },
  { label: 'Joined', value: 'created desc' as const, directionLabel: 'Newest first' },
  { label: 'Points', value: 'points asc' as const, directionLabel: 'Fewest first' },
  { label: 'Points', value: 'points desc' as const, directionLabel: 'Most first' },
]

// Lists that a merchant looks at again and again; each is only a place in the filters.
const VIEWS = [
  { content: 'All', search: '' },
  { content: 'Hard bounced', search: 'bounce=hard' },
  { content: 'Complained', search: 'bounce=complained' },
]

type Change = Partial<Record<'q' | 'consent' | 'bounce' | 'sort', string>>

/** Search, filters and order of the members; all of it lives in the URL. */
export function MembersFilters({ query, loading }: { query: MemberQuery; loading: boolean }) {
  const [search, setSearch] = useSearchParams()
  const { mode, setMode } = useSetIndexFiltersMode(IndexFiltersMode.Filtering)
  const change = (changes: Change) =>
    setSearch(
      (params) => {
        for (const name of ['after', 'before', ...Object.keys(changes)]) params.delete(name)
        for (const [name, value] of Object.entries(changes)) if (value && value !== 'all') params.set(name, value)
        return params
      },
      { replace: true, preventScrollReset: true },
    )
  const [typed, setTyped] = useTyping(query.search, (q) => change({ q }))
  const clear = () => {
    setTyped('')
    change({ q: '', consent: '', bounce: '' })
  }
  const filters: FilterState[] = [
    { key: 'consent', label: 'Marketing consent', choices: CONSENT_FILTERS, selected: query.consent, change },
    { key: 'bounce', label: 'Bounce', choices: DELIVERY_FILTERS, selected: query.delivery, change },
  ]
  const current = new URLSearchParams(
    [...search].filter(([name]) => name === 'bounce' || name === 'consent' || name === 'q'),
  )
  const selected = VIEWS.findIndex((view) => view.search === current.toString())
  return (
    <IndexFilters
      mode={mode}
      setMode={setMode}
      tabs={VIEWS.map(({ content, search: to }) => ({ content, id: content, onAction: () => setSearch(to) }))}
      selected={Math.max(selected, 0)}
      canCreateNewView={false}
      queryValue={typed}
      queryPlaceholder="Search by name or e-mail"
      onQueryChange={setTyped}
      onQueryClear={() => setTyped('')}
      sortOptions={SORT_OPTIONS}
      sortSelected={[query.sort]}
      onSort={([sort = '']) => change({ sort })}
      filters={filters.map(toFilter)}
      appliedFilters={filters.flatMap(toApplied)}
      onClearAll={clear}
      cancelAction={{ onAction: clear }}
      loading={loading}
      disableKeyboardShortcuts
      autoFocusSearchField={false}
    />
  )
}

type FilterState = {
  key: 'consent' | 'bounce'
  label: string
  choices: Record<string, string>
  selected: string
  change: (change: Change) => void
}

function toFilter({ key, label, choices, selected, change }: FilterState) {
  return {
    key,
    label,
    pinned: true,
    shortcut: true,
    filter: (
      <ChoiceList
        title={label}
        titleHidden
        choices={Object.entries(choices).map(([value, text]) => ({ value, label: text }))}
        selected={[selected]}
        onChange={([value = '']) => change({ [key]: value })}
      />
    ),
  }
}

function toApplied({ key, label, choices, selected, change }: FilterState) {
  if (selected === 'all') return []
  return [{ key, label: `${label}: ${choices[selected]}`, onRemove: () => change({ [key]: '' }) }]
}

/** What is being typed, handed on once it rests; a change from outside (a view, Back) replaces it. */
function useTyping(value: string, onRest: (text: string) => void) {
  const [typed, setTyped] = useState(value)
  const [seen, setSeen] = useState(value)
  if (seen !== value) {
    setSeen(value)
    if (typed.trim() !== value) setTyped(value)
  }
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => onRest(typed.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  })
  return [typed, setTyped] as const
}
