import { Box } from '@shopify/polaris'
import type { ReactNode } from 'react'

type Props = {
  /** Whether it is one of several tiles, and as high as the highest in its line. */
  tile?: boolean
  children: ReactNode
}

/** A part of a card that is set off by a darker ground. */
export function Well({ tile = false, children }: Props) {
  return (
    <Box
      background="bg-surface-secondary"
      padding="300"
      borderRadius={tile ? '300' : '200'}
      {...(tile && { minHeight: '100%' })}
    >
      {children}
    </Box>
  )
}
