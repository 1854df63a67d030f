import { useLocation, useNavigation, useSearchParams } from '@remix-run/react'
import { useRef } from 'react'
import type { HistoryStep } from '#app/ui/forms/useTyped.ts'
import { filterParameters, listParameters } from './list.ts'

/** Sets parameters of the list's URL; an empty one is taken away. */
export type Change = (changes: Record<string, string | string[]>, step?: HistoryStep) => void

type MemberParameters = {
  /** The filters and the order. */
  current: string
  /** The view that they began with. */
  view: string | null
  change: Change
  /** Shows a view as it is saved. */
  show: (parameters: string, view: string) => void
}

/** What the list's URL says of the list, and how to say something else; the list then begins anew. */
export function useMemberParameters(): MemberParameters {
  const [search, setSearch] = useSearchParams()
  const latest = useLatestSearch()
  const isNewStep = useSteps()
  const change: Change = (changes, step = 'push') => {
    const next = listParameters(new URLSearchParams(latest))
    for (const name of ['after', 'before', ...Object.keys(changes)]) next.delete(name)
    for (const [name, values] of Object.entries(changes)) {
      for (const value of [values].flat()) if (value.trim()) next.append(name, value.trim())
    }
    setSearch(listParameters(next), { replace: !isNewStep(step), preventScrollReset: true })
  }
  const show = (parameters: string, view: string) => {
    const next = new URLSearchParams(parameters)
    if (view) next.set('view', view)
    setSearch(next)
  }
  return { current: filterParameters(search).toString(), view: search.get('view'), change, show }
}

/** What the URL says as soon as the list has come that was asked for last: two changes in a row must not undo each other. */
function useLatestSearch(): string {
  const here = useLocation()
  const { location: coming } = useNavigation()
  return coming?.pathname === here.pathname ? coming.search : here.search
}

/**
 * Whether a change is a new step in the browser's history. One that goes on with a step whose list has not come yet takes
 * its place, and must be that step itself: else it would replace the list that one came from.
 */
function useSteps(): (step: HistoryStep) => boolean {
  const { key } = useLocation()
  const leaving = useRef<string | null>(null)
  return (step) => {
    if (step === 'push') leaving.current = key
    return leaving.current === key
  }
}
