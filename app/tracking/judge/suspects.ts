// Hits that look like a person's and may be a machine's: those soon after delivery, behind a mail gateway or of a burst wait
// a minute and are judged together then. No single sign makes a machine, but for the link that nobody can see.
import type { Reason, Seen } from './codes.ts'
import type { Finding } from './hit.ts'

/** The number of the link that no reader can see: only what follows every link follows it. No other link has it. */
export const HONEYPOT = 32_767

/** Who checks mail before its recipient, by the MX of their domain. Half the world reads mail behind one: never alone a sign. */
export type Gateway = 'proofpoint' | 'mimecast' | 'barracuda' | 'cisco' | 'microsoft'

export type SuspectHit = {
  kind: 'open' | 'click'
  /** 0 for an open. */
  linkNo: number
  /** Milliseconds, as all times here. */
  at: number
  /** Of the address: /24, or /48 of IPv6. */
  prefix: string
  agent: number
  /** As its headers were judged. */
  verdict: Seen
  reason: Reason
}

/** What is known of the e-mail whose hits are judged. */
export type ReceiptContext = {
  deliveredAt: number | null
  sentAt: number | null
  gateway: Gateway | null
  /** How many links of it are followed through us, without the one that nobody sees. */
  trackedLinks: number
}

/**
 * How many recipients the prefix of a hit reached within BURST_MS; image proxies are not counted in, for they fetch when
 * people look, and many do.
 */
export type Burst = { recipients: number }
export const BURST_MS = 10_000
const BURST_RECIPIENTS = 5

export type SuspectReason = 'honeypot' | 'at-delivery' | 'gateway' | 'burst'

/** Scanners come within a minute of delivery; while that is not known, of the hand-over, which is earlier. */
const SOON_MS = 60_000
const SOON_AFTER_SENT_MS = 120_000
/** Later than this after delivery and hand-over the time makes no hit a suspect. */
export const SUSPECT_FOR_MS = Math.max(SOON_MS, SOON_AFTER_SENT_MS)
/** Nobody has read and chosen that soon. */
const AT_ONCE_MS = 5_000

/** Whether a hit waits to be judged, and why. Image proxies do not, nor what is known to be a machine. */
export function isSuspect(
  hit: Pick<SuspectHit, 'at' | 'linkNo' | 'verdict'>,
  context: ReceiptContext,
  burst: Burst,
): SuspectReason | null {
  if (hit.verdict !== 'human') return null
  if (hit.linkNo === HONEYPOT) return 'honeypot'
  if (sinceDelivery(hit.at, context) < (context.deliveredAt === null ? SOON_AFTER_SENT_MS : SOON_MS))
    return 'at-delivery'
  if (context.gateway) return 'gateway'
  return isBurst(burst) ? 'burst' : null
}

/** Less than 0 where a gateway looked before it took the mail; without end where no time is known. */
function sinceDelivery(at: number, { deliveredAt, sentAt }: ReceiptContext): number {
  const from = deliveredAt ?? sentAt
  return from === null ? Infinity : at - from
}

const isBurst = ({ recipients }: Burst) => recipients >= BURST_RECIPIENTS

/**
 * The verdicts on hits of one e-mail, in their order. What is no suspect, and what no pattern fits, stays as it was judged
 * by its headers: in doubt it was a person.
 */
export function judgeSuspects(hits: SuspectHit[], context: ReceiptContext, burst: Burst): Finding[] {
  const suspects = hits.filter((hit) => isSuspect(hit, context, burst)).sort((a, b) => a.at - b.at)
  const groups = [...groupBy(suspects, prefixOf), ...groupBy(suspects, agentOf)]
  // Of several reasons for a hit the last one stands.
  const reasons = new Map<SuspectHit, Reason>([
    ...suspects.flatMap((hit) => atOnce(hit, context, burst)),
    ...patternsOf(context.trackedLinks).flatMap(({ reason, withinMs, fits }) =>
      groups.flatMap((group) => inWindows(group, withinMs, fits)).map((hit) => [hit, reason] as const),
    ),
  ])
  for (const hit of besideMachines(suspects, reasons)) reasons.set(hit, 'beside-machine')
  return hits.map((hit) => {
    const reason = reasons.get(hit)
    return reason ? { verdict: 'machine', reason } : { verdict: hit.verdict, reason: hit.reason }
  })
}

/** The links that were followed in some span of time. */
type Links = ReadonlyMap<number, number>
type Pattern = { reason: Reason; withinMs: number; fits: (links: Links) => boolean }

/** The fewest links of which to follow all says something. */
const MANY_LINKS = 3
const EVERY_LINK_MS = 10_000

/**
 * What only machines do, by one address or one agent, the surest last: scanners come with many of either. Three seconds:
 * https://www.paminga.com/docs/concepts/bot-filtering/. Ten: https://github.com/mautic/mautic/issues/9798.
 */
const patternsOf = (trackedLinks: number): Pattern[] => [
  { reason: 'links-at-once', withinMs: 1_000, fits: ({ size }) => size >= 2 },
  { reason: 'links-at-once', withinMs: 3_000, fits: ({ size }) => size >= MANY_LINKS },
  {
    reason: 'every-link',
    withinMs: EVERY_LINK_MS,
    fits: ({ size }) => trackedLinks >= MANY_LINKS && size >= trackedLinks,
  },
  { reason: 'honeypot', withinMs: EVERY_LINK_MS, fits: (links) => links.has(HONEYPOT) },
]

