// A change of consent in a sentence, for the timeline of the member page and for the proof that a merchant downloads.
import { formatDateTime, formatTimeBeside } from '#app/ui/format/format.ts'
import type { MarketingState } from '../core/consent.ts'
import { OPT_IN_WORDS, STATE_WORDS } from './consent-words.ts'
import type { Channel, ConsentSource } from '../ledger/ledger.server.ts'
import type { OptInLevel } from '../core/members.server.ts'

/** What became of a change on its way to Shopify; times as ISO text. */
export type Delivery = {
  outcome: 'waiting' | 'told' | 'confirmed' | 'refused' | 'skipped' | 'superseded'
  toldAt: string | null
  confirmedAt: string | null
  /** When Shopify's own message about it came back. */
  echoedAt: string | null
  error: string | null
}

export type TimelineEntry = {
  seq: number
  channel: Channel
  source: ConsentSource
  oldState: MarketingState | null
  newState: MarketingState
  optInLevel: OptInLevel | null
  shopifyAt: string | null
  recordedAt: string
  campaign: { campaignId: number; name: string } | null
  delivery: Delivery | null
}

/** A sentence; where `campaign` is set it ends with the campaign's name. */
export type Sentence = { text: string; campaign: TimelineEntry['campaign'] }

/** What happened: "Unsubscribed through the link in" and the campaign, or "Subscribed at Shopify (single opt-in)". */
export function changeSentence(entry: TimelineEntry): Sentence {
  const { campaign, channel } = entry
  const byMail = BY_MAIL[entry.source]?.[campaign ? 'named' : 'unnamed']
  if (byMail) return { text: channel === 'sms' ? `${SMS_TOO[entry.newState] ?? ''}${byMail}` : byMail, campaign }
  return { text: elsewhere(entry), campaign: null }
}

type Wording = { named: string; unnamed: string }

/** What people do with an e-mail of a campaign. */
const BY_MAIL: Partial<Record<ConsentSource, Wording>> = {
  'unsubscribe-link': {
    named: 'Unsubscribed through the link in',
    unnamed: 'Unsubscribed through the link in an e-mail',
  },
  'one-click': {
    named: "Unsubscribed with their mail program's button, on",
    unnamed: "Unsubscribed with their mail program's button, on an e-mail",
  },
  'resubscribe-link': {
    named: 'Took the unsubscribe back on its confirmation page, from',
    unnamed: 'Took the unsubscribe back on its confirmation page',
  },
  complaint: { named: 'Marked as spam:', unnamed: 'Marked an e-mail as spam' },
}

const SMS_TOO: Partial<Record<MarketingState, string>> = {
  UNSUBSCRIBED: 'Ended together with e-mail. ',
  SUBSCRIBED: 'Back together with e-mail. ',
}

/** What happens elsewhere than in an e-mail, behind the state; a complaint is always about an e-mail. */
const ELSEWHERE: Partial<Record<ConsentSource, string>> = {
  import: ': so Shopify had it at an import',
  'shopify-webhook': ' at Shopify',
  'shopify-read': ' at Shopify, found when it was asked',
  reconcile: ': found when all customers were compared with Shopify',
  merge: ': a customer who was merged into this one had chosen so',
  admin: ' by your staff in Glancito',
}

function elsewhere(entry: TimelineEntry): string {
  const { source, oldState, channel } = entry
  const state = stateWords(entry)
  if (source === 'import' && oldState === null) return `${state} already when your customers were brought in`
  if (source === 'erased-opt-out') {
    const what = channel === 'email' ? 'address' : 'number'
    return `${state}: whoever had this ${what} before opted out, and their data was erased`
  }
  return state + (ELSEWHERE[source] ?? '')
}

/** "Subscribed (single opt-in)"; where the state stays and only the level changes, that. */
function stateWords({ oldState, newState, optInLevel }: TimelineEntry): string {
  const level = newState === 'SUBSCRIBED' && optInLevel ? OPT_IN_WORDS[optInLevel] : null
  if (oldState === newState)
    return level ? `Still subscribed, now ${level}` : `Still ${STATE_WORDS[newState].toLowerCase()}`
  return level ? `${STATE_WORDS[newState]} (${level})` : STATE_WORDS[newState]
}

/** Clocks and messages take a while: only a greater difference is worth two times. */
const WORTH_TELLING_MS = 60_000

/** When it happened, and when it became known here if that was later: "Mar 3, 2026, 2:02 PM, known here 2:05 PM". */
export function whenWords({ shopifyAt, recordedAt }: TimelineEntry, timeZone: string): string {
  if (!shopifyAt) return formatDateTime(recordedAt, timeZone)
  const happened = formatDateTime(shopifyAt, timeZone)
  if (Math.abs(Date.parse(recordedAt) - Date.parse(shopifyAt)) <= WORTH_TELLING_MS) return happened
  return `${happened} at Shopify, known here ${formatTimeBeside(recordedAt, shopifyAt, timeZone)}`
}

/** How far Shopify has heard of it: "Shopify told at 2:02 PM, confirmed 2:03 PM"; null when it was Shopify's own. */
export function deliveryWords({ delivery, recordedAt }: TimelineEntry, timeZone: string): string | null {
  if (!delivery) return null
  const time = (at: string | null) => (at ? formatTimeBeside(at, recordedAt, timeZone) : null)
  const [told, confirmed, echoed] = [time(delivery.toldAt), time(delivery.confirmedAt), time(delivery.echoedAt)]
  const before = delivery.error ? `; it had refused before: ${delivery.error}` : ''
  const because = delivery.error ? `: ${delivery.error}` : ''
  switch (delivery.outcome) {
    case 'waiting':
      return `Shopify is being told${before ? ` again${before}` : ''}`
    case 'told':
      return `Shopify told${told ? ` at ${told}` : ''}, ${echoed ? `its message about it came ${echoed}` : 'not confirmed yet'}${before}`
    case 'confirmed': {
      const heard = told ? `Shopify told at ${told}, confirmed` : 'Shopify had it already, confirmed'
      return (confirmed ? `${heard} ${confirmed}` : heard) + before
    }
    case 'refused':
      return `Shopify refused it${because}`
    case 'skipped':
      return `Shopify was not told${because}`
    case 'superseded':
      return 'Shopify was not told: it had a newer decision'
  }
}
