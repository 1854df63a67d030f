// What the public handlers read from a request, without the cost of URL() on the hot path (4 us).
import { addressOf } from '#app/platform/http/client-address.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import type { HttpRequest } from '#app/platform/http/http.server.ts'
import { CLIENT, DEVICE, EVENT, VERDICT } from './events.ts'
import { DO_NOT_TRACK, type Hit } from './hits/hit.ts'
import type { LinkQuery, Recipient } from './links.server.ts'
import { type HitKind, type Reader, readerOf } from './verdict.ts'

const PLAIN = new Set(['c=', 'm=', 'n=', 's='])

/** The parameters of a tracking URL; what is missing or badly escaped is empty. */
export function readQuery(url: string): LinkQuery {
  const query: LinkQuery = { c: '', m: '', n: '', d: '', s: '' }
  const start = url.indexOf('?')
  if (start < 0) return query
  for (const pair of url.slice(start + 1).split('&')) {
    const name = pair.slice(0, 2)
    if (name === 'd=') query.d = unescape(pair.slice(2))
    else if (PLAIN.has(name)) query[name[0] as 'c' | 'm' | 'n' | 's'] = pair.slice(2)
  }
  return query
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** The reader asks not to be tracked: nothing about the hit is kept. https://www.w3.org/TR/tracking-dnt/, https://w3c.github.io/gpc/ */
export function asksNotToBeTracked(request: HttpRequest): boolean {
  return request.headers['dnt'] === '1' || request.headers['sec-gpc'] === '1'
}

export function readerOfRequest(kind: HitKind, request: HttpRequest): Reader {
  const { headers } = request
  const purpose = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-purpose'] ?? headers['x-moz'] ?? ''
  return readerOf(kind, {
    method: request.method,
    userAgent: headers['user-agent'] ?? '',
    purpose: String(purpose),
  })
}

const LONGEST_AGENT = 512
const LONGEST_HOST = 253

/** The hit that a request is, for whom its URL was made. */
export function hitOfRequest(request: HttpRequest, recipient: Recipient & { linkNo?: number }): Hit {
  const { tenantId, mailingId, sendNo, memberId, linkNo } = recipient
  const reader = readerOfRequest(linkNo === undefined ? 'open' : 'click', request)
  return {
    tenantId,
    mailingId,
    sendNo,
    memberId,
    type: linkNo === undefined ? EVENT.opened : EVENT.clicked,
    linkNo: linkNo ?? 0,
    at: clock.now().getTime(),
    verdict: VERDICT[reader.verdict],
    reason: 0,
    rules: 0,
    device: DEVICE[reader.device],
    client: CLIENT[reader.client],
    agent: (request.headers['user-agent'] ?? '').slice(0, LONGEST_AGENT),
    referrer: hostOf(request.headers['referer']),
    address: addressOf(request),
  }
}

/**
 * What is kept when a person asks not to be tracked: who it is, so that they are not from the next e-mail on, and nothing else.
 * Null where a machine or a proxy asks, which speaks for nobody.
 */
export function wishOfRequest(request: HttpRequest, recipient: Recipient & { linkNo?: number }): Hit | null {
  const { tenantId, memberId, linkNo } = recipient
  if (readerOfRequest(linkNo === undefined ? 'open' : 'click', request).verdict !== 'human') return null
  const nothing = {
    mailingId: 0,
    sendNo: 0,
    linkNo: 0,
    at: 0,
    reason: 0,
    rules: 0,
    agent: '',
    referrer: '',
    address: '',
  }
  const nobody = { verdict: VERDICT.none, device: DEVICE.unknown, client: CLIENT.unknown }
  return { tenantId, memberId, type: DO_NOT_TRACK, ...nothing, ...nobody }
}

/** The host of the page that a link was on; its path may say more than is ours to keep. */
function hostOf(referrer: string | undefined): string {
  if (referrer === undefined) return ''
  const [, host = ''] = /^https?:\/\/(?:[^/?#@]{0,200}@)?([a-z\d.-]{1,253})(?=[:/?#]|$)/i.exec(referrer) ?? []
  return host.toLowerCase().slice(0, LONGEST_HOST)
}
