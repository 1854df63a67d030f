import { useBreakpoints } from '@shopify/polaris'

/** Whether there is only the room of a phone; false until React has taken the page over. */
export function useIsPhone(): boolean {
  return useBreakpoints().smDown
}
