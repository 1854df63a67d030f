// Addresses of the internet as text.
import { isIP } from 'node:net'

/** The IPv4 address that an IPv6 one only dresses up, as sockets for both kinds say it. */
export const mappedIn = (address: string): string | undefined => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]

/** The network of an IPv6 address that its first `groups` of 16 bits name. */
function ipv6Network(address: string, groups: number): string {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  const named = all.slice(0, groups).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${named.join(':')}::/${16 * groups}`
}

/** Whoever has an IPv6 address has its whole /64; an IPv4 address is itself, and so is what is no address. */
export const ownNetworkOf = (address: string): string =>
  isIP(address) === 6 ? (mappedIn(address) ?? ipv6Network(address, 4)) : address

/** What is kept of an address where it may not be whole: its /24 for IPv4, its /48 for IPv6; null of what is no address. */
export function prefixOf(address: string): string | null {
  const family = isIP(address)
  if (family === 4) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`
  if (family !== 6) return null
  const mapped = mappedIn(address)
  return mapped ? prefixOf(mapped) : ipv6Network(address, 3)
}
