// What was true of a member at a moment in the past, as far as the ledger and the bounces still tell.
import { hasUnsubscribed, type MarketingState } from '#app/members/core/consent.ts'
import { isHarmless } from '#app/members/bounces/complaints.ts'
import type { Bounce } from '#app/members/bounces/bounces.server.ts'
import type { Channel, ConsentChange } from '#app/members/ledger/ledger.server.ts'
import { type KnownValues, valuesOf } from '#app/segments/judge.ts'
import type { CaseFile } from './explain-case.ts'

/** Since when Glancito knows the customer; null when nothing tells it any more. Shopify tells of a new one at once. */
export function knownSince({ member, importedAt, firstSeenAt }: CaseFile): Date | null {
  if (!member) return firstSeenAt
  const heardOf = importedAt && importedAt > member.createdAt ? importedAt : member.createdAt
  return firstSeenAt && firstSeenAt < heardOf ? firstSeenAt : heardOf
}

export type ConsentThen = {
  /** Null when nothing tells it any more. */
  state: MarketingState | null
  /** The entry of the ledger that decided it. */
  by: ConsentChange | null
}

/** The state of a channel as Glancito knew it at `at`. */
export function consentAt({ ledger, member }: CaseFile, channel: Channel, at: Date): ConsentThen {
  const changes = ledger.filter((change) => change.channel === channel)
  const by = changes.findLast(({ recordedAt }) => recordedAt <= at)
  if (by) return { state: by.newState, by }
  const [next] = changes
  // A customer who never decided has no entry until they do.
  if (next) return { state: next.oldState ?? 'NOT_SUBSCRIBED', by: null }
  return { state: member && (channel === 'sms' ? member.smsState : emailState(member)), by: null }
}

/** Who unsubscribed here counts as that, whatever Shopify has. */
export function emailState(member: NonNullable<CaseFile['member']>): MarketingState {
  return hasUnsubscribed(member) ? 'UNSUBSCRIBED' : member.emailState
}

/** A change of e-mail consent that was made before `at` and heard of after. */
export function lateConsentChange({ ledger }: CaseFile, at: Date): ConsentChange | null {
  return (
    ledger.find(
      ({ channel, shopifyAt, recordedAt }) =>
        channel === 'email' && shopifyAt !== null && shopifyAt <= at && recordedAt > at,
    ) ?? null
  )
}

/** What came of other mailings up to `at`: what this one met is no reason for its own decision. */
function before({ bounces, recipient }: CaseFile, at: Date): Bounce[] {
  return bounces.filter(({ mailingId, occurredAt }) => mailingId !== recipient?.mailingId && occurredAt <= at)
}

/** The bounce that was known and counted at `at`: a hard one before a soft one, and not one that had been cleared. */
export function bounceAt(file: CaseFile, at: Date): Bounce | null {
  const counted = before(file, at).filter(
    ({ kind, clearedAt }) => kind !== 'complaint' && (clearedAt === null || clearedAt > at),
  )
  return counted.find(({ kind }) => kind === 'hard') ?? counted[0] ?? null
}

/** The last bounce that had been cleared by `at`. */
export function clearedBy(file: CaseFile, at: Date): Bounce | null {
  return before(file, at).find(({ clearedAt }) => clearedAt !== null && clearedAt <= at) ?? null
}

/** The first spam complaint that was known at `at`. */
export function complaintAt(file: CaseFile, at: Date): Bounce | null {
  const complaints = before(file, at).filter(({ kind }) => kind === 'complaint')
  return complaints.findLast(({ bounceType }) => !isHarmless(bounceType)) ?? null
}

/** What the segment's rules looked at, at `at`; what is kept without a history is left out unless it can not have changed. */
export function valuesAt(file: CaseFile, at: Date): KnownValues {
  const { member } = file
  const email = consentAt(file, 'email', at).state
  const sms = consentAt(file, 'sms', at).state
  const now: KnownValues = member ? valuesOf({ member, ...file.facts }) : {}
  const sameOrders = member !== null && (member.lastOrderAt === null || member.lastOrderAt <= at)
  return {
    'email-consent': email === null ? undefined : email === 'SUBSCRIBED',
    'sms-consent': sms === null ? undefined : sms === 'SUBSCRIBED',
    unsubscribed: email === null ? undefined : email === 'UNSUBSCRIBED',
    complained: complaintAt(file, at) !== null,
    bounce: bounceKind(bounceAt(file, at)),
    'orders-count': sameOrders ? now['orders-count'] : undefined,
    'first-order': sameOrders ? now['first-order'] : undefined,
    'last-order': sameOrders ? now['last-order'] : undefined,
    created: now.created,
  }
}

function bounceKind(bounce: Bounce | null): 'none' | 'soft' | 'hard' {
  return bounce && bounce.kind !== 'complaint' ? bounce.kind : 'none'
}
