// Publishing events whose time has come, and keeping the suppression list that they lead to.
import { demoTopicArn } from './account.ts'
import { isMailboxSimulator, type EventDetail } from './behaviour.ts'
import { eventPublishing, feedbackNotification } from './events.ts'
import type { MailEvent } from './planned-events.ts'
import type { SesParts } from './parts.ts'
import type { Form } from './sns-sender.ts'

const EVENTS_AT_ONCE = 100

/** Publishes up to a hundred events that are due. */
export function publishDue(parts: SesParts): void {
  const { sim, events } = parts
  const published = sim.store.transaction(() => {
    const due = events.takeDue(EVENTS_AT_ONCE)
    for (const event of due) {
      suppressAfter(parts, event)
      publish(parts, event)
    }
    return due
  })
  if (published.length > 0) parts.sns.wake()
  for (const { detail, mailId } of published) if (detail.kind === 'Delivery') parts.delivered(mailId)
}

function publish({ account, mails, sns, sim }: SesParts, event: MailEvent): void {
  const { form } = sns.settings
  const { configurationSet } = mails.get(event.mailId)
  const topic = configurationSet === null ? null : account.settings.configurationSets[configurationSet]?.topicArn
  if (topic && form !== 'notification') sns.publish(topic, event.id, 'event')
  const isFeedback = ['Bounce', 'Complaint', 'Delivery'].includes(event.detail.kind)
  if (isFeedback && form !== 'event') sns.publish(demoTopicArn(sim.settings.awsRegion), event.id, 'notification')
}

function suppressAfter({ account, recipients }: SesParts, { detail, happenedAt }: MailEvent): void {
  const reason = suppressionReason(detail)
  if (!reason || !('recipients' in detail) || !account.settings.suppressedReasons.includes(reason)) return
  for (const address of detail.recipients) {
    // The mailbox simulator's own addresses never get onto the list.
    if (!isMailboxSimulator(address)) recipients.suppress(address, reason, new Date(happenedAt))
  }
}

function suppressionReason(detail: EventDetail): 'BOUNCE' | 'COMPLAINT' | null {
  if (detail.kind === 'Bounce') {
    return detail.bounceType === 'Permanent' && !detail.bounceSubType.startsWith('On') ? 'BOUNCE' : null
  }
  const complained = detail.kind === 'Complaint' && detail.subType === null && detail.feedbackType !== 'not-spam'
  return complained ? 'COMPLAINT' : null
}

/** The JSON that tells of an event in this form. */
export function messageOf(
  parts: Pick<SesParts, 'events' | 'mails'> & { region: string },
  eventId: number,
  form: Form,
): string {
  const event = parts.events.get(eventId)
  const mail = parts.mails.get(event.mailId)
  const body =
    form === 'event' ? eventPublishing(mail, event, parts.region) : feedbackNotification(mail, event, parts.region)
  return JSON.stringify(body)
}
