// Who asks, as far as an address tells: behind proxies the connection is theirs, and what they add to X-Forwarded-For counts
// from its end. Whatever stands before that anybody can write.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { env } from '../env.server.ts'

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** Whoever shares it is counted together: an IPv4 address, or the /64 of an IPv6 one. */
    client?: string
  }
}

/** Remix's load context: who asks. */
export function clientOf(request: IncomingMessage): { client: string } {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
  return { client: clientAddress(request.socket.remoteAddress ?? '', forwarded, env().TRUSTED_PROXIES) }
}

/** The client of a request that came over `proxies` proxies of ours from `peer`. */
export function clientAddress(peer: string, forwardedFor: string, proxies: number): string {
  const given = forwardedFor.split(',').map((each) => withoutPort(each.trim()))
  const address = proxies > 0 ? given.at(-Math.min(proxies, given.length)) : undefined
  return group(address && isIP(address) > 0 ? address : peer)
}

/** Some proxies add the client's port to its address. */
const withoutPort = (address: string) =>
  /^(?:\[([^[\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::\d{1,5})?$/.exec(address)?.slice(1).find(Boolean) ?? address

/** Whoever has an IPv6 address has its whole /64. */
function group(address: string): string {
  if (isIP(address) !== 6) return address
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (mapped) return mapped
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
