import { useSearchParams } from '@remix-run/react'
import { pageParameters } from './keyset-page.ts'

/** The keys at which the neighbouring pages begin; null where there is none. */
export type Pages = { next: string | null; previous: string | null }

export const ONE_PAGE: Pages = { next: null, previous: null }

/**
 * The `pagination` of a table whose place in the list is `?after=` or `?before=` in the URL; a list beside others names
 * itself, and the page then stays where it is.
 */
export function useKeysetPages({ next, previous }: Pages, list = '') {
  const [, setSearch] = useSearchParams()
  const names = pageParameters(list)
  const go = (name: string, key: string | null) => {
    if (!key) return
    setSearch(
      (search) => {
        for (const each of Object.values(names)) search.delete(each)
        search.set(name, key)
        return search
      },
      { preventScrollReset: list !== '' },
    )
  }
  return {
    hasNext: next !== null,
    hasPrevious: previous !== null,
    onNext: () => go(names.after, next),
    onPrevious: () => go(names.before, previous),
    accessibilityLabel: list ? `Pages of ${list}` : 'Pages',
  }
}
