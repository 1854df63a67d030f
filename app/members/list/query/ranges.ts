// Bounds of numbers: as the list's URL holds them, and as they are typed.
import { decimalSign, formatCount, formatDecimal } from '#app/ui/format/format.ts'
import { LARGEST_INT } from '#app/platform/text/bounds.ts'
import { tidy } from '#app/platform/text/tidy.ts'

/** Numbers between two bounds, both of them included; null is open. */
export type Range = { min: number | null; max: number | null }

export const RANGED = ['points', 'orders', 'spent'] as const
export type Ranged = (typeof RANGED)[number]

type Bounds = { pattern: RegExp; largest: number; allowed: () => string }
const LARGEST_AMOUNT = 999_999_999_999
const WHOLE: Bounds = {
  pattern: /^-?0*\d{1,10}$/,
  largest: LARGEST_INT,
  allowed: () => `Enter a whole number up to ${formatCount(LARGEST_INT)}.`,
}
const BOUNDS: Record<Ranged, Bounds> = {
  points: WHOLE,
  orders: WHOLE,
  spent: {
    pattern: /^0*\d{1,12}(\.\d{1,2})?$/,
    largest: LARGEST_AMOUNT,
    allowed: () => `Enter an amount such as 12 or ${formatDecimal(12.55)}, up to ${formatCount(LARGEST_AMOUNT)}.`,
  },
}
/** Longer than any number of those. */
const LONGEST = 60

/** Reads `10..500`, `10..`, `..500`; a single number is that number alone. Null when it is none of them. */
export function parseRange(of: Ranged, text: string): Range | null {
  const { low, high } = splitRange(text)
  const [min, max] = [readBound(of, low), readBound(of, high)]
  if (min === undefined || max === undefined || (min === null && max === null)) return null
  return isTurned(min, max) ? null : { min, max }
}

const splitRange = (text: string) => {
  const [low = '', high = low] = text.split('..', 2)
  return { low, high }
}

const isTurned = (min: number | null, max: number | null) => min !== null && max !== null && max < min

/** A range as the URL holds it. */
export function rangeText(bounds: Range | null): string {
  return bounds ? `${bounds.min ?? ''}..${bounds.max ?? ''}` : ''
}

/** What a URL has for a range without being one: as it stands there, to be shown where it is typed; null when all is well. */
export function unreadRange(of: Ranged, text: string | null): { text: string; flaw: string } | null {
  const said = tidy(text ?? '', LONGEST)
  if (said === '' || said === '..' || parseRange(of, said)) return null
  const { lowFlaw, highFlaw } = readTypedRange(of, splitRange(said))
  return { text: said, flaw: lowFlaw ?? highFlaw ?? BOUNDS[of].allowed() }
}

/** The fields of a range that the URL holds, with decimals as the merchant writes them. */
export function rangeFields(text: string): Record<'low' | 'high', string> {
  const { low, high } = splitRange(text)
  const shown = (bound: string) => bound.replace('.', decimalSign())
  return { low: shown(low), high: shown(high) }
}

/** What is typed into the fields of a range: as the URL holds it, or null with what is wrong at which field. */
export function readTypedRange(of: Ranged, { low, high }: Record<'low' | 'high', string>) {
  const typed = (bound: string) => readBound(of, bound.trim().replace(decimalSign(), '.'))
  const [min, max] = [typed(low), typed(high)]
  const lowFlaw = min === undefined ? BOUNDS[of].allowed() : null
  const highFlaw = max === undefined ? BOUNDS[of].allowed() : null
  if (min === undefined || max === undefined) return { text: null, lowFlaw, highFlaw }
  if (min !== null && isTurned(min, max))
    return { text: null, lowFlaw, highFlaw: `Enter ${formatDecimal(min)} or more, or leave it empty.` }
  return { text: min === null && max === null ? '' : rangeText({ min, max }), lowFlaw, highFlaw }
}

/** Null is open; undefined is no number that is allowed. */
function readBound(of: Ranged, text: string): number | null | undefined {
  if (text === '') return null
  const { pattern, largest } = BOUNDS[of]
  // A minus in front of zero is none.
  const bound = pattern.test(text) ? Number(text) + 0 : Number.NaN
  return Math.abs(bound) <= largest ? bound : undefined
}
