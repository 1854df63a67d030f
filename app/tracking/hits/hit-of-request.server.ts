import { clock } from '#app/platform/clock.server.ts'
import { addressOf } from '#app/platform/http/client-address.server.ts'
import type { HttpRequest } from '#app/platform/http/http.server.ts'
import { CLIENT, DEVICE, EVENT, VERDICT } from '../events.ts'
import { REASON } from '../judge/codes.ts'
import { judgeHit, readAgent, RULE_VERSION } from '../judge/hit.ts'
import { HONEYPOT } from '../judge/suspects.ts'
import type { Recipient } from '../links.server.ts'
import { headersOf, readerOfRequest } from '../request.ts'
import { DO_NOT_TRACK, type Hit } from './hit.ts'

const LONGEST_HOST = 253

/** The hit that a request is, for whom its URL was made. */
export function hitOfRequest(request: HttpRequest, recipient: Recipient & { linkNo?: number }): Hit {
  const { tenantId, mailingId, sendNo, memberId, linkNo } = recipient
  const headers = headersOf(request)
  const judged = judgeHit(linkNo === undefined ? 'open' : 'click', headers)
  return {
    tenantId,
    mailingId,
    sendNo,
    memberId,
    type: linkNo === undefined ? EVENT.opened : EVENT.clicked,
    linkNo: linkNo ?? 0,
    at: clock.now().getTime(),
    verdict: VERDICT[judged.verdict],
    reason: REASON[judged.reason],
    rules: RULE_VERSION,
    device: DEVICE[judged.device],
    client: CLIENT[judged.client],
    agent: readAgent(headers.userAgent).text,
    referrer: hostOf(request.headers['referer']),
    address: addressOf(request),
  }
}

/** What is not known of a hit. */
const NOTHING = {
  mailingId: 0,
  sendNo: 0,
  linkNo: 0,
  at: 0,
  verdict: VERDICT.human,
  reason: REASON.browser,
  rules: 0,
  device: DEVICE.unknown,
  client: CLIENT.unknown,
  agent: '',
  referrer: '',
  address: '',
}

/**
 * What is kept when a person asks not to be tracked: who it is, so that they are not from the next e-mail on, and nothing else.
 * Null where a machine or a proxy asks, which speaks for nobody; no person follows the link that nobody sees.
 */
export function wishOfRequest(request: HttpRequest, recipient: Recipient & { linkNo?: number }): Hit | null {
  const { tenantId, memberId, linkNo } = recipient
  if (linkNo === HONEYPOT) return null
  const { verdict } = readerOfRequest(linkNo === undefined ? 'open' : 'click', request)
  return verdict === 'human' ? { ...NOTHING, tenantId, memberId, type: DO_NOT_TRACK } : null
}

/** The host of the page that a link was on; its path may say more than is ours to keep. */
function hostOf(referrer: string | undefined): string {
  if (referrer === undefined) return ''
  const [, host = ''] = /^https?:\/\/(?:[^/?#@]{0,200}@)?([a-z\d.-]{1,253})(?=[:/?#]|$)/i.exec(referrer) ?? []
  return host.toLowerCase().slice(0, LONGEST_HOST)
}
