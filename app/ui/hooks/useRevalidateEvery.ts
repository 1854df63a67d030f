import { useRevalidator } from '@remix-run/react'
import { useEvery } from './useEvery.ts'

/** Loads the page's data again every `ms` while something is under way and the page is seen; null stops it. */
export function useRevalidateEvery(ms: number | null): void {
  const revalidator = useRevalidator()
  useEvery(ms, () => {
    if (revalidator.state === 'idle') revalidator.revalidate()
  })
}
