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
    unnamed: 'Unsubscribed through the link in an email',
  },
  'one-click': {
    named: "Unsubscribed with their email app's button, on",
    unnamed: "Unsubscribed with their email app's button, on an email",
  },
  'resubscribe-link': {
    named: 'Undid the unsubscribe on the confirmation page, from',
    unnamed: 'Undid the unsubscribe on the confirmation page',
  },
  'held-opt-out': {
    named: 'Unsubscribe taken back: a mail scanner had followed every link in',
    unnamed: 'Unsubscribe taken back: a mail scanner had followed every link in an email',
  },
  complaint: { named: 'Marked as spam:', unnamed: 'Marked an email as spam' },
}

const SMS_TOO: Partial<Record<MarketingState, string>> = {
  UNSUBSCRIBED: 'Ended with email. ',
  SUBSCRIBED: 'Restored with email. ',
}

/** What happens elsewhere than in an e-mail, behind the state; a complaint is always about an e-mail. */
const ELSEWHERE: Partial<Record<ConsentSource, string>> = {
  import: ', from Shopify at import',
  'shopify-webhook': ' in Shopify',
  'shopify-read': ', updated from Shopify',
  reconcile: ', found by the consent check',
  merge: ', chosen by a customer merged into this one',
  admin: ' by your staff in Glancito',
}

function elsewhere(entry: TimelineEntry): string {
  const { source, oldState, channel } = entry
  const state = stateWords(entry)
  if (source === 'admin' && oldState === 'SUBSCRIBED' && entry.newState === oldState)
    return 'Kept subscribed by your staff after reviewing an unsubscribe'
  if (source === 'import' && oldState === null) return `${state}, from Shopify at import`
  if (source === 'erased-opt-out') {
    const what = channel === 'email' ? 'address' : 'number'
    return `${state}: someone with this ${what} opted out before their data was erased`
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
  return `${happened} in Shopify, recorded here ${formatTimeBeside(recordedAt, shopifyAt, timeZone)}`
}

/** How far Shopify has heard of it: "Shopify told at 2:02 PM, confirmed 2:03 PM"; null when it was Shopify's own. */
export function deliveryWords({ delivery, recordedAt }: TimelineEntry, timeZone: string): string | null {
  if (!delivery) return null
  const time = (at: string | null) => (at ? formatTimeBeside(at, recordedAt, timeZone) : null)
  const [told, confirmed, echoed] = [time(delivery.toldAt), time(delivery.confirmedAt), time(delivery.echoedAt)]
  const before = delivery.error ? `; refused before: ${delivery.error}` : ''
  const because = delivery.error ? `: ${delivery.error}` : ''
  switch (delivery.outcome) {
    case 'waiting':
      return `Being sent to Shopify${before ? ` again${before}` : ''}`
    case 'told':
      return `Sent to Shopify${told ? ` at ${told}` : ''}, ${echoed ? `seen in its message ${echoed}` : 'not confirmed yet'}${before}`
    case 'confirmed': {
      const heard = told ? `Sent to Shopify at ${told}, confirmed` : 'Already in Shopify, confirmed'
      return (confirmed ? `${heard} ${confirmed}` : heard) + before
    }
    case 'refused':
      return `Refused by Shopify${because}`
    case 'skipped':
      return `Not sent to Shopify${because}`
    case 'superseded':
      return 'Not sent: Shopify has a newer choice'
  }
}
