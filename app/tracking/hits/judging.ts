// Hits between the codes in which they are stored and the rules that judge them.
import { namesOf } from '#app/platform/text/code-names.ts'
import { EVENT } from '../events.ts'
import { CLIENT, DEVICE, REASON, VERDICT } from '../judge/codes.ts'
import { headersAgain, judgeHit, RULE_VERSION } from '../judge/hit.ts'
import { isSuspect, judgeSuspects, type ReceiptContext, type SuspectHit } from '../judge/suspects.ts'
import type { Hit, SiftedHit } from './hit.ts'

const { none: _none, ...SEEN_CODES } = VERDICT
const SEEN = namesOf(SEEN_CODES)
const REASONS = namesOf(REASON)

const kindOf = ({ type }: Hit) => (type === EVENT.opened ? 'open' : 'click')
const seenOf = ({ verdict }: Hit) => SEEN.get(verdict) ?? 'human'
const reasonOf = ({ reason }: Hit) => REASONS.get(reason) ?? 'unknown-agent'

/** Of an e-mail that nobody looks up: it was delivered long ago. */
export const NOTHING_KNOWN: ReceiptContext = { deliveredAt: null, sentAt: null, gateway: null, trackedLinks: 0 }

/** So long after its hand-over an e-mail may just be delivered; later nothing of it makes a hit suspect. */
export const DELIVERED_WITHIN_MS = 3_600_000

/**
 * Whether a hit waits to be judged with the others of its e-mail: by that e-mail's own times, which stay what they are
 * whatever its mailing does afterwards. So it is told the same however late.
 */
export function waits(hit: SiftedHit, context: ReceiptContext): boolean {
  const since = context.sentAt ?? context.deliveredAt
  const isYoung = since === null || hit.at - since < DELIVERED_WITHIN_MS
  const suspect = { at: hit.at, linkNo: hit.linkNo, verdict: seenOf(hit) }
  return isSuspect(suspect, isYoung ? context : NOTHING_KNOWN, { recipients: hit.burst }) !== null
}

/** How a hit is judged by what its request said, as far as that is kept. One that was found with an opt-out stays what it was found to be. */
export function judgeAlone(hit: SiftedHit): SiftedHit {
  const { verdict, reason, device, client } = judgeHit(kindOf(hit), headersAgain(hit.agent, reasonOf(hit)))
  const isFound = hit.reason === REASON['unsubscribed-too']
  return {
    ...hit,
    ...(isFound ? {} : { verdict: VERDICT[verdict], reason: REASON[reason] }),
    rules: RULE_VERSION,
    device: DEVICE[device],
    client: CLIENT[client],
  }
}

/** Judges hits of one e-mail that have waited; `agents` has the number of each of their agents. */
export function judgeTogether(
  hits: SiftedHit[],
  context: ReceiptContext,
  agents: ReadonlyMap<string, number>,
): SiftedHit[] {
  // Not Math.max of all: what somebody does a hundred thousand times are too many arguments for it.
  const recipients = hits.reduce((most, { burst }) => Math.max(most, burst), 1)
  const suspects = hits.map((hit): SuspectHit => ({
    kind: kindOf(hit),
    linkNo: hit.linkNo,
    at: hit.at,
    prefix: hit.prefix ?? '',
    agent: agents.get(hit.agent) ?? 0,
    verdict: seenOf(hit),
    reason: reasonOf(hit),
  }))
  return judgeSuspects(suspects, context, { recipients }).map(({ verdict, reason }, index) => ({
    ...(hits[index] as SiftedHit),
    verdict: VERDICT[verdict],
    reason: REASON[reason],
    rules: RULE_VERSION,
  }))
}
