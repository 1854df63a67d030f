import { useLocation, useNavigation, useSearchParams } from '@remix-run/react'
import type { Step } from '#app/ui/useTyped.ts'
import { filterParameters } from '../list.ts'

/** Sets parameters of the list's URL; an empty one is taken away. */
export type Change = (changes: Record<string, string | string[]>, step?: Step) => void

/** What the list's URL says of the filters and the order, and how to say something else; the list then begins anew. */
export function useMemberParameters(): { current: string; change: Change; replace: (parameters: string) => void } {
  const [search, setSearch] = useSearchParams()
  const latest = useLatestSearch()
  const change: Change = (changes, step = 'push') => {
    const next = new URLSearchParams(latest)
    for (const name of ['after', 'before', ...Object.keys(changes)]) next.delete(name)
    for (const [name, values] of Object.entries(changes)) {
      for (const value of [values].flat()) if (value.trim()) next.append(name, value.trim())
    }
    setSearch(filterParameters(next), { replace: step === 'replace', preventScrollReset: true })
  }
  return { current: filterParameters(search).toString(), change, replace: (parameters) => setSearch(parameters) }
}

/** What the URL says as soon as the list has come that was asked for last: two changes in a row must not undo each other. */
function useLatestSearch(): string {
  const here = useLocation()
  const { location: coming } = useNavigation()
  return coming?.pathname === here.pathname ? coming.search : here.search
}
