import { Text } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'

type Size = 'body' | 'small' | 'base' | 'large'

type Props = {
  /** Its place in the outline of the page: 2 for a card's, 3 for one within it. */
  level?: 2 | 3 | 4
  /** Where it is not to look like its level. */
  size?: Size
  tone?: 'subdued'
  weight?: 'semibold'
  align?: 'center'
  breakWord?: boolean
  id?: string
  children: ReactNode
}

const SIZES = { body: 'bodyMd', small: 'headingSm', base: 'headingMd', large: 'headingLg' } as const

/** The name of a part of the page. */
export function Heading({
  level = 2,
  size = level === 2 ? 'base' : 'small',
  tone,
  weight,
  align,
  breakWord,
  id,
  children,
}: Props) {
  return (
    <Text
      as={`h${level}`}
      variant={SIZES[size]}
      {...given({ tone, fontWeight: weight, alignment: align, breakWord, id })}
    >
      {children}
    </Text>
  )
}
