// Whether a change of consent that we owe Shopify is still to be written, given what Shopify has now.
import type { MarketingState } from '../core/consent.ts'

export type WriteBackState = 'SUBSCRIBED' | 'UNSUBSCRIBED'

export type PendingChange = {
  state: WriteBackState
  consentedAt: Date
  /** For a SUBSCRIBED: the unsubscribe that it takes back. */
  undoesAt: Date | null
  /** The times of the unsubscribes that we have told Shopify on this channel. */
  toldAt: Date[]
}

/** Shopify keeps whole seconds and drops the rest. */
const secondOf = (at: Date) => Math.floor(at.getTime() / 1000)

/**
 * 'done': Shopify has it already. 'superseded': Shopify has a later decision, which stands. A SUBSCRIBED is written only
 * over an unsubscribe of our own telling, so that it never undoes anybody else's opt-out, not even an earlier one.
 */
export function decideWriteBack(
  pending: PendingChange,
  current: { state: MarketingState; at: Date; exact: boolean },
): 'write' | 'done' | 'superseded' {
  if (current.state === pending.state) return 'done'
  if (pending.state === 'UNSUBSCRIBED')
    return current.state === 'SUBSCRIBED' && current.exact && current.at > pending.consentedAt ? 'superseded' : 'write'
  const ours = [pending.undoesAt ?? pending.consentedAt, ...pending.toldAt]
  const isOurs = ours.some((at) => secondOf(at) === secondOf(current.at))
  return current.state === 'UNSUBSCRIBED' && isOurs ? 'write' : 'superseded'
}
