// When a shop's nightly check is due: once a day, some minutes after three by the shop's own clock.

import { knownZone, localTime } from '#app/platform/text/zone.ts'

const CHECK_MINUTE = 3 * 60 + 10
/** Shops of one time zone are spread over so many minutes. */
const SPREAD = 45
const DAY_MINUTES = 1_440

type Shop = { tenantId: number; timezone: string; last: Date }

/** Whether the shop's nightly check is due, the last one having been requested at `last`. */
export function isNightlyCheckDue(now: Date, { tenantId, timezone, last }: Shop): boolean {
  const zone = knownZone(timezone)
  const minutes = (moment: Date) => localTime(moment.getTime(), zone) / 60_000
  const day = (moment: Date) => Math.floor(minutes(moment) / DAY_MINUTES)
  return minutes(now) % DAY_MINUTES >= CHECK_MINUTE + (tenantId % SPREAD) && day(now) !== day(last)
}
