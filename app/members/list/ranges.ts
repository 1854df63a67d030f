// Bounds of numbers: as the list's URL holds them, and as they are typed.

/** Numbers between two bounds, both of them included; null is open. */
export type Range = { min: number | null; max: number | null }

export type Ranged = 'points' | 'orders' | 'spent'

type Bounds = { pattern: RegExp; largest: number; allowed: string }
const WHOLE: Bounds = {
  pattern: /^-?0*\d{1,10}$/,
  largest: 2_147_483_647,
  allowed: 'Type a whole number, up to 2,147,483,647.',
}
const BOUNDS: Record<Ranged, Bounds> = {
  points: WHOLE,
  orders: WHOLE,
  spent: {
    pattern: /^0*\d{1,12}(\.\d{1,2})?$/,
    largest: 999_999_999_999,
    allowed: 'Type an amount such as 12 or 12.50, up to 999,999,999,999.',
  },
}

/** Reads `10..500`, `10..`, `..500`; a single number is that number alone. Null when it is none of them. */
export function parseRange(of: Ranged, text: string): Range | null {
  const [low = '', high = low] = text.split('..', 2)
  const [min, max] = [readBound(of, low), readBound(of, high)]
  if (min === undefined || max === undefined || (min === null && max === null)) return null
  return { min, max }
}

/** A range as the URL holds it. */
export function rangeText(bounds: Range | null): string {
  return bounds ? `${bounds.min ?? ''}..${bounds.max ?? ''}` : ''
}

/** What is typed into the fields of a range: as the URL holds it, or null with what is wrong at which field. */
export function readTypedRange(of: Ranged, { low, high }: Record<'low' | 'high', string>) {
  const [min, max] = [readBound(of, low.trim()), readBound(of, high.trim())]
  const isTurned = typeof min === 'number' && typeof max === 'number' && max < min
  const lowFlaw = min === undefined ? BOUNDS[of].allowed : null
  const highFlaw = max === undefined ? BOUNDS[of].allowed : isTurned ? `Type ${min} or more, or leave it open.` : null
  if (min === undefined || max === undefined || isTurned) return { text: null, lowFlaw, highFlaw }
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
