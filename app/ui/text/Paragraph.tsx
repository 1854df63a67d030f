import { Text } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'
import { SIZES, type TextProps } from './text.ts'

/** Words that stand by themselves. */
export function Paragraph({
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
    <Text
      as="p"
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
    </Text>
  )
}
