// What SES tells about a message, in both of its forms: the event publishing of a configuration set (with our tags) and
// the feedback notifications of an identity (without). Shapes: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
import { z } from 'zod'
import { isNotTried } from '#app/members/not-tried.ts'
import type { EventName } from './events.ts'

type BounceFact = {
  kind: 'hard' | 'soft' | 'complaint'
  bounceType: string
  subType: string | null
  diagnostic: string | null
  feedbackId: string
}

/** What one recipient of the message met. */
export type Outcome = {
  /** Null when the event names nobody: then only tags or the message's id tell whom it is about. */
  address: string | null
  events: EventName[]
  bounce: BounceFact | null
}

type Tags = { tenantId: number; campaignId: number; memberId: string }
export type Feedback = {
  kind: string
  messageId: string
  tags: Tags | null
  /** Where the mail was sent to: one that was forwarded has its outcome at another address. */
  sentTo: string[]
  at: Date | null
  outcomes: Outcome[]
}

const text = z.string().max(2_000)
const recipient = z.object({
  emailAddress: text,
  action: text.nullish(),
  status: text.nullish(),
  diagnosticCode: z.string().nullish(),
})
const moment = { timestamp: text.nullish() }
const schema = z.object({
  eventType: text.optional(),
  notificationType: text.optional(),
  mail: z.object({
    messageId: text,
    destination: z.array(text).nullish(),
    tags: z.record(z.string(), z.array(z.string())).nullish(),
  }),
  bounce: z
    .object({
      ...moment,
      bounceType: text,
      bounceSubType: text.nullish(),
      feedbackId: text.nullish(),
      bouncedRecipients: z.array(recipient),
    })
    .optional(),
  complaint: z
    .object({
      ...moment,
      complaintSubType: text.nullish(),
      complaintFeedbackType: text.nullish(),
      feedbackId: text.nullish(),
      complainedRecipients: z.array(recipient),
    })
    .optional(),
  delivery: z.object({ ...moment, recipients: z.array(text) }).optional(),
  deliveryDelay: z.object({ ...moment, delayedRecipients: z.array(recipient) }).optional(),
})
type Event = z.infer<typeof schema>

/** Reads an SES event; null when it is none. Kinds that say nothing about delivery have no outcomes, unknown ones too. */
export function readFeedback(message: string): Feedback | null {
  const parsed = schema.safeParse(parseJson(message))
  const kind = parsed.data?.eventType ?? parsed.data?.notificationType
  if (!parsed.success || !kind) return null
  const { mail, bounce, complaint, delivery, deliveryDelay } = parsed.data
  const at = bounce?.timestamp ?? complaint?.timestamp ?? delivery?.timestamp ?? deliveryDelay?.timestamp
  return {
    kind,
    messageId: mail.messageId,
    tags: readTags(mail.tags),
    sentTo: (mail.destination ?? []).map(bareAddress),
    at: readTime(at),
    outcomes: outcomesOf(kind, parsed.data),
  }
}

function parseJson(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return null
  }
}

const LARGEST_INT = 2 ** 31 - 1
const LARGEST_BIGINT = 2n ** 63n - 1n

function readTags(tags: Event['mail']['tags']): Tags | null {
  const number = (name: string) => (/^\d{1,19}$/.exec(tags?.[name]?.[0] ?? '') ?? [])[0]
  const [tenantId, campaignId, memberId] = ['tenant_id', 'campaign_id', 'member_id'].map(number)
  if (!tenantId || !campaignId || !memberId) return null
  // Larger ones are nobody's: the database would refuse them each time SNS tries again.
  if (Number(tenantId) > LARGEST_INT || Number(campaignId) > LARGEST_INT || BigInt(memberId) > LARGEST_BIGINT)
    return null
  return { tenantId: Number(tenantId), campaignId: Number(campaignId), memberId }
}

/** AWS writes `2018-10-08T14:05:45 +0000` in places, and offsets in others. */
function readTime(time: string | null | undefined): Date | null {
  const at = new Date((time ?? '').replace(/ \+0000$/, 'Z'))
  return Number.isNaN(at.getTime()) ? null : at
}

function outcomesOf(kind: string, event: Event): Outcome[] {
  switch (kind) {
    case 'Bounce':
      return event.bounce ? event.bounce.bouncedRecipients.map((each) => bounceOutcome(event, each)) : []
    case 'Complaint':
      return event.complaint ? event.complaint.complainedRecipients.map((each) => complaintOutcome(event, each)) : []
    case 'Delivery':
      return (event.delivery?.recipients ?? []).map((address) => plainOutcome(address, 'delivered'))
    case 'DeliveryDelay':
      return (event.deliveryDelay?.delayedRecipients ?? []).map((each) => plainOutcome(each.emailAddress, 'delayed'))
    case 'Reject':
    case 'Rendering Failure':
      return [plainOutcome(null, 'rejected')]
    default:
      return []
  }
}

const plainOutcome = (address: string | null, event: EventName): Outcome => ({
  address: address === null ? null : bareAddress(address),
  events: [event],
  bounce: null,
})

const HARMLESS_COMPLAINTS = ['not-spam', 'auth-failure']

function bounceOutcome(
  { bounce, mail }: Event,
  { emailAddress, action, status, diagnosticCode }: z.infer<typeof recipient>,
): Outcome {
  const subType = bounce?.bounceSubType ?? null
  // A report may hold one recipient that failed and another that is only delayed: each one's own status wins.
  const isDelayed = action === 'delayed' || status?.startsWith('4.') === true
  const isHard = bounce?.bounceType === 'Permanent' && !isDelayed
  // On a list of SES it is no bounce of the campaign, but the address is dead to us.
  const isTried = !isNotTried({ kind: isHard ? 'hard' : 'soft', subType })
  return {
    address: bareAddress(emailAddress),
    events: isTried ? ['bounced', isHard ? 'hardBounced' : 'softBounced'] : ['suppressed'],
    bounce: {
      kind: isHard ? 'hard' : 'soft',
      bounceType: bounce?.bounceType ?? '',
      subType,
      diagnostic: diagnosticCode?.slice(0, 1_000) ?? null,
      feedbackId: bounce?.feedbackId ?? mail.messageId,
    },
  }
}

function complaintOutcome({ complaint, mail }: Event, { emailAddress }: z.infer<typeof recipient>): Outcome {
  const type = complaint?.complaintFeedbackType ?? ''
  const isTried = !isNotTried({ kind: 'complaint', subType: complaint?.complaintSubType ?? null })
  const events: EventName[] = isTried ? ['complained'] : ['suppressed']
  return {
    address: bareAddress(emailAddress),
    events: HARMLESS_COMPLAINTS.includes(type) ? [] : events,
    bounce: {
      kind: 'complaint',
      bounceType: type,
      subType: complaint?.complaintSubType ?? null,
      diagnostic: null,
      feedbackId: complaint?.feedbackId ?? mail.messageId,
    },
  }
}

/** `Name <a@b>` comes back as such, in any case. */
function bareAddress(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase()
}
