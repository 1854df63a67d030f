// Who receives the mail of a domain, told by its MX hosts, and which of them let a machine look at it first.

import type { Gateway } from '../judge/suspects.ts'

/** Codes of `recipients.provider`, `provider_stats.provider` and `mail_domains.provider`: stored, so never renumbered. */
export const PROVIDER = {
  /** Not known when the e-mail was handed over. */
  unknown: 0,
  google: 1,
  microsoft365: 2,
  /** Microsoft's mailboxes of private people: outlook.com, hotmail, live, msn. */
  outlook: 3,
  /** AOL, too. */
  yahoo: 4,
  apple: 5,
  proofpoint: 6,
  mimecast: 7,
  barracuda: 8,
  cisco: 9,
  /** Known, and none of these. */
  other: 10,
  /** The domain takes no mail: there is none of that name, or it says so. */
  none: 11,
} as const

export type Provider = keyof typeof PROVIDER
export type ProviderCode = (typeof PROVIDER)[Provider]

export const PROVIDER_LABELS: Record<Provider, string> = {
  unknown: 'Unknown',
  google: 'Google',
  microsoft365: 'Microsoft 365',
  outlook: 'Outlook.com',
  yahoo: 'Yahoo and AOL',
  apple: 'Apple iCloud',
  proofpoint: 'Proofpoint',
  mimecast: 'Mimecast',
  barracuda: 'Barracuda',
  cisco: 'Cisco',
  other: 'Another',
  none: 'Takes no email',
}

const CODES = new Set<number>(Object.values(PROVIDER))
/** Whether a stored number is a code that this release knows. */
export const isProvider = (code: number): code is ProviderCode => CODES.has(code)

/** The gateways open mail and follow its links before its reader does. Microsoft's own checks links, too (Safe Links). */
const GATEWAYS = new Map<number, Gateway>([
  [PROVIDER.microsoft365, 'microsoft'],
  [PROVIDER.proofpoint, 'proofpoint'],
  [PROVIDER.mimecast, 'mimecast'],
  [PROVIDER.barracuda, 'barracuda'],
  [PROVIDER.cisco, 'cisco'],
])

/** Whose machine looks at mail to this provider first, for all that the domain says. A prior, never a proof. */
export const gatewayOf = (provider: number): Gateway | null => GATEWAYS.get(provider) ?? null
