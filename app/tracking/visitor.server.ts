import type { Visitor } from '#app/members/consent/followed-opt-outs.server.ts'
import { addressOf } from '#app/platform/http/client-address.server.ts'
import type { HttpRequest } from '#app/platform/http/http.server.ts'
import { prefixOf } from '#app/platform/http/ip-address.server.ts'
import { readAgent } from './judge/hit.ts'
import { asksNotToBeTracked, headersOf } from './request.ts'

/** Who asks, as the log of hits would know them; null where it keeps nothing of them, or too little to know them again. */
export function visitorOf(request: HttpRequest): Visitor | null {
  if (asksNotToBeTracked(request)) return null
  const prefix = prefixOf(addressOf(request))
  const agent = readAgent(headersOf(request).userAgent).text
  return prefix === null || agent === '' ? null : { prefix, agent }
}
