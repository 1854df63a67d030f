import { BlockStack } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'
import { type Gap, GAPS } from './gap.ts'

type Props = {
  gap?: Gap
  /** Where each stands across; as wide as the stack unless this is set. */
  align?: 'start' | 'center'
  as?: 'ul'
  children: ReactNode
}

/** Things one below the other. */
export function Stack({ gap, align, as, children }: Props) {
  return <BlockStack {...given({ gap: gap && GAPS[gap], inlineAlign: align, as })}>{children}</BlockStack>
}
