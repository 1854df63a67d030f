// From the MX hosts of a domain to its provider. The table is of registrable domains, and of a host's whole end where one
// company has several services.
import { getDomain } from 'tldts'
import { gatewayOf, PROVIDER, type ProviderCode } from './providers.ts'

/** A mail host as DNS names it; of several, the lowest `priority` is tried first (RFC 5321 §5.1). */
export type MxHost = { exchange: string; priority: number }

/** What DNS says of the mail of a domain. */
export type MailHost = {
  provider: ProviderCode
  /** The registrable domain of the first host; null where there is none. */
  mx: string | null
}

const BY_DOMAIN: Record<string, ProviderCode> = {
  // smtp.google.com, *.aspmx.l.google.com, gmail-smtp-in.l.google.com: https://support.google.com/a/answer/174125
  'google.com': PROVIDER.google,
  'googlemail.com': PROVIDER.google,
  // https://learn.microsoft.com/microsoft-365/enterprise/external-domain-name-system-records
  'outlook.com': PROVIDER.microsoft365,
  // NAME.mx.microsoft, for domains with DNSSEC: https://learn.microsoft.com/purview/how-smtp-dane-works
  'mx.microsoft': PROVIDER.microsoft365,
  // For Yahoo, AOL and whom they host: https://github.com/jace/mxsniff, mxsniffer/providers.py
  'yahoodns.net': PROVIDER.yahoo,
  // https://support.apple.com/102374
  'icloud.com': PROVIDER.apple,
  // Proofpoint on Demand, and Essentials (mx1-us1.ppe-hosted.com): https://help.proofpoint.com
  'pphosted.com': PROVIDER.proofpoint,
  'ppe-hosted.com': PROVIDER.proofpoint,
  // https://mimecastsupport.zendesk.com/hc/en-us/articles/42013775403155, by region
  'mimecast.com': PROVIDER.mimecast,
  'mimecast.co.za': PROVIDER.mimecast,
  'mimecast-offshore.com': PROVIDER.mimecast,
  // NUMBER.ess.barracudanetworks.com: https://campus.barracuda.com/product/emailgatewaydefense
  'barracudanetworks.com': PROVIDER.barracuda,
  // mx1.NAME.iphmx.com: https://docs.ces.cisco.com
  'iphmx.com': PROVIDER.cisco,
}

const BY_END: [end: string, provider: ProviderCode][] = [
  // outlook-com.olc.protection.outlook.com, eur.olc.protection.outlook.com: mailboxes of private people.
  ['.olc.protection.outlook.com', PROVIDER.outlook],
  // mx.us.etd.cisco.com, not Cisco's own mail: https://securitydocs.cisco.com, Secure Email Threat Defense
  ['.etd.cisco.com', PROVIDER.cisco],
]

/**
 * The provider behind MX hosts. Of those that are tried first a gateway decides, for the mail may pass it; then whoever
 * is known. No hosts at all mean that the domain itself takes its mail (RFC 5321 §5.1), a nameless one that nobody does
 * (RFC 7505).
 */
export function mailHostOf(hosts: readonly MxHost[]): MailHost {
  const named = hosts.map(({ exchange, priority }) => ({ name: plainName(exchange), priority }))
  if (named.length === 0) return { provider: PROVIDER.other, mx: null }
  const real = named.filter(({ name }) => name !== '')
  if (real.length === 0) return { provider: PROVIDER.none, mx: null }
  const best = Math.min(...real.map(({ priority }) => priority))
  const first = real.filter(({ priority }) => priority === best).map(({ name }) => toMailHost(name))
  const [decides] = first.toSorted((one, other) => rank(one) - rank(other) || compare(one.mx ?? '', other.mx ?? ''))
  return decides ?? { provider: PROVIDER.none, mx: null }
}

function toMailHost(name: string): MailHost {
  const domain = getDomain(name)
  const byEnd = BY_END.find(([end]) => name.endsWith(end))?.[1]
  const byDomain = domain !== null && Object.hasOwn(BY_DOMAIN, domain) ? BY_DOMAIN[domain] : undefined
  return { provider: byEnd ?? byDomain ?? PROVIDER.other, mx: domain ?? name }
}

/** A name without the root's dot, in small letters. */
const plainName = (host: string) => host.trim().toLowerCase().replace(/\.$/, '')
const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other))

function rank({ provider }: MailHost): number {
  if (gatewayOf(provider)) return 0
  return provider === PROVIDER.other ? 2 : 1
}
