import { useEffect, useRef } from 'react'

/** Does `act` every `ms` while the page is seen; null stops it. */
export function useEvery(ms: number | null, act: () => void): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    if (ms === null) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') latest.current()
    }, ms)
    return () => clearInterval(timer)
  }, [ms])
}
