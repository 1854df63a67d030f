// What SES tells about a message, in both of its forms: the event publishing of a configuration set (with our tags) and
// the feedback notifications of an identity (without). Shapes: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
import { isBigint } from '#app/platform/text/bounds.ts'
import { parseJson } from '#app/platform/text/json.ts'
import { isSameAddress } from '#app/platform/text/mail-address.ts'
import { readMoment } from '#app/platform/text/moment.ts'
import { clean } from '#app/platform/text/tidy.ts'
import { isHarmless } from '#app/members/bounces/complaints.ts'
import { isNotTried } from '#app/members/bounces/not-tried.ts'
import { idParam } from '#app/ui/params.ts'
import type { EventName } from '#app/tracking/events.ts'
import type { Recipient } from '#app/tracking/links.server.ts'
import { type BounceCause, bounceCause } from '#app/tracking/provider/bounce-cause.ts'

type BounceFact = {
  kind: 'hard' | 'soft' | 'complaint'
  bounceType: string
  subType: string | null
  diagnostic: string | null
  /** Why the mail came back; null where it did not, or was never tried. */
  cause: BounceCause | null
  /** Null when SES does not tell it. */
  feedbackId: string | null
}

/** What one recipient of the message met. */
export type FeedbackOutcome = {
  /** Null when the event names nobody: then only tags or the message's id tell whom it is about. */
  address: string | null
  events: EventName[]
  bounce: BounceFact | null
}

export type Feedback = {
  kind: string
  /** Null when the event does not tell it. */
  messageId: string | null
  tags: Recipient | null
  /** Where the mail was sent to: one that was forwarded has its outcome at another address. */
  sentTo: string[]
  at: Date | null
  outcomes: FeedbackOutcome[]
}

type Told = { emailAddress: string | null; action: string | null; status: string | null; diagnosticCode: string | null }
type Fields = Record<string, unknown>
type Event = {
  fields: Fields
  tags: Fields | null
  bounce: Fields | null
  complaint: Fields | null
  delivery: Fields | null
  deliveryDelay: Fields | null
}

const LONGEST_WORD = 300
const LONGEST_TEXT = 1_000
const NOT_TOLD: Told = { emailAddress: null, action: null, status: null, diagnosticCode: null }

// Whatever may be missing, misspelt or of another type in an event reads as "not told": the event itself is never dropped. In plain
// code: a schema that refuses nothing takes three times as long, nearly as long as the signature.
const textOf = (given: unknown, longest: number) =>
  typeof given === 'string' && given !== '' ? clean(given).slice(0, longest) : null
const wordOf = (given: unknown) => textOf(given, LONGEST_WORD)
const listOf = (given: unknown): unknown[] => (Array.isArray(given) ? given : [])
const isFields = (given: unknown): given is Fields =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
const fieldsOf = (given: unknown) => (isFields(given) ? given : null)
const addressesOf = (given: unknown) =>
  listOf(given).flatMap((each) => {
    const address = textOf(each, LONGEST_TEXT)
    return address === null ? [] : [bareAddress(address)]
  })

function toldOf(given: unknown): Told {
  if (typeof given === 'string') return { ...NOT_TOLD, emailAddress: textOf(given, LONGEST_TEXT) }
  if (!isFields(given)) return NOT_TOLD
  return {
    emailAddress: textOf(given['emailAddress'], LONGEST_TEXT),
    action: wordOf(given['action']),
    status: wordOf(given['status']),
    diagnosticCode: textOf(given['diagnosticCode'], LONGEST_TEXT),
  }
}

/** The part of an event that tells its kind where its name is missing. */
const PARTS = {
  bounce: 'Bounce',
  complaint: 'Complaint',
  delivery: 'Delivery',
  deliveryDelay: 'DeliveryDelay',
  reject: 'Reject',
  failure: 'Rendering Failure',
} as const

/** What the tag `purpose` says of mail that is not a mailing's. */
const SYSTEM_MAILS = new Set(['test', 'reply'])

/** Reads an SES event; null when it is none, or one of a system mail (a test, a reply handed on), which counts nowhere. Kinds that say nothing about delivery have no outcomes, unknown ones too. */
export function readFeedback(message: string): Feedback | null {
  const fields = fieldsOf(parseJson(message))
  const mail = fieldsOf(fields?.['mail'])
  if (!fields || !mail) return null
  const part = (name: string) => fieldsOf(fields[name])
  const event: Event = {
    fields,
    tags: fieldsOf(mail['tags']),
    bounce: part('bounce'),
    complaint: part('complaint'),
    delivery: part('delivery'),
    deliveryDelay: part('deliveryDelay'),
  }
  const kind = wordOf(fields['eventType']) ?? wordOf(fields['notificationType']) ?? kindByPart(event)
  if (!kind || SYSTEM_MAILS.has(tagValue(event.tags?.['purpose']) ?? '')) return null
  const { bounce, complaint, delivery, deliveryDelay } = event
  const destination = addressesOf(mail['destination'])
  return {
    kind,
    messageId: wordOf(mail['messageId']),
    tags: readTags(event.tags),
    sentTo: destination.length > 0 ? destination : addressesOf(fieldsOf(mail['commonHeaders'])?.['to']),
    at: readMoment(wordOf((bounce ?? complaint ?? delivery ?? deliveryDelay)?.['timestamp'])),
    outcomes: outcomesOf(kind, event),
  }
}

/**
 * What became of the mail itself when it went to one of `addresses`: a report may also hold the addresses that it was
 * forwarded to, in any order. The mail's own decides; where the report names none of its own, all of them do. The hardest
 * wins, and of equal ones the first by its letters, so that the order says nothing.
 */
