// The mail hosts that the simulated DNS knows. The names of hosts are those that the real services have; the domains are
// reserved ones (RFC 2606), so that no mail ever finds anybody.
export interface Mx {
  priority: number
  /** An empty one says that the domain takes no mail: RFC 7505. */
  exchange: string
}

const GMAIL: Mx[] = [
  { priority: 5, exchange: 'gmail-smtp-in.l.google.com' },
  { priority: 10, exchange: 'alt1.gmail-smtp-in.l.google.com' },
]
const WORKSPACE: Mx[] = [{ priority: 1, exchange: 'smtp.google.com' }]
const one = (exchange: string, priority = 10): Mx[] => [{ priority, exchange }]

/** Where the demo's customers have their mailboxes, with how many in a hundred. */
export const MAILBOXES: [domain: string, share: number, hosts: Mx[]][] = [
  ['gmail.example', 34, GMAIL],
  ['outlook.example', 13, one('outlook-example.olc.protection.outlook.com', 5)],
  ['yahoo.example', 9, one('mta5.am0.yahoodns.net', 1)],
  ['icloud.example', 11, one('mx01.mail.icloud.com')],
  ['contoso.example', 6, one('contoso-example.mail.protection.outlook.com', 0)],
  ['studio.example', 4, WORKSPACE],
  ['law-office.example', 2, one('mxa-00012345.gslb.pphosted.com')],
  ['clinic.example', 2, one('eu-smtp-inbound-1.mimecast.com')],
  ['school.example', 2, one('d12345.ess.barracudanetworks.com')],
  ['bank.example', 1, one('mx1.bank.iphmx.com')],
  ['example.com', 6, one('mail.example.com')],
  ['example.net', 5, one('mx.example.net')],
  ['example.org', 5, one('mail.hosting.example')],
]

/** What else it knows. */
const OTHERS: [domain: string, hosts: Mx[]][] = [
  ['no-mail.example', one('', 0)],
  ['no-mx.example', []],
]

/** By domain: its mail hosts, none where it is a domain all the same. */
export function firstZone(): Map<string, Mx[]> {
  return new Map([...MAILBOXES.map(([domain, , hosts]) => [domain, hosts] as const), ...OTHERS])
}
