import { InlineStack } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'
import { type Gap, GAPS } from './gap.ts'

type Props = {
  gap?: Gap
  /** How they share what is left of the line. */
  justify?: 'between' | 'center'
  /** How they stand to each other's height. */
  align?: 'start' | 'center'
  /** Whether what has no room goes to a new line. */
  wrap?: boolean
  children: ReactNode
}

/** Things side by side. */
export function Inline({ gap, justify, align, wrap, children }: Props) {
  const place = justify === 'between' ? 'space-between' : justify
  return (
    <InlineStack {...given({ gap: gap && GAPS[gap], align: place, blockAlign: align, wrap })}>{children}</InlineStack>
  )
}
