// Days and hours of a shop's clocks. All arithmetic with time zones stands here, and in wall-clock.ts for what a person says;
// SQL only compares moments: PostgreSQL and JavaScript take the doubled hour of autumn for different moments.

/** The grain of whatever is counted by time: clocks are set, and ahead of UTC, by whole quarters everywhere since 1972. */
export const QUARTER_MS = 900_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Behind the beginning of a day, whatever was done to the clocks in it, and in the next one. */
const INTO_NEXT_DAY_MS = 30 * HOUR_MS

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  const format = new Intl.DateTimeFormat('en-US', { ...parts, timeZone, hourCycle: 'h23', calendar: 'gregory' })
  formats.set(timeZone, format)
  return format
}

/** The zone, or UTC: Shopify may name one that this runtime does not know. */
export function knownZone(timeZone: string): string {
  try {
    formatOf(timeZone)
    return timeZone
  } catch {
    return 'UTC'
  }
}

/** What the zone's clocks show at a moment, as the moment at which UTC's show it; to the minute. */
export function localTime(at: number, timeZone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) part[type] = Number(value)
  return Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'])
}

const dayOf = (at: number, timeZone: string) => Math.floor(localTime(at, timeZone) / DAY_MS)

/** When the day of a moment began. A day whose midnight was left out began later, one whose midnight came twice with the second. */
export function startOfDay(at: number, timeZone: string): number {
  const day = dayOf(at, timeZone)
  const begins = (quarter: number) => dayOf(quarter, timeZone) === day && dayOf(quarter - QUARTER_MS, timeZone) < day
  const local = localTime(at, timeZone)
  const guess = floor(at, QUARTER_MS) - floor(local - day * DAY_MS, QUARTER_MS)
  for (let off = 0; off <= 2 * HOUR_MS; off += QUARTER_MS)
    for (const quarter of [guess - off, guess + off]) if (begins(quarter)) return quarter
  return guess
}

/** When each of the zone's days began from that of `first` to that of `last`. */
export function daysBetween(first: number, last: number, timeZone: string): number[] {
  const days = [startOfDay(first, timeZone)]
  for (;;) {
    const next = startOfDay((days.at(-1) ?? 0) + INTO_NEXT_DAY_MS, timeZone)
    if (next > last) return days
    days.push(next)
  }
}

/** When each hour of the zone's clocks began: the doubled one of autumn twice, the one that spring leaves out not at all. */
export function hoursBetween(first: number, last: number, timeZone: string): number[] {
  const hours: number[] = []
  let before = ''
  for (let quarter = startOfHour(first, timeZone); quarter <= last; quarter += QUARTER_MS) {
    const local = localTime(quarter, timeZone)
    const hour = `${floor(local, HOUR_MS)} ${local - quarter}`
    if (hour !== before) hours.push(quarter)
    before = hour
  }
  return hours
}

function startOfHour(at: number, timeZone: string): number {
  const local = localTime(at, timeZone)
  const start = floor(at, QUARTER_MS) - floor(local - floor(local, HOUR_MS), QUARTER_MS)
  const isOne = floor(localTime(start, timeZone), HOUR_MS) === floor(local, HOUR_MS)
  return isOne ? start : floor(at, QUARTER_MS)
}

const floor = (value: number, unit: number) => Math.floor(value / unit) * unit
