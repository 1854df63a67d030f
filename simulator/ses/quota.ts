// How much the account may send: a rate each second, a number each 24 hours, both counted in recipients.
// https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html
import { refuse, type Refusal } from './refusal.ts'
import type { AccountSettings } from './account.ts'

export interface Quota {
  /** Takes what a message needs, or says why SES refuses it. */
  take(recipients: number, now: Date): Refusal | null
  sentLast24Hours(now: Date): number
}

const DAY_MS = 24 * 3600_000
const MINUTE_MS = 60_000

/** `recount` asks the store how many recipients were sent to since a moment; `seconds` is a monotonic clock. */
export function createQuota(
  settings: () => AccountSettings,
  recount: (since: Date) => number,
  seconds: () => number = () => performance.now() / 1000,
): Quota {
  let tokens = settings().maxSendRate
  let filledAt = seconds()
  let counted = { minute: -1, sent: 0 }

  const sentLast24Hours = (now: Date) => {
    // The store is asked once a minute; in between each accepted message is added.
    const minute = Math.floor(now.getTime() / MINUTE_MS)
    if (counted.minute !== minute) counted = { minute, sent: recount(new Date(now.getTime() - DAY_MS)) }
    return counted.sent
  }

  return {
    sentLast24Hours,
    take(recipients, now) {
      const { maxSendRate, max24HourSend, throttleType } = settings()
      if (max24HourSend !== -1 && sentLast24Hours(now) + recipients > max24HourSend) {
        return refuse(throttleType, 'Daily message quota exceeded.')
      }
      // Short bursts may exceed the rate: one second's worth.
      const at = seconds()
      tokens = Math.min(Math.max(maxSendRate, recipients), tokens + (at - filledAt) * maxSendRate)
      filledAt = at
      if (tokens < recipients) return refuse(throttleType, 'Maximum sending rate exceeded.')
      tokens -= recipients
      counted.sent += recipients
      return null
    },
  }
}