/** Of a browser alone, for an email app may stand open when mail comes. */
function atOnce(hit: SuspectHit, context: ReceiptContext, burst: Burst): [SuspectHit, Reason][] {
  if (hit.reason !== 'browser' || sinceDelivery(hit.at, context) >= AT_ONCE_MS) return []
  if (context.gateway) return [[hit, 'gateway-at-once']]
  return isBurst(burst) ? [[hit, 'burst']] : []
}

/** Scanners also fetch the images, and follow slowly what is left: the same address and agent within a minute. */
function besideMachines(suspects: SuspectHit[], reasons: ReadonlyMap<SuspectHit, Reason>): SuspectHit[] {
  return [...groupBy(suspects, visitorOf)]
    .flatMap((group) =>
      inWindows(
        group,
        60_000,
        (found) => found.has(1),
        (hit) => (reasons.has(hit) ? 1 : 0),
      ),
    )
    .filter((hit) => !reasons.has(hit))
}

/** A hit by whomever, as the log has it. */
export type LoggedHit = Omit<SuspectHit, 'verdict' | 'reason'>
/** Who asks to be unsubscribed by following a link. */
export type OptOutHit = Pick<SuspectHit, 'at' | 'prefix' | 'agent'>

const HELD_MS = 120_000
const OPT_OUT = -1
/** The fewest links beside it: who follows the only one and then leaves reads as people do. */
const HELD_LINKS = 2
/** Of so few links a person could follow all; of three things in as many seconds none. */
const FEW_LINKS_MS = 3_000
/** Within which a machine goes through all links of an e-mail. */
export const SWEEP_MS = EVERY_LINK_MS

/** Whether an opt-out by a link may be a machine's at all: soon after delivery or behind a gateway, from a mail with links. */
export const mayBeHeld = ({ at }: Pick<OptOutHit, 'at'>, context: ReceiptContext): boolean =>
  context.trackedLinks >= HELD_LINKS && (context.gateway !== null || sinceDelivery(at, context) <= HELD_MS)

export type FollowedAll = {
  links: number
  withinMs: number
  /** Less than 0 where a gateway looked before it took the mail; null where no time is known. */
  sinceDeliveryMs: number | null
  gateway: Gateway | null
}

/**
 * How an opt-out by a link was a machine's, which may be taken back: the same prefix and agent followed every other link of the
 * e-mail too, all within ten seconds, soon after delivery or behind a gateway. `hits` are those of the e-mail, in any order.
 * Null of any other, which stands: with a single link beside it nothing can be told.
 */
export function followedEveryLink(hits: LoggedHit[], optOut: OptOutHit, context: ReceiptContext): FollowedAll | null {
  if (!mayBeHeld(optOut, context)) return null
  const { trackedLinks: links, gateway } = context
  const followed = hits.filter(
    ({ kind, linkNo, prefix, agent }) =>
      kind === 'click' && linkNo !== HONEYPOT && prefix === optOut.prefix && agent === optOut.agent,
  )
  const all = [...followed, { at: optOut.at, linkNo: OPT_OUT }].sort((a, b) => a.at - b.at)
  const sweep = inWindows(
    all,
    links < MANY_LINKS ? FEW_LINKS_MS : SWEEP_MS,
    (seen) => seen.has(OPT_OUT) && seen.size > links,
  )
  const [first, last] = [sweep[0], sweep.at(-1)]
  if (!first || !last) return null
  const since = sinceDelivery(optOut.at, context)
  return { links, withinMs: last.at - first.at, sinceDeliveryMs: since === Infinity ? null : since, gateway }
}

type Timed = { at: number; linkNo: number }

/**
 * Those of `hits`, which are in order of time, that lie in a span of so many milliseconds whose keys fit; the key of a hit
 * is its link unless `keyOf` says another, and 0 is none.
 */
function inWindows<Hit extends Timed>(
  hits: Hit[],
  withinMs: number,
  fits: (keys: Links) => boolean,
  keyOf: (hit: Hit) => number = ({ linkNo }) => linkNo,
): Hit[] {
  const keys = new Map<number, number>()
  const found: Hit[] = []
  let start = 0
  let foundTo = 0
  for (const [end, hit] of hits.entries()) {
    count(keys, keyOf(hit), 1)
    for (let first = hits[start]; first && hit.at - first.at > withinMs; first = hits[start]) {
      count(keys, keyOf(first), -1)
      start += 1
    }
    if (!fits(keys)) continue
    for (const one of hits.slice(Math.max(start, foundTo), end + 1)) found.push(one)
    foundTo = end + 1
  }
  return found
}

function count(keys: Map<number, number>, key: number, more: 1 | -1): void {
  if (key === 0) return
  const hits = (keys.get(key) ?? 0) + more
  if (hits > 0) keys.set(key, hits)
  else keys.delete(key)
}

const prefixOf = ({ prefix }: SuspectHit) => prefix
const agentOf = ({ agent }: SuspectHit) => agent
const visitorOf = ({ prefix, agent }: SuspectHit) => `${prefix} ${agent}`

const groupBy = (hits: SuspectHit[], keyOf: (hit: SuspectHit) => string | number) => Map.groupBy(hits, keyOf).values()
