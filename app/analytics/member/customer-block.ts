// What the block on Shopify's customer page shows of a member.
import type { LeftOutReason, MarketingState, SkipReason } from '#app/members/core/consent.ts'
import type { RecipientOutcome } from './outcomes.ts'

export type CampaignOutcome = {
  campaignId: number
  name: string
  outcome: RecipientOutcome
  skipReason: LeftOutReason | null
  at: string
}

export type CustomerBlock = {
  memberId: string
  points: number
  email: { state: MarketingState; since: string | null }
  sms: { state: MarketingState; since: string | null }
  unsubscribed: boolean
  /** `notTried`: a hard one is only that Amazon SES did not try, for the address is on its suppression list. */
  bounce: { kind: 'hard' | 'soft'; at: string | null; notTried: boolean } | null
  complainedAt: string | null
  /** Why campaigns leave the member out, or null. */
  blockedBy: SkipReason | null
  campaigns: CampaignOutcome[]
}

/** How far the import of a shop's customers is; `none` before the app was first opened. */
export type ImportStage = 'none' | 'running' | 'done' | 'failed'

/** The body of `/api/ext/customers/:customerId`; `unknown` comes with status 404. */
export type CustomerBlockAnswer =
  | { status: 'known'; timezone: string; member: CustomerBlock }
  | { status: 'unknown'; import: ImportStage }
