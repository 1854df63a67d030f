// What a person says of a day and an hour, as the moments that it may mean: the one place where wall clocks are read. Nothing
// here decides between two hours of the same name, or makes another hour of one that no clock shows: whoever asks does.
import { Temporal } from 'temporal-polyfill'
import { knownZone } from './zone.ts'

/** A day and a time of it to the minute as the zone's clocks show them: 2026-12-01, 09:30. */
export type WallClock = { date: string; time: string }

export type Moments =
  | { kind: 'once'; at: Date }
  /** The hour comes twice, as where clocks are set back in autumn. */
  | { kind: 'twice'; first: Date; second: Date }
  /** No clock shows it, as where they are set forward in spring. They go from `last` to `next`, at the moment `at`. */
  | { kind: 'never'; at: Date; last: WallClock; next: WallClock }

const DATE = /^\d{4}-\d\d-\d\d$/
const TIME = /^\d\d:\d\d$/
const MINUTE_MS = 60_000

/** The moments at which the zone's clocks show a day and a time; null for what no calendar or clock has. A zone that is not known is UTC. */
export function momentsOf({ date, time }: WallClock, timeZone: string): Moments | null {
  const plain = read(date, time)
  if (!plain) return null
  const zone = knownZone(timeZone)
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = plain.toZonedDateTime(zone, { disambiguation: 'later' })
  const [first, second] = [earlier, later].map(({ epochMilliseconds }) => new Date(epochMilliseconds))
  if (!first || !second) return null
  if (first.getTime() === second.getTime()) return { kind: 'once', at: first }
  if (earlier.toPlainDateTime().equals(plain)) return { kind: 'twice', first, second }
  return skipped(earlier, zone)
}

/** What the zone's clocks show at a moment, to the minute. */
export function wallClockAt(at: Date, timeZone: string): WallClock {
  const shown = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(knownZone(timeZone))
  return { date: shown.toPlainDate().toString(), time: shown.toPlainTime().toString({ smallestUnit: 'minute' }) }
}

/** Where the clocks jump, as long after `before` as they leave out at most. */
function skipped(before: Temporal.ZonedDateTime, zone: string): Moments | null {
  const jump = before.getTimeZoneTransition('next')
  if (!jump) return null
  const at = new Date(jump.epochMilliseconds)
  const last = wallClockAt(new Date(at.getTime() - MINUTE_MS), zone)
  return { kind: 'never', at, last, next: wallClockAt(at, zone) }
}

function read(date: string, time: string): Temporal.PlainDateTime | null {
  if (!DATE.test(date) || !TIME.test(time)) return null
  try {
    return Temporal.PlainDateTime.from(`${date}T${time}`, { overflow: 'reject' })
  } catch {
    return null
  }
}
