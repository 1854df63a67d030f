// Which requests are answered at all, before a framework reads them: what it can not make a URL of would be its 500.

type Asked = {
  method: string
  url: string
  host: string | undefined
  forwardedHost: string | undefined
  origin: string | undefined
}
type Refused = { status: 400 | 403 | 405; text: string }

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i
const ABSOLUTE = /^https?:\/\/[^/?#]+/i

/** The path and query of a request target; servers take the absolute form too (RFC 9112, section 3.2.2). */
export function originForm(url: string): string {
  if (url.startsWith('/')) return url
  const [origin] = ABSOLUTE.exec(url) ?? []
  if (!origin) return url
  const rest = url.slice(origin.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** Why a request is refused, or null. `url` is in origin form. */
export function refusal({ method, url, host, forwardedHost, origin }: Asked): Refused | null {
  if (!METHODS.includes(method)) return { status: 405, text: `${METHODS.join(', ')} are the methods here` }
  if (!isHost(host)) return { status: 400, text: 'the Host header is not a host' }
  if (forwardedHost !== undefined && !forwardedHost.split(',').every((each) => isHost(each.trim())))
    return { status: 400, text: 'the X-Forwarded-Host header is not a host' }
  if (!isPath(url.split('?', 1)[0] ?? '')) return { status: 400, text: 'the address is not written as addresses are' }
  if (CHANGES.has(method) && origin !== undefined && !isOwn(origin, forwardedHost?.split(',')[0]?.trim() || host))
    return { status: 403, text: 'the Origin header names another site' }
  return null
}

/** Whether a page of this host asks (https://fetch.spec.whatwg.org/#origin-header), as Remix compares them. */
const isOwn = (origin: string, host: string | undefined) => URL.canParse(origin) && new URL(origin).host === host

const isHost = (host: string | undefined) => host !== undefined && HOST.test(host) && URL.canParse(`http://${host}`)

/** Percent-encoded UTF-8 without control characters, below one slash: `//` would name another host. */
function isPath(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//') || path.includes('\\')) return false
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(path))
  } catch {
    return false
  }
}
