// An event of an e-mail in words: what happened how often, what it was made with, and whether a machine did it and why we say so.
import { EVENT_LABELS, type EventName } from '#app/tracking/events.ts'
import { agentWords } from '#app/tracking/judge/agent-words.ts'
import type { Reason } from '#app/tracking/judge/codes.ts'
import { REASON_WORDS } from '#app/tracking/judge/reason-words.ts'

/** What an open or click was made with, in codes; `reason` is why it was judged as it was, null where nothing tells it any more. */
export type SeenBy = { device: number; client: number; browser: number; reason: Reason | null; referrer: string | null }

/** `hits` are those of people and image proxies; an event without them is a machine's. */
export type Moment = { name: EventName; at: string; hits: number; machineHits: number; seenBy: SeenBy }

/** What spoke for a person says nothing that needs words. */
const OF_PEOPLE = new Set<Reason>(['browser', 'mail-client', 'unknown-agent'])
/** Their own name says which email app it is. */
const OF_PROXIES = new Set<Reason>(['gmail-proxy', 'yahoo-proxy', 'apple-privacy-proxy'])

/** What happened, and how often: "Opened 3 times", "Clicked by a machine". */
export function momentLabel({ name, hits, machineHits }: Moment): string {
  if (name === 'unsubscribed' && hits === 0) return 'Unsubscribed by a mail scanner, and taken back'
  const isMachines = isHit(name) && hits === 0
  const what = isMachines ? `${EVENT_LABELS[name]} by a machine` : EVENT_LABELS[name]
  const often = isMachines ? machineHits : hits
  return often > 1 ? `${what} ${often} times` : what
}

/** What it was made with, and where from: "Chrome, Computer, from mail.google.com"; empty where nothing is known. */
export function momentDetails({ name, hits, machineHits, seenBy }: Moment): string {
  const { reason, referrer } = seenBy
  const isProxys = reason !== null && OF_PROXIES.has(reason)
  const details = [
    isProxys ? null : agentWords(seenBy),
    referrer ? `from ${referrer}` : null,
    isHit(name) && hits > 0 && machineHits > 0 ? `and ${byMachines(machineHits)}` : null,
  ]
  return details.filter(Boolean).join(', ')
}

const isHit = (name: EventName) => name === 'opened' || name === 'clicked'
const byMachines = (hits: number) => (hits === 1 ? 'once by a machine' : `${hits} times by machines`)

/** Why it is told as an image proxy’s or a machine’s; null for a person’s, and where nothing tells it any more. */
export function momentReason({ seenBy: { reason } }: Moment): { short: string; meaning: string } | null {
  return reason === null || OF_PEOPLE.has(reason) ? null : REASON_WORDS[reason]
}
