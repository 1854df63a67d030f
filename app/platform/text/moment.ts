// Moments as others write them: only one that can be is taken.

/** Date and time to the second at least, with an offset; AWS writes ` +0000` in places. Every part has its length. */
const MOMENT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? ?(?:Z|([+-])(\d\d):?(\d\d))$/i

const LARGEST_OFFSET_HOURS = 18

const DAY_MS = 86_400_000

/**
 * The moment that a text tells, to the millisecond; null for a text of another form, a day or an hour that no calendar has
 * (February 30, hour 25), and a year before 1970, which nothing here is older than. Date() would take 2026-02-30 for March 2,
 * and years that PostgreSQL refuses. RFC 3339; a leap second is the second after it.
 */
export function readMoment(text: string | null | undefined): Date | null {
  const parts = MOMENT.exec(text?.trim() ?? '')
  if (!parts) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const milliseconds = Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const offset = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)] as const
  if (year < 1970 || hour > 23 || minute > 59 || second > 60) return null
  if (offset[0] > LARGEST_OFFSET_HOURS || offset[1] > 59) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const ahead = (offset[0] * 60 + offset[1]) * (parts[8] === '-' ? -60_000 : 60_000)
  return new Date(date.getTime() + ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds - ahead)
}

/** A moment at which others say that something was done; null when it can not be: before they `began`, or a day after `now`. */
export function pastMoment(at: Date | null, began: number, now: Date): Date | null {
  return at && at.getTime() > began && at.getTime() < now.getTime() + DAY_MS ? at : null
}
