import { type ReactNode, useSyncExternalStore } from 'react'

const never = () => () => {}

/** Renders in the browser only, for what measures the page (charts); the server sends `fallback` of the same height. */
export function ClientOnly({ children, fallback = null }: { children: () => ReactNode; fallback?: ReactNode }) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return <>{inBrowser ? children() : fallback}</>
}
