// The JSON of SES events, in both forms that SES has.
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html, notification-contents.html
import { parseAddress } from './address.ts'
import type { EventDetail } from './behaviour.ts'
import { feedbackId } from './message-id.ts'
import { allRecipients, type OutgoingMail } from './shapes.ts'

export const ACCOUNT_ID = '123456789012'
const SOURCE_IP = '192.0.2.10'
const OUTGOING_IP = '192.0.2.25'
const REPORTING_MTA = 'a8-25.smtp-out.amazonses.com'
const CALLER = 'ses_simulator'

export type MailFacts = Omit<OutgoingMail, 'html' | 'text'> & { messageId: string; acceptedAt: string }

export interface HappenedEvent {
  /** Tells one event of a message from another; the feedback id is made from it. */
  id: number
  happenedAt: string
  detail: EventDetail
}

type Json = Record<string, unknown>

/** The form of a configuration set's event destination: every kind, with the message's tags. */
export function eventPublishing(mail: MailFacts, event: HappenedEvent, region: string): Json {
  const { kind } = event.detail
  const brief = kind === 'DeliveryDelay' || kind === 'Rendering Failure'
  const headers = brief ? {} : headerFields(mail)
  return {
    eventType: kind,
    mail: { ...mailFields(mail, region), ...headers, tags: tagFields(mail, kind) },
    ...detailField(event),
  }
}

/** The form of an identity's feedback notification: bounce, complaint and delivery only, and no tags. */
export function feedbackNotification(mail: MailFacts, event: HappenedEvent, region: string): Json | null {
  const { kind } = event.detail
  if (kind !== 'Bounce' && kind !== 'Complaint' && kind !== 'Delivery') return null
  const sender = { sourceIp: SOURCE_IP, callerIdentity: CALLER }
  return {
    notificationType: kind,
    mail: { ...mailFields(mail, region), ...sender, ...headerFields(mail) },
    ...detailField(event),
  }
}

function mailFields(mail: MailFacts, region: string): Json {
  return {
    timestamp: mail.acceptedAt,
    source: mail.from,
    sourceArn: `arn:aws:ses:${region}:${ACCOUNT_ID}:identity/${domainOf(mail.from)}`,
    sendingAccountId: ACCOUNT_ID,
    messageId: mail.messageId,
    destination: allRecipients(mail),
    headersTruncated: false,
  }
}

function headerFields(mail: MailFacts): Json {
  const lists = { To: mail.to, Cc: mail.cc, 'Reply-To': mail.replyTo }
  const addressed = Object.entries(lists).filter(([, list]) => list.length > 0)
  return {
    headers: [
      { name: 'From', value: mail.from },
      ...addressed.map(([name, list]) => ({ name, value: list.join(', ') })),
      { name: 'Subject', value: mail.subject },
      { name: 'MIME-Version', value: '1.0' },
      { name: 'Content-Type', value: `multipart/alternative; boundary="----=_Part_${mail.messageId.slice(0, 16)}"` },
      ...mail.headers,
    ],
    commonHeaders: {
      from: [mail.from],
      to: mail.to,
      ...(mail.cc.length > 0 && { cc: mail.cc }),
      messageId: mail.messageId,
      subject: mail.subject,
    },
  }
}

function tagFields(mail: MailFacts, kind: EventDetail['kind']): Json {
  const own = Object.entries(mail.tags).map(([name, value]) => [name, [value]])
  return {
    'ses:operation': [mail.operation],
    'ses:configuration-set': [mail.configurationSet],
    'ses:source-ip': [SOURCE_IP],
    'ses:from-domain': [domainOf(mail.from)],
    'ses:caller-identity': [CALLER],
    ...(kind === 'Delivery' && { 'ses:outgoing-ip': [OUTGOING_IP] }),
    ...Object.fromEntries(own),
  }
}

function detailField(event: HappenedEvent): Json {
  const { detail } = event
  switch (detail.kind) {
    case 'Send':
      return { send: {} }
    case 'Delivery':
      return { delivery: delivery(event, detail) }
    case 'Bounce':
      return { bounce: bounce(event, detail) }
    case 'Complaint':
      return { complaint: complaint(event, detail) }
    case 'DeliveryDelay':
      return { deliveryDelay: deliveryDelay(event, detail) }
    case 'Reject':
      return { reject: { reason: detail.reason } }
    case 'Rendering Failure':
      return { failure: { errorMessage: detail.message, templateName: 'inline' } }
  }
}

type Of<Kind extends EventDetail['kind']> = Extract<EventDetail, { kind: Kind }>

function delivery({ happenedAt }: HappenedEvent, detail: Of<'Delivery'>): Json {
  return {
    timestamp: happenedAt,
    processingTimeMillis: detail.processingMs,
    recipients: detail.recipients,
    smtpResponse: '250 2.0.0 OK: queued by the simulator',
    reportingMTA: REPORTING_MTA,
  }
}

function bounce({ id, happenedAt }: HappenedEvent, detail: Of<'Bounce'>): Json {
  const { bounceType, bounceSubType } = detail
  return {
    bounceType,
    bounceSubType,
    bouncedRecipients: detail.recipients.map((emailAddress) => ({
      emailAddress,
      ...diagnosis(bounceType, bounceSubType),
    })),
    timestamp: happenedAt,
    feedbackId: feedbackId(happenedAt, id),
    reportingMTA: `dns; ${REPORTING_MTA}`,
  }
}

function diagnosis(type: string, subType: string): Json {
  if (type === 'Undetermined') return {}
  if (subType.startsWith('On') || subType === 'Suppressed') {
    const list = subType === 'Suppressed' ? 'the suppression list' : 'the suppression list for your account'
    return {
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: `Amazon SES did not send the message to this address because it is on ${list}.`,
    }
  }
  if (type === 'Permanent') return { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }
  // An automatic answer carries no status of a delivery.
  if (subType === 'General') return {}
  return {
    action: 'failed',
    status: TRANSIENT_STATUS[subType] ?? '4.0.0',
    diagnosticCode: `smtp; 452 ${TRANSIENT_STATUS[subType] ?? '4.0.0'} ${subType}`,
  }
}

const TRANSIENT_STATUS: Record<string, string> = {
  MailboxFull: '4.2.2',
  MessageTooLarge: '5.3.4',
  ContentRejected: '5.6.0',
  AttachmentRejected: '5.6.1',
}

function complaint({ id, happenedAt }: HappenedEvent, detail: Of<'Complaint'>): Json {
  const report = detail.feedbackType && {
    userAgent: 'Simulated feedback loop (1.0)',
    complaintFeedbackType: detail.feedbackType,
    arrivalDate: happenedAt,
  }
  return {
    complainedRecipients: detail.recipients.map((emailAddress) => ({ emailAddress })),
    timestamp: happenedAt,
    feedbackId: feedbackId(happenedAt, id),
    complaintSubType: detail.subType,
    ...report,
  }
}

function deliveryDelay({ happenedAt }: HappenedEvent, detail: Of<'DeliveryDelay'>): Json {
  const expires = new Date(new Date(happenedAt).getTime() + 14 * 3600_000)
  const diagnosticCode = 'smtp; 421 4.4.1 Unable to connect to remote host'
  return {
    timestamp: happenedAt,
    delayType: detail.delayType,
    expirationTime: expires.toISOString(),
    delayedRecipients: detail.recipients.map((emailAddress) => ({ emailAddress, status: '4.4.1', diagnosticCode })),
  }
}

function domainOf(address: string): string {
  const parsed = parseAddress(address)
  return typeof parsed === 'string' ? '' : parsed.domain
}
