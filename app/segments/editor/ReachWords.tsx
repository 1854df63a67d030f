import { formatDate } from '#app/ui/format/format.ts'
import { useShell } from '#app/ui/hooks/useShell.ts'
import type { Reach } from '../fields/field.ts'
import { daysWords } from '../fields/field.ts'
import type { Offered } from './RuleValue.tsx'

/** How far back a rule can see, in words. */
export function ReachWords({ reach, offered }: { reach: Reach; offered: Offered }) {
  const { timezone } = useShell()
  const { ordersKnownSince, eventsKeptDays } = offered
  if (reach === 'orders')
    return ordersKnownSince
      ? `Orders are known since ${formatDate(ordersKnownSince, timezone)}.`
      : 'No orders have been read yet.'
  const kept = `for ${daysWords(eventsKeptDays)} after a campaign’s last email (Settings > Privacy)`
  return reach === 'events' ? `Known ${kept}.` : `What became of a given campaign is known ${kept}.`
}
