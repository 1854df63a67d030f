import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** Whether the page runs: false in what the server sends, and until React has taken that over. */
export function useInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
