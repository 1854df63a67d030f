import { Text } from '@shopify/polaris'
import type { ReactNode } from 'react'

/** What those who hear the page need, and those who see it know already. */
export function SpokenOnly({ children }: { children: ReactNode }) {
  return (
    <Text as="p" visuallyHidden>
      {children}
    </Text>
  )
}
