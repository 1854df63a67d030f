import type { ReactNode } from 'react'
import { useInBrowser } from './useInBrowser.ts'

/** Renders in the browser only, for what measures the page (charts); the server sends `fallback` of the same height. */
export function ClientOnly({ children, fallback = null }: { children: () => ReactNode; fallback?: ReactNode }) {
  return <>{useInBrowser() ? children() : fallback}</>
}
