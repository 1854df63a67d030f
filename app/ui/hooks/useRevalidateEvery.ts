import { useRevalidator } from '@remix-run/react'
import { useEffect, useRef } from 'react'

/** Loads the page's data again every `ms` while something is under way and the page is seen; null stops it. */
export function useRevalidateEvery(ms: number | null): void {
  const revalidator = useRevalidator()
  const latest = useRef(revalidator)
  useEffect(() => {
    latest.current = revalidator
  })
  useEffect(() => {
    if (ms === null) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && latest.current.state === 'idle') latest.current.revalidate()
    }, ms)
    return () => clearInterval(timer)
  }, [ms])
}
