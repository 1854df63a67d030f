// Where requests come from. The app stands behind a proxy, which tells it in X-Forwarded-For; here that are the networks
// which are kept free for documentation: RFC 5737 (IPv4) and RFC 3849 (IPv6).
import { createHash } from 'node:crypto'

/** The network's number in 2001:db8::/32, its first one and how many it has. */
const NETWORKS_OF_48 = {
  home: [0x0001, 0x7fff],
  google: [0x9000, 8],
  yahoo: [0x9100, 8],
  apple: [0xa000, 0x200],
  barracuda: [0xb000, 1],
  cisco: [0xc000, 1],
  /** A scanner of some company of its own. */
  scanner: [0xd000, 1],
  /** A filter that many companies share. */
  filter: [0xe000, 1],
} as const
const NETWORKS_OF_24 = { microsoft: '192.0.2', proofpoint: '198.51.100', mimecast: '203.0.113' } as const

export type Network = keyof typeof NETWORKS_OF_48 | keyof typeof NETWORKS_OF_24

/** The address from which a network asks for somebody: always the same one for the same mailbox. */
export function addressIn(network: Network, mailbox: string): string {
  const hash = createHash('sha256').update(`${network} ${mailbox.toLowerCase()}`).digest()
  if (network in NETWORKS_OF_24)
    return `${NETWORKS_OF_24[network as keyof typeof NETWORKS_OF_24]}.${1 + (hash.readUInt8(0) % 254)}`
  const [first, count] = NETWORKS_OF_48[network as keyof typeof NETWORKS_OF_48]
  const subnet = first + (hash.readUInt32BE(0) % count)
  return `2001:db8:${subnet.toString(16)}::${(1 + hash.readUInt16BE(4)).toString(16)}`
}
