// What a text looks like, wherever it stands.

/** 'title' and 'figure' are for numbers that are read before the words around them. */
type TextSize = 'small' | 'base' | 'large' | 'title' | 'figure'

export type TextProps = {
  size?: TextSize
  tone?: 'subdued' | 'critical' | undefined
  weight?: 'regular' | 'medium' | 'semibold'
  align?: 'center' | 'end'
  /** Digits of one width, so that numbers below each other line up. */
  numeric?: boolean
  /** Whether a word may be broken where it has no room, such as an address. */
  breakWord?: boolean
  id?: string
}

export const SIZES = {
  small: 'bodySm',
  base: 'bodyMd',
  large: 'bodyLg',
  title: 'headingMd',
  figure: 'headingLg',
} as const
