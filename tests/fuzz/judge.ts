// What no answer may be, whatever was asked.
import { env } from '#app/platform/env.server.ts'
import type { Reply, Wire } from './wire.ts'

/** What is wrong with an answer, or null. */
export function faultOf({ status, headers, text, isHung }: Reply, destinations: ReadonlySet<string>): string | null {
  if (isHung) return 'neither answered nor closed in time'
  const failure = /^HTTP\/1\.1 5\d\d/m.exec(text)
  if (failure) return `answered ${failure[0]}`
  if ('x-injected' in headers) return 'a header was injected'
  const ways = [headers['location'], headers['refresh'], headers['x-remix-redirect']].filter((way) => way !== undefined)
  const astray = ways.find((way) => !isOnList(way, destinations))
  return astray === undefined ? null : `${status} leads to ${JSON.stringify(astray)}`
}

/** To where a link that we signed leads, to a page of ours, or to Shopify. */
function isOnList(location: string, destinations: ReadonlySet<string>): boolean {
  if (destinations.has(location)) return true
  if (/^\/(?![/\\])[^\\\s]*$/.test(location)) return true
  if (!URL.canParse(location)) return false
  const { origin, protocol, hostname } = new URL(location)
  if (origin === env().SHOPIFY_APP_URL || origin === env().SHOPIFY_ADMIN_ORIGIN) return true
  return protocol === 'https:' && (hostname === 'admin.shopify.com' || hostname.endsWith('.myshopify.com'))
}

const SHOWN = 600

/** A request as a person reads it, its long pieces cut. */
export function show({ method, target, headers, body, framing }: Wire): string {
  const cut = (text: string) => JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length})` : text)
  const lines = headers.map(([name, value]) => `  ${cut(name)}: ${cut(value)}`)
  return [`${cut(method)} ${cut(target)}`, ...lines, `  ${framing} ${cut(body)}`].join('\n')
}
