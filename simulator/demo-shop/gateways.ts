// Whose machines look at mail to the demo's customers, by the domains of dns/zone.ts.
import { chance } from '../random.ts'
import { type VisitorName, VISITORS } from '../mailbox/visitors.ts'

/** Which come to each mail by themselves, as the MX of the domain says. */
export const GATEWAYS = {
  'law-office.example': 'proofpoint',
  'clinic.example': 'mimecast',
  'school.example': 'barracuda',
  'bank.example': 'cisco',
  'contoso.example': 'defender',
} as const satisfies Record<string, VisitorName>

/** Of a hundred mails to a domain, how many which machine looks at. A gateway spares what it has seen a minute ago. */
const LOOKS: Record<string, [visitor: VisitorName, share: number][]> = {
  'law-office.example': [['proofpoint', 90]],
  'clinic.example': [['mimecast', 90]],
  'school.example': [['barracuda', 80]],
  'bank.example': [['cisco', 90]],
  'contoso.example': [
    ['defender', 35],
    ['safe-links', 50],
  ],
  // Behind hosts of their own, whose MX says nothing.
  'example.net': [['filter', 25]],
  'example.org': [['scanner', 4]],
}

export interface Look {
  visitor: VisitorName
  /** Milliseconds after the delivery. */
  after: number
}

/** Which machine looks at a campaign's mail to an address, and when; null where none does. */
export function lookAt(address: string, campaign: string): Look | null {
  const { next } = chance(`gateway ${campaign} ${address}`)
  let luck = next() * 100
  for (const [visitor, share] of LOOKS[domainOf(address)] ?? []) {
    luck -= share
    if (luck >= 0) continue
    const [from, to] = VISITORS[visitor].comes
    return { visitor, after: from + next() * (to - from) }
  }
  return null
}

/** So long after the delivery nobody suspects what comes: who is unsubscribed by it then is so at once. */
export const LATE_MS = 75_000

/** The one scanner that is so late: the first at a domain without a gateway that would look at all. */
export const isLate = (address: string): boolean => domainOf(address) === 'example.org'

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
