import { useFetcher, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { useEvery } from './useEvery.ts'
import { useRevalidateEvery } from './useRevalidateEvery.ts'

const LOOK_EVERY_MS = 2000
/** What stands around the progress changes with it, but costs much more to read. */
const PAGE_EVERY_MS = 30_000

type Look<T> = {
  /** What answers how far it is, and nothing else. */
  url: string
  /** As the page was loaded with. */
  loaded: T
  /** Whether there is something to wait for. */
  isUnderWay: boolean
  /** What the page was loaded for: once this is another, all of it is loaded again. */
  stageOf: (progress: T) => string
}

/**
 * How far something under way has come, looked up every two seconds while the page is seen. The page itself is loaded
 * again only when the stage changes, and twice a minute.
 */
export function useProgress<T>({ url, loaded, isUnderWay, stageOf }: Look<T>): T {
  const { load, data, state } = useFetcher({ key: `progress ${url}` })
  const revalidator = useRevalidator()
  const { revalidate } = revalidator
  useEvery(isUnderWay ? LOOK_EVERY_MS : null, () => {
    if (state === 'idle' && revalidator.state === 'idle') load(url)
  })
  useRevalidateEvery(isUnderWay ? PAGE_EVERY_MS : null)
  const seen = isUnderWay && data !== undefined ? (data as T) : loaded
  const isAnother = stageOf(seen) !== stageOf(loaded)
  useEffect(() => {
    if (isAnother) revalidate()
  }, [isAnother, revalidate])
  return isAnother ? loaded : seen
}
