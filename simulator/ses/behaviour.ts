// What a mailbox does with a message, and the SES events that tell of it.
// The addresses of AWS's own mailbox simulator: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
import { createHash } from 'node:crypto'

export const BEHAVIOURS = [
  'deliver',
  'hard-bounce',
  'soft-bounce',
  'complain',
  'out-of-office',
  'suppressed',
  'delay',
  'reject',
  'silent',
] as const

export type Behaviour = (typeof BEHAVIOURS)[number]

/** What an event says beyond its message. `recipients` are those that it is about. */
export type EventDetail =
  | { kind: 'Send' }
  | { kind: 'Delivery'; recipients: string[]; processingMs: number }
  | { kind: 'Bounce'; recipients: string[]; bounceType: string; bounceSubType: string }
  | { kind: 'Complaint'; recipients: string[]; feedbackType: string | null; subType: string | null }
  | { kind: 'DeliveryDelay'; recipients: string[]; delayType: string }
  | { kind: 'Reject'; reason: string }
  | { kind: 'Rendering Failure'; message: string }

export interface PlannedEvent {
  detail: EventDetail
  /** In units of the time that a delivery takes. */
  after: number
}

/** Shares of all other mailboxes that misbehave, each 0 to 1. */
export interface Shares {
  hardBounce: number
  softBounce: number
  complaint: number
}

const SIMULATOR_DOMAIN = '@simulator.amazonses.com'
const SIMULATOR_MAILBOXES: Record<string, Behaviour> = {
  success: 'deliver',
  bounce: 'hard-bounce',
  ooto: 'out-of-office',
  complaint: 'complain',
  suppressionlist: 'suppressed',
}

export function isMailboxSimulator(address: string): boolean {
  return address.toLowerCase().replace(/>$/, '').endsWith(SIMULATOR_DOMAIN)
}

/** The behaviour of `success@`, `bounce+any-label@` and the like; unknown names bounce, as at AWS. */
export function simulatorBehaviour(address: string): Behaviour | null {
  if (!isMailboxSimulator(address)) return null
  const local = address.toLowerCase().slice(0, -SIMULATOR_DOMAIN.length)
  return SIMULATOR_MAILBOXES[local.replace(/\+.*$/, '')] ?? 'hard-bounce'
}

/** The same address always hard-bounces or never; a full mailbox or a complaint changes from message to message. */
export function behaviourByShare(address: string, messageKey: string, shares: Shares): Behaviour {
  if (fraction(address) < shares.hardBounce) return 'hard-bounce'
  const luck = fraction(`${address}\n${messageKey}`)
  if (luck < shares.softBounce) return 'soft-bounce'
  return luck < shares.softBounce + shares.complaint ? 'complain' : 'deliver'
}

/** The events after `Send` for one recipient. */
export function planEvents(behaviour: Behaviour, recipient: string): PlannedEvent[] {
  const recipients = [recipient]
  const delivery = (after: number): PlannedEvent => ({
    detail: { kind: 'Delivery', recipients, processingMs: 0 },
    after,
  })
  switch (behaviour) {
    case 'deliver':
      return [delivery(1)]
    case 'hard-bounce':
      return [bounce(recipients, 'Permanent', 'General')]
    case 'soft-bounce':
      return [bounce(recipients, 'Transient', 'MailboxFull')]
    case 'complain':
      return [
        delivery(1),
        { detail: { kind: 'Complaint', recipients, feedbackType: 'abuse', subType: null }, after: 2 },
      ]
    case 'out-of-office':
      // The mail arrives, and the automatic answer comes back as a transient bounce.
      return [delivery(1), { ...bounce(recipients, 'Transient', 'General'), after: 2 }]
    case 'suppressed':
      return [bounce(recipients, 'Permanent', 'Suppressed')]
    case 'delay':
      return [
        { detail: { kind: 'DeliveryDelay', recipients, delayType: 'TransientCommunicationFailure' }, after: 1 },
        delivery(3),
      ]
    case 'reject':
      return [{ detail: { kind: 'Reject', reason: 'Bad content' }, after: 1 }]
    case 'silent':
      return []
  }
}

/** A recipient on the account's own suppression list: accepted, never tried. */
export function planSuppressed(reason: 'BOUNCE' | 'COMPLAINT', recipient: string): PlannedEvent {
  const subType = 'OnAccountSuppressionList'
  if (reason === 'BOUNCE') return bounce([recipient], 'Permanent', subType)
  return { detail: { kind: 'Complaint', recipients: [recipient], feedbackType: null, subType }, after: 1 }
}

function bounce(recipients: string[], bounceType: string, bounceSubType: string): PlannedEvent {
  return { detail: { kind: 'Bounce', recipients, bounceType, bounceSubType }, after: 1 }
}

function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32
}
