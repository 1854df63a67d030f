import type { WallClock } from '#app/platform/text/wall-clock.ts'

/** Tuesday, Wednesday and Thursday. */
const DAYS = [2, 3, 4]
const FROM = '10:00'
const UNTIL = '14:00'

/** Advice about a time: when most people read their mail. Null where there is none. */
export function startHint({ date, time }: WallClock): string | null {
  const day = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || time === '') return null
  const isGood = DAYS.includes(day.getUTCDay()) && time >= FROM && time <= UNTIL
  return isGood ? null : 'Most emails are read Tuesday to Thursday, between 10:00 and 14:00.'
}
