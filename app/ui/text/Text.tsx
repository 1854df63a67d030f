import { Text as PolarisText } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { lookOf, type TextProps } from './text.ts'

/** Words within a line. */
export function Text({ children, ...look }: TextProps & { children: ReactNode }) {
  return (
    <PolarisText as="span" {...lookOf(look)}>
      {children}
    </PolarisText>
  )
}
