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
  CONFIRMED_OPT_IN: 'confirmed by e-mail',
  UNKNOWN: null,
}

const SOURCE_WORDS: Record<ConsentSource, string> = {
  import: 'As Shopify had it when your customers were brought in',
  'shopify-webhook': 'Changed at Shopify: at checkout, in the storefront or by your staff',
  'shopify-read': 'Found when Shopify was asked again',
  'unsubscribe-link': 'By the unsubscribe link of an e-mail',
  'one-click': 'By the unsubscribe button of their mail program',
  'resubscribe-link': 'Took the unsubscribe back on its confirmation page',
  complaint: 'By marking an e-mail as spam',
  merge: 'Two customers were merged at Shopify; the stricter choice stands',
  admin: 'By your staff in Glancito',
  reconcile: 'Found when all customers were compared with Shopify; the stricter choice stands',
  'erased-opt-out': 'Somebody who had this address opted out before their data was erased',
}

/** Who or what changed it. */
export function sourceWords(source: ConsentSource): string {
  return SOURCE_WORDS[source]
}
