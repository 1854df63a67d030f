// When a shop's night is over for its check: once a day, some minutes after three by the shop's own clock.

const NIGHT_MINUTE = 3 * 60 + 10
/** Shops of one time zone are spread over so many minutes. */
const SPREAD = 45

type Shop = { tenantId: number; timezone: string; last: Date }

/** Whether the shop's nightly check is due, the last one having been requested at `last`. */
export function isNightOver(now: Date, { tenantId, timezone, last }: Shop): boolean {
  const zone = isZone(timezone) ? timezone : 'UTC'
  const [today, minute] = localTime(now, zone)
  const [lastDay] = localTime(last, zone)
  return minute >= NIGHT_MINUTE + (tenantId % SPREAD) && today !== lastDay
}

function localTime(moment: Date, timeZone: string): [day: string, minute: number] {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
    .formatToParts(moment)
    .map(({ type, value }) => [type, value])
  const part: Record<string, string> = Object.fromEntries(parts)
  return [`${part['year']}-${part['month']}-${part['day']}`, Number(part['hour']) * 60 + Number(part['minute'])]
}

/** Shopify may name a zone that this runtime does not know. */
function isZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }))
  } catch {
    return false
  }
}
