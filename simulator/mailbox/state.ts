import type { MailEvent } from '../ses/planned-events.ts'

export interface MailState {
  label: string
  tone: 'good' | 'bad' | 'warn' | 'plain'
}

/** What became of a mail, in two words: the worst that its events tell. */
export function mailState(events: MailEvent[]): MailState {
  const details = events.map(({ detail }) => detail)
  if (details.some(({ kind }) => kind === 'Complaint')) return { label: 'Marked as spam', tone: 'bad' }
  const bounces = details.filter((detail) => detail.kind === 'Bounce')
  if (bounces.some(({ bounceType }) => bounceType === 'Permanent')) return { label: 'Hard bounce', tone: 'bad' }
  if (details.some(({ kind }) => kind === 'Reject')) return { label: 'Rejected', tone: 'bad' }
  if (details.some(({ kind }) => kind === 'Rendering Failure')) return { label: 'Not rendered', tone: 'bad' }
  const delivered = details.some(({ kind }) => kind === 'Delivery')
  if (bounces.length > 0)
    return delivered ? { label: 'Auto-reply', tone: 'warn' } : { label: 'Soft bounce', tone: 'warn' }
  if (delivered) return { label: 'Delivered', tone: 'good' }
  return details.some(({ kind }) => kind === 'DeliveryDelay')
    ? { label: 'Delayed', tone: 'warn' }
    : { label: 'Sent', tone: 'plain' }
}

/** The line below an event's name. */
export function eventNote({ detail }: MailEvent): string {
  switch (detail.kind) {
    case 'Send':
      return 'SES accepted it'
    case 'Delivery':
      return detail.recipients.join(', ')
    case 'Bounce':
      return `${detail.bounceType}, ${detail.bounceSubType}: ${detail.recipients.join(', ')}`
    case 'Complaint':
      return [detail.feedbackType ?? 'no report', detail.subType].filter(Boolean).join(', ')
    case 'DeliveryDelay':
      return detail.delayType
    case 'Reject':
      return detail.reason
    case 'Rendering Failure':
      return detail.message
  }
}
