// What is known of one member, which rules are judged by.
import type { ConsentSource } from '#app/members/ledger/ledger.server.ts'
import type { Member } from '#app/members/core/members.server.ts'

/** What can be done with one e-mail, or happen to it. */
export type Deed = 'received' | 'opened' | 'clicked' | 'replied' | 'failed' | 'skipped'

/** Of one receipt of a mailing. */
export type DeedDone = { deed: Deed; campaignId: number | null; at: Date }

/** As it is kept of everybody who ever got an e-mail; days since the beginning of 2020, newest first. */
export type Engagement = {
  receipts: number
  opens: number
  clicks: number
  receiptDays: number[]
  openDays: number[]
  clickDays: number[]
  /** Null while nothing was opened or clicked. */
  level: number | null
  device: number
  client: number
}

/** A product that they ordered and kept; its number as text, for it exceeds 2^53. */
export type Bought = { productId: string; at: Date }

export type MoreFacts = {
  bought: Bought[]
  engagement: Engagement | null
  /** By their own choice. */
  untracked: boolean
  /** As far back as events are kept. */
  deeds: DeedDone[]
  /** How their consent to e-mail was given, if it was. */
  consentSource: ConsentSource | null
}

/** The others may not have been asked for. */
export type Facts = { member: Member } & Partial<MoreFacts>
