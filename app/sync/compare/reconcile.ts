// What a check of our members against Shopify may find, and which side counts.
import type { MarketingState } from '#app/members/core/consent.ts'

export type DifferenceClass =
  | 'webhook-late'
  | 'webhook-lost'
  | 'webhook-failed'
  | 'write-back-waiting'
  | 'write-back-refused'
  | 'opt-out-kept'
  | 'merged'
  | 'deleted'
  | 'missing-here'

/** Action taken about a difference; 'owed', 'waiting' and 'refused' stay open until Shopify has confirmed. */
export type DifferenceRepair = 'adopted' | 'owed' | 'waiting' | 'refused' | 'added' | 'joined' | 'removed'

export type Sides = {
  ours: MarketingState
  theirs: MarketingState
  /** The write-back of this channel, if there ever was one. */
  writeBack: 'waiting' | 'confirmed' | 'refused' | null
}

/**
 * How a difference that outlasts the order of consent is repaired: an opt-out on either side wins; where there is none,
 * Shopify is the truth. What we owe Shopify already is left to the write-back.
 */
export function decideRepair({ ours, theirs, writeBack }: Sides): 'none' | 'adopt' | 'owe' | 'waiting' | 'refused' {
  if (ours === theirs) return 'none'
  if (writeBack === 'waiting') return 'waiting'
  if (ours !== 'UNSUBSCRIBED') return 'adopt'
  if (theirs === 'INVALID' || theirs === 'REDACTED') return 'none'
  return writeBack === 'refused' ? 'refused' : 'owe'
}
