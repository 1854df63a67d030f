import { Text as PolarisText } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'
import { SIZES, type TextProps } from './text.ts'

/** Words within a line. */
export function Text({
  size,
  tone,
  weight,
  align,
  numeric,
  breakWord,
  id,
  children,
}: TextProps & { children: ReactNode }) {
  return (
    <PolarisText
      as="span"
      {...given({
        variant: size && SIZES[size],
        tone,
        fontWeight: weight,
        alignment: align,
        numeric,
        breakWord,
        id,
      })}
    >
      {children}
    </PolarisText>
  )
}
