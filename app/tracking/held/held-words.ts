// Why an opt-out is held for review, in plain words.
import { formatCountOf } from '#app/ui/format/format.ts'

type Why = { links: number; withinMs: number; sinceDeliveryMs: number | null; gateway: string | null }

const GATEWAYS: Record<string, string> = {
  proofpoint: 'Proofpoint',
  mimecast: 'Mimecast',
  barracuda: 'Barracuda',
  cisco: 'Cisco',
  microsoft: 'Microsoft 365',
}

/** "The same visitor opened all 4 links and the unsubscribe link within 3 seconds, 75 seconds after delivery." */
export function whyWords({ links, withinMs, sinceDeliveryMs, gateway }: Why): string {
  const every = links === 2 ? 'both links' : `all ${links} links`
  const when = sinceDeliveryMs === null ? '' : `, ${afterDelivery(sinceDeliveryMs)}`
  const behind = gateway ? ` Their mail passes ${GATEWAYS[gateway] ?? 'a security gateway'}, which checks links.` : ''
  return `The same visitor opened ${every} of the email and the unsubscribe link within ${seconds(withinMs)}${when}.${behind}`
}

const seconds = (ms: number) => (ms <= 1_000 ? 'a second' : formatCountOf(Math.ceil(ms / 1_000), 'second'))

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** Up to two minutes in seconds, which is when scanners come. */
function afterDelivery(ms: number): string {
  if (ms < 0) return 'before it was delivered'
  const [unit, size] = UNITS.find(([, length]) => ms >= 2 * length) ?? (['second', 1_000] as const)
  return `${formatCountOf(Math.floor(ms / size), unit)} after delivery`
}

/** What the link had ended: "email and SMS". */
export const channelWords = ({ email, sms }: { email: boolean; sms: boolean }): string =>
  [email ? 'email' : null, sms ? 'SMS' : null].filter((name) => name !== null).join(' and ')
