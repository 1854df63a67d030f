// What a text looks like, wherever it stands.
import { given } from '../given.ts'

const SIZES = {
  small: 'bodySm',
  base: 'bodyMd',
  large: 'bodyLg',
  title: 'headingMd',
  figure: 'headingLg',
} as const

export type TextProps = {
  /** As what is around it unless set; 'title' and 'figure' are for numbers that are read before the words. */
  size?: keyof typeof SIZES
  tone?: 'subdued' | 'critical' | undefined
  weight?: 'regular' | 'medium' | 'semibold'
  align?: 'center' | 'end'
  /** Digits of one width, so that numbers below each other line up. */
  numeric?: boolean
  /** Whether a word may be broken where it has no room, such as an address. */
  breakWord?: boolean
  id?: string
}

/** In Polaris's words. */
export const lookOf = ({ size, tone, weight, align, numeric, breakWord, id }: TextProps) =>
  given({ variant: size && SIZES[size], tone, fontWeight: weight, alignment: align, numeric, breakWord, id })
