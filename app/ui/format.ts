// How numbers, money and times are written, the same on the server and in the browser.

const LOCALE = 'en-US'
const NOTHING = '—'

const counts = new Intl.NumberFormat(LOCALE)

/** 1,250 */
export function formatCount(count: number): string {
  return counts.format(count)
}

/** 1 member, 1,250 members */
export function formatCountOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** A share between 0 and 1 as 12.3%; a dash when there is nothing to take a share of. */
export function formatPercent(share: number | null, digits = 1): string {
  if (share === null || !Number.isFinite(share)) return NOTHING
  return new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: digits }).format(share)
}

/** An amount (exact decimal text from the database, or a number) in a currency: $1,250.00 */
export function formatMoney(amount: string | number, currency: string): string {
  return new Intl.NumberFormat(LOCALE, { style: 'currency', currency }).format(Number(amount))
}

type Moment = Date | string

/** Nov 21, 2026, 3:04:05 PM, in the shop's time zone: for evidence. */
export function formatExactTime(moment: Moment, timeZone: string): string {
  return write(moment, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
}

/** Nov 21, 2026, in the shop's time zone. */
export function formatDate(moment: Moment | null, timeZone: string): string {
  return write(moment, { dateStyle: 'medium', timeZone })
}

/** Nov 21, 2026, 3:04 PM, in the shop's time zone. */
export function formatDateTime(moment: Moment | null, timeZone: string): string {
  return write(moment, { dateStyle: 'medium', timeStyle: 'short', timeZone })
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
  // Some engines write the narrow space before PM as a plain one: the server's text must be the browser's.
  return new Intl.DateTimeFormat(LOCALE, options).format(new Date(moment)).replaceAll('\u202F', ' ')
}
