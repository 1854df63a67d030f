// Mails that were sent, and what SES reports of them.
import { randomUUID } from 'node:crypto'
import type { SnsMessage } from '#app/platform/ses/sns.server.ts'
import { aMailing, aMember, aRecipient, aTenant } from './factories.ts'

export type Sent = {
  tenantId: number
  mailingId: number
  sendNo: number
  memberId: bigint
  email: string
  messageId: string
}

let next = 1
export const SENT_AT = new Date('2026-11-20T10:00:05.000Z')
export const notification = (event: unknown, messageId: string = randomUUID()): SnsMessage => ({
  type: 'Notification',
  messageId,
  topicArn: 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events',
  message: JSON.stringify(event),
  sentAt: SENT_AT,
  token: '',
})
export async function aSentMail(row: Partial<Sent> & { state?: string; settledAt?: Date } = {}): Promise<Sent> {
  const number = next++
  const tenantId = row.tenantId ?? (await aTenant())
  const email = row.email ?? `reader-${number}@example.com`
  const memberId = row.memberId ?? (await aMember(tenantId, { email }))
  const { mailingId = (await aMailing(tenantId)).mailingId, sendNo = 0 } = row
  const messageId = `message-${number}`
  await aRecipient({ tenantId, mailingId }, memberId, {
    send_no: sendNo,
    attempt: 1,
    state: row.state ?? 'sent',
    message_id: messageId,
    settled_at: row.settledAt ?? new Date(),
  })
  return { tenantId, mailingId, sendNo, memberId, email, messageId }
}

export const tagsOf = ({ tenantId, mailingId, sendNo, memberId }: Sent) => ({
  format: ['1'],
  tenant_id: [String(tenantId)],
  mailing_id: [String(mailingId)],
  send_no: [String(sendNo)],
  attempt: ['1'],
  member_id: [String(memberId)],
  'ses:configuration-set': ['glancito'],
})

export const aBounce = (sent: Sent, bounce: Record<string, unknown> = {}) => ({
  eventType: 'Bounce',
  mail: { messageId: sent.messageId, destination: [sent.email], tags: tagsOf(sent) },
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    feedbackId: `feedback-${sent.messageId}`,
    timestamp: '2026-11-20T10:00:00.000Z',
    bouncedRecipients: [
      { emailAddress: sent.email, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    ],
    ...bounce,
  },
})

export const aComplaint = (sent: Sent, complaintFeedbackType: string) => ({
  eventType: 'Complaint',
  mail: aBounce(sent).mail,
  complaint: {
    feedbackId: 'c',
    complaintFeedbackType,
    complainedRecipients: [{ emailAddress: sent.email }],
    timestamp: '2026-11-20T10:00:00.000Z',
  },
})

/** The form of an identity's notifications: it knows no tags. */
export const untagged = (event: ReturnType<typeof aBounce>) => {
  const { eventType, mail, ...rest } = event
  return { notificationType: eventType, mail: { messageId: mail.messageId, destination: mail.destination }, ...rest }
}
