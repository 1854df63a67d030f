// Whether a change of consent that we owe Shopify is still to be written, given what Shopify has now.
import type { MarketingState } from './consent.ts'

export type OwedState = 'SUBSCRIBED' | 'UNSUBSCRIBED'

export type OwedChange = {
  state: OwedState
  consentedAt: Date
  /** For a SUBSCRIBED: the unsubscribe that it takes back. */
  undoesAt: Date | null
}

/** Shopify keeps whole seconds. */
const PRECISION_MS = 1000

/**
 * 'done': Shopify has it already. 'superseded': Shopify has a later decision, which stands. A SUBSCRIBED is written only
 * over the very unsubscribe that it takes back, so that it never undoes anybody else's opt-out.
 */
export function decideWriteBack(
  owed: OwedChange,
  current: { state: MarketingState; at: Date; exact: boolean },
): 'write' | 'done' | 'superseded' {
  if (current.state === owed.state) return 'done'
  if (owed.state === 'UNSUBSCRIBED')
    return current.state === 'SUBSCRIBED' && current.exact && current.at > owed.consentedAt ? 'superseded' : 'write'
  const undone = owed.undoesAt ?? owed.consentedAt
  const isOurs = current.state === 'UNSUBSCRIBED' && current.at.getTime() < undone.getTime() + PRECISION_MS
  return isOurs ? 'write' : 'superseded'
}
