// The time that a merchant gives a campaign: which moment it is, or what has to be said about it first.
import { momentsOf, type WallClock, wallClockAt } from '#app/platform/text/wall-clock.ts'
import { formatClock, formatCountOf, formatDate, formatOffset } from '#app/ui/format/format.ts'
import { z } from 'zod'

/** What a page asks for; `which` of two hours of the same name is named only where there are two. */
export const startTime = z.object({
  date: z.string().max(20),
  time: z.string().max(20),
  which: z.enum(['first', 'second']).optional(),
})
export type StartTime = z.infer<typeof startTime>

/** `twice` asks which of two moments is meant, each in words. */
export type AnsweredTime =
  | { kind: 'moment'; at: Date }
  | { kind: 'refused'; problem: string }
  | { kind: 'twice'; question: string; first: string; second: string }

/** Some browsers send them. */
const SECONDS = /(?<=^\d\d:\d\d):\d\d(?:\.\d{1,3})?$/
/** Nobody plans further ahead; a year that was mistyped is far from it. */
const AHEAD_DAYS = 366
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Reads a start in the shop's zone. An hour that no clock shows and one that comes twice are told, and never decided for the merchant. */
export function readStartTime({ date, time, which }: StartTime, now: Date, timeZone: string): AnsweredTime {
  if (date.trim() === '') return { kind: 'refused', problem: 'Choose a day.' }
  if (time.trim() === '') return { kind: 'refused', problem: 'Choose a time.' }
  const moments = momentsOf({ date: date.trim(), time: time.trim().replace(SECONDS, '') }, timeZone)
  if (!moments) return { kind: 'refused', problem: 'Enter a day that exists and a time such as 10:00.' }
  switch (moments.kind) {
    case 'once':
      return inTime(moments.at, now, timeZone)
    case 'never':
      return { kind: 'refused', problem: skippedWords(moments.at, timeZone) }
    case 'twice': {
      const { first, second } = moments
      if (which) return inTime(which === 'first' ? first : second, now, timeZone)
      // Of two hours of which the first is over only one can be meant.
      if (first <= now) return inTime(second, now, timeZone)
      return {
        kind: 'twice',
        question: `Clocks are set back on ${formatDate(first, timeZone)}, so ${clockWords(first, timeZone)} comes twice. Which one?`,
        first: `The first (${formatOffset(first, timeZone)})`,
        second: `The second, ${formatCountOf((second.getTime() - first.getTime()) / MINUTE_MS, 'minute')} later (${formatOffset(second, timeZone)})`,
      }
    }
  }
}

function inTime(at: Date, now: Date, timeZone: string): AnsweredTime {
  if (at <= now)
    return {
      kind: 'refused',
      problem: `That’s in the past: it’s ${formatClock(now, now, timeZone)} now in your store’s time zone.`,
    }
  if (at.getTime() > now.getTime() + AHEAD_DAYS * DAY_MS)
    return { kind: 'refused', problem: 'Choose a day within the next year.' }
  return { kind: 'moment', at }
}

function skippedWords(at: Date, timeZone: string): string {
  const before = new Date(at.getTime() - MINUTE_MS)
  return `This time doesn’t exist that day: clocks go from ${clockWords(before, timeZone)} straight to ${clockWords(at, timeZone)}. Choose another time.`
}

const clockWords = (at: Date, timeZone: string) => formatClock(at, at, timeZone)

const TOMORROW_AT = '10:00'

/** The time that is proposed: tomorrow at ten. */
export function proposedTime(now: Date, timeZone: string): WallClock {
  return { date: wallClockAt(new Date(now.getTime() + DAY_MS), timeZone).date, time: TOMORROW_AT }
}
