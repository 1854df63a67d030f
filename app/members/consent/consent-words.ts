// Consent in plain words, for the member page.
import type { MarketingState } from '../core/consent.ts'
import type { ConsentSource } from '../ledger/ledger.server.ts'
import type { OptInLevel } from '../core/members.server.ts'

export const STATE_WORDS: Record<MarketingState, string> = {
  SUBSCRIBED: 'Subscribed',
  UNSUBSCRIBED: 'Unsubscribed',
  NOT_SUBSCRIBED: 'Not subscribed',
  PENDING: 'Waiting for confirmation',
  INVALID: 'Not a valid address',
  REDACTED: 'Erased',
}

export const OPT_IN_WORDS: Record<OptInLevel, string | null> = {
  SINGLE_OPT_IN: 'single opt-in',
  CONFIRMED_OPT_IN: 'confirmed by email',
  UNKNOWN: null,
}

const SOURCE_WORDS: Record<ConsentSource, string> = {
  import: 'From Shopify, at import',
  'shopify-webhook': 'Changed in Shopify: at checkout, in the online store, or by your staff',
  'shopify-read': 'Updated from Shopify',
  'unsubscribe-link': 'Unsubscribe link in an email',
  'one-click': 'Unsubscribe button in their email app',
  'resubscribe-link': 'Undid the unsubscribe on the confirmation page',
  complaint: 'Marked an email as spam',
  merge: 'Customers were merged in Shopify; the stricter choice applies',
  admin: 'By your staff in Glancito',
  reconcile: 'Found by the consent check; the stricter choice applies',
  'held-opt-out': 'An unsubscribe by a mail scanner was taken back',
  'erased-opt-out': 'Someone with this address opted out before their data was erased',
}

/** Who or what changed it. */
export function sourceWords(source: ConsentSource): string {
  return SOURCE_WORDS[source]
}
