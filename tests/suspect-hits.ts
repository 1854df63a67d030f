// Hits of an e-mail, written short.
import { HONEYPOT, type ReceiptContext, type SuspectHit } from '#app/tracking/judge/suspects.ts'

export const DELIVERED = Date.UTC(2026, 10, 29, 9)

export const mail = (more: Partial<ReceiptContext> = {}): ReceiptContext => ({
  deliveredAt: DELIVERED,
  sentAt: DELIVERED - 3_000,
  gateway: null,
  trackedLinks: 5,
  ...more,
})

/** Of `3 8.5 a1`: link 3 (or `open`, or the `trap`) at 8.5 s after delivery, by prefix a and agent 1. */
export function hit(text: string, more: Partial<SuspectHit> = {}): SuspectHit {
  const [what = '', seconds, [prefix = '', agent] = ''] = text.split(' ')
  const linkNo = what === 'open' ? 0 : what === 'trap' ? HONEYPOT : Number(what)
  const at = DELIVERED + Math.round(Number(seconds) * 1_000)
  const kind = what === 'open' ? 'open' : 'click'
  return { kind, linkNo, at, prefix, agent: Number(agent), verdict: 'human', reason: 'browser', ...more }
}
