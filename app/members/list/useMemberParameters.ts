import { useSearchParams } from '@remix-run/react'
import { filterParameters } from '../list.ts'
import type { Change } from './member-filters.tsx'

/** What the list's URL says of the filters and the order, and how to say something else; the list then begins anew. */
export function useMemberParameters(): { current: string; change: Change; replace: (parameters: string) => void } {
  const [search, setSearch] = useSearchParams()
  const change: Change = (changes) =>
    setSearch(
      (params) => {
        const next = new URLSearchParams(params)
        for (const name of ['after', 'before', ...Object.keys(changes)]) next.delete(name)
        for (const [name, values] of Object.entries(changes)) {
          for (const value of [values].flat()) if (value.trim()) next.append(name, value.trim())
        }
        return filterParameters(next)
      },
      { replace: true, preventScrollReset: true },
    )
  return { current: filterParameters(search).toString(), change, replace: (parameters) => setSearch(parameters) }
}
