import { Box as PolarisBox } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'
import { type Gap, GAPS } from './gap.ts'

type Props = {
  padding?: Gap
  paddingBlock?: Gap
  paddingInline?: Gap
  /** A line that parts it from what stands above or below. */
  line?: 'above' | 'below'
  /** In pixels: the place of something that is still to come. */
  minHeight?: number
  children?: ReactNode
}

/** Room around something. */
export function Box({ padding, paddingBlock, paddingInline, line, minHeight, children }: Props) {
  return (
    <PolarisBox
      {...given({
        padding: padding && GAPS[padding],
        paddingBlock: paddingBlock && GAPS[paddingBlock],
        paddingInline: paddingInline && GAPS[paddingInline],
        minHeight: minHeight === undefined ? undefined : `${minHeight}px`,
        ...(line && ({ borderColor: 'border-secondary' } as const)),
        borderBlockStartWidth: line === 'above' ? ('025' as const) : undefined,
        borderBlockEndWidth: line === 'below' ? ('025' as const) : undefined,
      })}
    >
      {children}
    </PolarisBox>
  )
}
