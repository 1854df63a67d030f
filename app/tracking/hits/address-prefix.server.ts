import { isIP } from 'node:net'

/** What is kept of an address for as long as the log: its /24 for IPv4, its /48 for IPv6; null of what is no address. */
export function prefixOf(address: string): string | null {
  const family = isIP(address)
  if (family === 4) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`
  if (family !== 6) return null
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (mapped) return prefixOf(mapped)
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const groups =
    tail === undefined ? before : [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
  return `${groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/48`
}
