// How numbers, money and times are written, the same on the server and in the browser; the examples are in English.
import { formatsOf } from './locale.ts'

const NOTHING = '—'

const numbers = formatsOf((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options))
const times = formatsOf((locale, options: Intl.DateTimeFormatOptions) => {
  try {
    return new Intl.DateTimeFormat(locale, options)
  } catch {
    // A browser may be older than the zone's name.
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  }
})

/** 12.5, with at most two decimals: as it is typed, where a currency would be in the way. */
export function formatDecimal(number: number): string {
  return numbers({ maximumFractionDigits: 2, useGrouping: false }).format(number)
}

/** 1,250 */
export function formatCount(count: number): string {
  return even(numbers({}).format(count))
}

/** 1 member, 1,250 members */
export function formatCountOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** A share between 0 and 1 as 12.3%; a dash when there is nothing to take a share of. */
export function formatPercent(share: number | null, digits = 1): string {
  if (share === null || !Number.isFinite(share)) return NOTHING
  return even(numbers({ style: 'percent', maximumFractionDigits: digits }).format(share))
}

/** The difference of two shares in points of a percent, with its sign: +1.2 points */
export function formatPoints(difference: number): string {
  const points = Number((difference * 100).toFixed(1))
  const written = even(numbers({ maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(points))
  return `${written} ${Math.abs(points) === 1 ? 'point' : 'points'}`
}

/** An amount (exact decimal text from the database, or a number) in a currency: $1,250.00 */
export function formatMoney(amount: string | number, currency: string): string {
  return even(numbers({ style: 'currency', currency }).format(Number(amount)))
}

const countries = new Intl.DisplayNames('en', { type: 'region' })

/** A country by its two-letter code (ISO 3166-1): Germany; the code itself where no name is known. */
export function formatCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code
}

/** The sign that stands before decimals: a dot, or a comma in most of Europe. */
export function decimalSign(): string {
  const parts = numbers({ minimumFractionDigits: 1 }).formatToParts(0.5)
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.'
}

type Moment = Date | string

/** Nov 21, 2026, 3:04:05 PM, in the shop's time zone: for evidence. */
export function formatExactTime(moment: Moment, timeZone: string): string {
  return write(moment, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
}

/** Nov 21, 2 AM in the shop's time zone, or the day alone: for a row of them. */
export function formatPoint(moment: Moment, unit: 'hour' | 'day', timeZone: string): string {
  return write(moment, { month: 'short', day: 'numeric', ...(unit === 'hour' && { hour: 'numeric' }), timeZone })
}

/** GMT-4: how far the zone's clocks are from Greenwich's at a moment, which tells the two hours of autumn apart. */
export function formatOffset(moment: Moment, timeZone: string): string {
  const parts = times({ timeZone, timeZoneName: 'shortOffset' }).formatToParts(new Date(moment))
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** Europe/Berlin (GMT+1): the zone that times are told in, and what its clocks show at a moment. */
export function formatZone(moment: Moment, timeZone: string): string {
  const parts = times({ timeZone, timeZoneName: 'short' }).formatToParts(new Date(moment))
  const short = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
  return short === timeZone ? timeZone : `${timeZone.replaceAll('_', ' ')} (${short})`
}

/** Nov 21, 2026, in the shop's time zone. */
export function formatDate(moment: Moment | null, timeZone: string): string {
  return write(moment, { dateStyle: 'medium', timeZone })
}

/** Nov 21, 2026, 3:04 PM, in the shop's time zone. */
export function formatDateTime(moment: Moment | null, timeZone: string): string {
  return write(moment, { dateStyle: 'medium', timeStyle: 'short', timeZone })
}

/** Nov 21, 2026, 3:04:05 PM, in the shop's time zone. */
export function formatDateTimeSeconds(moment: Moment | null, timeZone: string): string {
  return write(moment, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
}

/** 3:10 AM today, else Nov 20, 3:10 AM, in the shop's time zone. */
export function formatClock(moment: Moment, now: Moment, timeZone: string): string {
  const time = write(moment, { timeStyle: 'short', timeZone })
  const isToday = formatDate(moment, timeZone) === formatDate(now, timeZone)
  return isToday ? time : `${write(moment, { month: 'short', day: 'numeric', timeZone })}, ${time}`
}

/** As `formatDateTime`, but only 3:04 PM where the day is that of `beside`, which stands next to it. */
export function formatTimeBeside(moment: Moment, beside: Moment, timeZone: string): string {
  const isSameDay = formatDate(moment, timeZone) === formatDate(beside, timeZone)
  return isSameDay ? write(moment, { timeStyle: 'short', timeZone }) : formatDateTime(moment, timeZone)
}

function write(moment: Moment | null, options: Intl.DateTimeFormatOptions): string {
  if (moment === null) return NOTHING
  return even(times(options).format(new Date(moment)), ' ')
}

/** Engines differ in how narrow the space is that they write: the server's text must be the browser's. */
function even(text: string, space = '\u00A0'): string {
  return text.replaceAll('\u202F', space)
}
