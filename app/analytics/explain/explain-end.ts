// Where a campaign's way to one member ended, as one of a closed list: the mark of every step and the advice follow from it.
import type { LeftOutReason } from '#app/members/core/consent.ts'
import type { CaseFile, Mark } from './explain-case.ts'
import { knownSince } from './explain-history.ts'
import { judgeSegment } from './explain-segment.ts'

export const STEPS = [
  'begun',
  'customer',
  'segment',
  'present',
  'address',
  'consent',
  'bounce',
  'complaint',
  'pause',
  'frequency',
  'handover',
  'provider',
  'reader',
] as const
export type StepName = (typeof STEPS)[number]

export type End =
  | { kind: 'not-begun' | 'joined-later' | 'not-imported' | 'not-in-segment' | 'erased' | 'forgotten' }
  | { kind: 'skipped'; reason: LeftOutReason }
  | { kind: 'waiting' | 'paused' | 'sending' | 'failed' | 'unconfirmed' }
  | { kind: 'handed-over' | 'suppressed' | 'rejected' | 'hard-bounced' | 'soft-bounced' | 'delayed' }
  | { kind: 'delivered' | 'seen' | 'unsubscribed' | 'complained' }
export type EndKind = End['kind']

export function endOf(file: CaseFile): End {
  const { campaign, recipient } = file
  if (!recipient) return { kind: whyNotChosen(file) }
  switch (recipient.state) {
    case 'skipped':
      return { kind: 'skipped', reason: recipient.skipReason ?? 'no-consent' }
    case 'queued':
      return { kind: campaign.status === 'paused' ? 'paused' : 'waiting' }
    case 'sending':
    case 'failed':
    case 'unconfirmed':
      return { kind: recipient.state }
    case 'sent':
      return { kind: afterHandover(file) }
  }
}

/** Why the member was not even among the recipients. A rule that keeps them out says more than when they became known. */
function whyNotChosen(file: CaseFile) {
  const { campaign, member } = file
  const { frozenAt, segment } = campaign
  if (!frozenAt) return 'not-begun'
  if (campaign.isForgotten) return 'forgotten'
  if (!member) return 'erased'
  const since = knownSince(file)
  if (since === null || since <= frozenAt) return 'not-in-segment'
  if (member.createdAt > frozenAt) return 'joined-later'
  return segment && judgeSegment(file, segment.rules, frozenAt).explains ? 'not-in-segment' : 'not-imported'
}

/** What became of an e-mail that Amazon SES took. A report that came after a refusal goes before it, as a late bounce does after a delivery. */
function afterHandover({ events }: CaseFile) {
  const { complained, unsubscribed, resubscribed, opened, clicked, delivered, delayed } = events
  if (complained) return 'complained'
  if (unsubscribed && unsubscribed.hits > 0 && !(resubscribed && resubscribed.at >= unsubscribed.at))
    return 'unsubscribed'
  if ((clicked?.hits ?? 0) > 0 || (opened?.hits ?? 0) > 0) return 'seen'
  if (events.rejected) return 'rejected'
  if (events.suppressed) return 'suppressed'
  if (events.hardBounced) return 'hard-bounced'
  if (events.softBounced && !(delivered && delivered.at > events.softBounced.at)) return 'soft-bounced'
  if (delivered) return 'delivered'
  return delayed ? 'delayed' : 'handed-over'
}

const GATES: Record<LeftOutReason, StepName> = {
  erased: 'present',
  'no-address': 'address',
  'no-consent': 'consent',
  unsubscribed: 'consent',
  'hard-bounced': 'bounce',
  complained: 'complaint',
  paused: 'pause',
  'too-often': 'frequency',
  cancelled: 'handover',
}

const STOPS: Record<Exclude<EndKind, 'skipped'>, [StepName, Mark]> = {
  'not-begun': ['begun', 'open'],
  'joined-later': ['customer', 'no'],
  'not-imported': ['customer', 'no'],
  'not-in-segment': ['segment', 'no'],
  erased: ['customer', 'open'],
  forgotten: ['customer', 'open'],
  waiting: ['handover', 'open'],
  paused: ['handover', 'open'],
  sending: ['handover', 'open'],
  failed: ['handover', 'no'],
  unconfirmed: ['handover', 'open'],
  'handed-over': ['provider', 'open'],
  delayed: ['provider', 'open'],
  suppressed: ['provider', 'no'],
  rejected: ['provider', 'no'],
  'hard-bounced': ['provider', 'no'],
  'soft-bounced': ['provider', 'no'],
  delivered: ['reader', 'open'],
  seen: ['reader', 'yes'],
  unsubscribed: ['reader', 'yes'],
  complained: ['reader', 'yes'],
}

/** Passed before the step where it ended, not reached behind it. */
export function markOf(step: StepName, end: End): Mark {
  const [last, mark]: [StepName, Mark] = end.kind === 'skipped' ? [GATES[end.reason], 'no'] : STOPS[end.kind]
  const distance = STEPS.indexOf(step) - STEPS.indexOf(last)
  if (distance === 0) return mark
  return distance < 0 ? 'yes' : 'open'
}