export function ownOutcome(outcomes: FeedbackOutcome[], addresses: string[]): FeedbackOutcome | null {
  const own = outcomes.filter(
    ({ address }) => address !== null && addresses.some((each) => isSameAddress(each, address)),
  )
  const [first = null] = (own.length > 0 ? own : outcomes).toSorted(
    (one, other) => hardness(other) - hardness(one) || compare(one.address ?? '', other.address ?? ''),
  )
  return first
}

const hardness = ({ bounce }: FeedbackOutcome) => (bounce?.kind === 'hard' ? 1 : 0)
const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other))

function kindByPart({ fields }: Event): string | null {
  const part = (Object.keys(PARTS) as (keyof typeof PARTS)[]).find((name) => isFields(fields[name]))
  return part ? PARTS[part] : null
}

/**
 * Mail from before there were mailings has a tag campaign_id, of the same number, and one receipt a member. Ids that are too
 * large are nobody's: the database would refuse them each time SNS tries again.
 */
function readTags(tags: Event['tags']): Recipient | null {
  const told = (name: string) => tagValue(tags?.[name]) ?? ''
  const isFirstFormat = told('format') === ''
  const tenantId = idParam(told('tenant_id'))
  const mailingId = idParam(told(isFirstFormat ? 'campaign_id' : 'mailing_id'))
  const sendNo = isFirstFormat ? 0 : smallNumber(told('send_no'))
  const attempt = isFirstFormat ? 0 : smallNumber(told('attempt'))
  const memberId = told('member_id')
  if (!tenantId || !mailingId || sendNo === null || attempt === null || !isBigint(memberId)) return null
  return { tenantId, mailingId, sendNo, attempt, memberId: String(BigInt(memberId)) }
}

/** A smallint that is not negative, or null. */
const smallNumber = (text: string) => (/^\d{1,5}$/.test(text) && Number(text) <= 32_767 ? Number(text) : null)

/** A tag's value, which SES puts into a list. */
function tagValue(tag: unknown): string | null {
  const value: unknown = Array.isArray(tag) ? tag[0] : tag
  return typeof value === 'string' ? value : null
}

function outcomesOf(kind: string, event: Event): FeedbackOutcome[] {
  switch (kind) {
    case 'Bounce':
      return someone(event.bounce?.['bouncedRecipients']).map((each, _, all) => bounceOutcome(event, each, all))
    case 'Complaint':
      return someone(event.complaint?.['complainedRecipients']).map((each) => complaintOutcome(event, each))
    case 'Delivery':
      return someone(event.delivery?.['recipients']).map((each) => plainOutcome(each.emailAddress, 'delivered'))
    case 'DeliveryDelay':
      return someone(event.deliveryDelay?.['delayedRecipients']).map((each) =>
        plainOutcome(each.emailAddress, 'delayed'),
      )
    case 'Reject':
    case 'Rendering Failure':
      return [plainOutcome(null, 'rejected')]
    default:
      return []
  }
}

/** A report that names nobody is about somebody all the same. */
function someone(given: unknown): Told[] {
  const told = listOf(given).map(toldOf)
  return told.length > 0 ? told : [NOT_TOLD]
}

const plainOutcome = (address: string | null, event: EventName): FeedbackOutcome => ({
  address: address === null ? null : bareAddress(address),
  events: [event],
  bounce: null,
})

function bounceOutcome({ bounce }: Event, told: Told, all: Told[]): FeedbackOutcome {
  const subType = wordOf(bounce?.['bounceSubType'])
  const type = wordOf(bounce?.['bounceType'])
  const isHard = isHardBounce(type, told, all)
  // On a list of SES it is no bounce of the campaign, but the address is dead to us.
  const isTried = !isNotTried({ kind: isHard ? 'hard' : 'soft', subType })
  return {
    address: told.emailAddress === null ? null : bareAddress(told.emailAddress),
    events: isTried ? ['bounced', isHard ? 'hardBounced' : 'softBounced'] : ['suppressed'],
    bounce: {
      kind: isHard ? 'hard' : 'soft',
      bounceType: type ?? (isHard ? 'Permanent' : 'Undetermined'),
      subType,
      diagnostic: told.diagnosticCode,
      cause: isTried ? bounceCause({ subType, status: told.status, diagnostic: told.diagnosticCode }) : null,
      feedbackId: wordOf(bounce?.['feedbackId']),
    },
  }
}

/**
 * A report may hold one recipient that failed and another that is only delayed: each one's own status wins over the type,
 * which is but one for all (RFC 3463: 4.x.x may pass, 5.1.x says that there is no such address). Of one recipient SES knows
 * more than the status says: a full mailbox is 5.2.2, and Transient to it.
 */
function isHardBounce(bounceType: string | null, { action, status }: Told, all: Told[]): boolean {
  if (action === 'delayed' || status?.startsWith('4.')) return false
  if (bounceType === null) return status?.startsWith('5.') === true
  return bounceType === 'Permanent' || (all.length > 1 && status?.startsWith('5.1.') === true)
}

function complaintOutcome({ complaint }: Event, { emailAddress }: Told): FeedbackOutcome {
  const type = wordOf(complaint?.['complaintFeedbackType']) ?? ''
  const subType = wordOf(complaint?.['complaintSubType'])
  const isTried = !isNotTried({ kind: 'complaint', subType })
  const events: EventName[] = isTried ? ['complained'] : ['suppressed']
  return {
    address: emailAddress === null ? null : bareAddress(emailAddress),
    events: isHarmless(type) ? [] : events,
    bounce: {
      kind: 'complaint',
      bounceType: type,
      subType,
      diagnostic: null,
      cause: null,
      feedbackId: wordOf(complaint?.['feedbackId']),
    },
  }
}

/** `Name <a@b>` comes back as such, in any case. */
function bareAddress(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase()
}
