import { useSearchParams } from '@remix-run/react'

/** The keys at which the neighbouring pages begin; null where there is none. */
export type Pages = { next: string | null; previous: string | null }

/** The `pagination` of an IndexTable whose place in the list is `?after=` or `?before=` in the URL. */
export function useKeysetPages({ next, previous }: Pages) {
  const [, setSearch] = useSearchParams()
  const go = (name: 'after' | 'before', key: string | null) => {
    if (!key) return
    setSearch((search) => {
      search.delete('after')
      search.delete('before')
      search.set(name, key)
      return search
    })
  }
  return {
    hasNext: next !== null,
    hasPrevious: previous !== null,
    onNext: () => go('after', next),
    onPrevious: () => go('before', previous),
    accessibilityLabel: 'Pages',
  }
}
