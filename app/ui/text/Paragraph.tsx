import { Text } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { lookOf, type TextProps } from './text.ts'

/** Words that stand by themselves. */
export function Paragraph({ children, ...look }: TextProps & { children: ReactNode }) {
  return (
    <Text as="p" {...lookOf(look)}>
      {children}
    </Text>
  )
}
