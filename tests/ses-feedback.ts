// Mails that were sent, and what SES reports of them.
import { randomUUID } from 'node:crypto'
import { db } from '#app/platform/db/db.server.ts'
import type { SnsMessage } from '#app/platform/ses/sns.server.ts'
import { aCampaign, aMember, aTenant } from './factories.ts'

export type Sent = { tenantId: number; campaignId: number; memberId: bigint; email: string; messageId: string }

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
  const campaignId = row.campaignId ?? (await aCampaign(tenantId))
  const messageId = `message-${number}`
  await db().query(
    'INSERT INTO recipients (tenant_id, campaign_id, member_id, state, message_id, frozen_at, settled_at) VALUES ($1, $2, $3, $4, $5, now(), $6)',
    [tenantId, campaignId, memberId, row.state ?? 'sent', messageId, row.settledAt ?? new Date()],
  )
  return { tenantId, campaignId, memberId, email, messageId }
}

export const tagsOf = ({ tenantId, campaignId, memberId }: Sent) => ({
  tenant_id: [String(tenantId)],
  campaign_id: [String(campaignId)],
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
