// Who asks, as far as an address tells: behind proxies the connection is theirs, and what they add to X-Forwarded-For counts
// from its end. Whatever stands before that anybody can write.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { env } from '../env.server.ts'
import { mappedIn, ownNetworkOf } from './ip-address.server.ts'

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

/** The client of a request that came over `proxies` proxies of ours from `peer`; who shares it is counted together. */
export const clientAddress = (peer: string, forwardedFor: string, proxies: number): string =>
  ownNetworkOf(wholeAddress(peer, forwardedFor, proxies))

/** Its full address, as it was said; an IPv4 address in IPv6 clothes as what it is. */
export function addressOf(request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-for']
  const address = wholeAddress(
    request.socket.remoteAddress ?? '',
    forwarded === undefined ? '' : String(forwarded),
    env().TRUSTED_PROXIES,
  )
  return address.startsWith('::ffff:') ? (mappedIn(address) ?? address) : (address.split('%', 1)[0] ?? '')
}

function wholeAddress(peer: string, forwardedFor: string, proxies: number): string {
  if (proxies === 0 || forwardedFor === '') return peer
  const given = forwardedFor.split(',').map((each) => withoutPort(each.trim()))
  const address = given.at(-Math.min(proxies, given.length))
  return address && isIP(address) > 0 ? address : peer
}

/** Some proxies add the client's port to its address. */
const withoutPort = (address: string) =>
  /^(?:\[([^[\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::\d{1,5})?$/.exec(address)?.slice(1).find(Boolean) ?? address
