import { useSearchParams } from '@remix-run/react'
import { type HistoryStep, useTyped } from '#app/ui/forms/useTyped.ts'
import { ListFilters } from '#app/ui/tables/ListFilters.tsx'
import { isWholeList, LIST_TABS, type ListQuery, tidySearch } from './list-query.ts'

const ORDERS = [
  { label: 'Date', value: 'date asc', directionLabel: 'Oldest first' },
  { label: 'Date', value: 'date desc', directionLabel: 'Newest first' },
  { label: 'Name', value: 'name asc', directionLabel: 'A to Z' },
  { label: 'Name', value: 'name desc', directionLabel: 'Z to A' },
] as const

/** Tabs, search and order of the campaigns; all of it lives in the URL. */
export function CampaignFilters({ query, loading }: { query: ListQuery; loading: boolean }) {
  const [parameters, setParameters] = useSearchParams()
  const change = (name: 'tab' | 'q' | 'sort', value: string, step: HistoryStep = 'push') => {
    const next = new URLSearchParams(parameters)
    // Another list begins at its first page.
    for (const gone of ['after', 'before', name]) next.delete(gone)
    if (value !== '') next.set(name, value)
    setParameters(next, { replace: step === 'replace', preventScrollReset: true })
  }
  const { typed, setTyped, put } = useTyped({
    value: query.search,
    show: (text) => text,
    read: tidySearch,
    onRest: (text, step) => change('q', text, step),
  })
  const clear = () => {
    put('')
    change('q', '')
  }
  return (
    <ListFilters
      views={{
        tabs: LIST_TABS.map(({ id, name }) => ({ id, name, onShow: () => change('tab', id === 'all' ? '' : id) })),
        selected: LIST_TABS.findIndex(({ id }) => id === query.tab),
        isSaved: true,
        onCreate: null,
        onSave: null,
      }}
      search={{ value: typed, placeholder: 'Search by name or subject', onChange: setTyped }}
      order={{ options: [...ORDERS], value: query.order, onChange: (to) => change('sort', to) }}
      filters={[]}
      applied={[]}
      onClearAll={clear}
      onCancel={clear}
      here={JSON.stringify(query)}
      isPlain={isWholeList({ ...query, tab: 'all' })}
      loading={loading}
    />
  )
}
