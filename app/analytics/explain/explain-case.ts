// What is known of one member and one campaign: the evidence that the explanation is made from, and what it is told with.
import type { CampaignStatus } from '#app/campaigns/draft.ts'
import type { LeftOutReason } from '#app/members/core/consent.ts'
import type { Bounce } from '#app/members/bounces/bounces.server.ts'
import type { ConsentChange } from '#app/members/ledger/ledger.server.ts'
import type { Member } from '#app/members/core/members.server.ts'
import type { MoreFacts } from '#app/segments/fields/facts.ts'
import type { Names } from '#app/segments/fields/field.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import type { EventName } from '#app/tracking/events.ts'
import type { RecipientState } from '../member/outcomes.ts'

export type CampaignFacts = {
  campaignId: number
  name: string
  subject: string
  status: CampaignStatus
  sender: string | null
  trackOpens: boolean
  /** Who got it, and what they did, has been deleted since: it was long ago. */
  isForgotten: boolean
  /** When the audience was taken; null before. */
  frozenAt: Date | null
  segment: { name: string; rules: SegmentRules } | null
  /** Whether these are the very rules of the start; else those that the segment has now. */
  rulesKept: boolean
}

export type RecipientFacts = {
  mailingId: number
  state: RecipientState
  skipReason: LeftOutReason | null
  /** The campaign that came before, for one skipped as mailed too often. */
  before: { campaignId: number; name: string } | null
  messageId: string | null
  error: string | null
  frozenAt: Date
  notBefore: Date | null
  settledAt: Date | null
}

export type Happened = { at: Date; hits: number; machineHits: number }

export type CaseFile = {
  now: Date
  /** The member as they are now; null when they are erased. */
  member: Member | null
  campaign: CampaignFacts
  recipient: RecipientFacts | null
  /** Changes of consent, the oldest first. */
  ledger: ConsentChange[]
  /** Bounces and complaints of every campaign, the newest first. */
  bounces: Bounce[]
  events: Partial<Record<EventName, Happened>>
  /** What rules look at beside the member, as it is now, and what the campaigns and products are called that they name. */
  facts?: MoreFacts | null
  names?: Names
  /** When the shop's customers had first been brought in, `now` while that is under way; null when nothing tells it. */
  importedAt: Date | null
  /** The first trace of the person here: a change of consent, or a campaign that they were a recipient of. */
  firstSeenAt: Date | null
}

/** A piece of a sentence: words, a moment in the shop's time zone, what a machine wrote, money, or a link. */
export type LinePart =
  | string
  | { at: string }
  | { day: string }
  | { code: string }
  | { money: number }
  | { to: string; text: string }
export type Line = LinePart[]

export type Mark = 'yes' | 'no' | 'open'
/** Of a group, the rules in it. */
export type RuleRow = { mark: Mark; words: string; lines: Line[]; rules?: RuleRow[] }
export type ExplanationStep = { mark: Mark; title: string; lines: Line[]; rules?: RuleRow[] }

export const moment = (at: Date): LinePart => ({ at: at.toISOString() })
