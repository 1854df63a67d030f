// One delivery of SNS: the envelope, its signature, the POST.
import type { SigningCertificate } from './certificate.ts'
import type { Delivery } from './deliveries.ts'
import { createPoster } from './post.ts'
import { confirmation, signature, type SnsContent, type SnsEnvelope } from './sns-envelope.ts'
import type { SnsSettings } from './sns-settings.ts'
import type { Subscription } from './subscriptions.ts'

export type Form = 'event' | 'notification'

export interface SenderParts {
  /** `https://sns.<region>.amazonaws.com`: the host that AWS would sign for. */
  origin: string
  settings: SnsSettings
  certificate(): Promise<SigningCertificate>
  /** The JSON that a notification of this event carries. */
  message(eventId: number, form: Form): string
}

export interface Sender {
  /** The subscriber's answer; 0 when it could not be reached in time. */
  send(delivery: Delivery, subscription: Subscription): Promise<number>
  close(): void
}

const TIMEOUT_MS = 15_000

export function createSender(parts: SenderParts): Sender {
  const poster = createPoster(TIMEOUT_MS)
  return {
    async send(delivery, subscription) {
      const body = JSON.stringify(await envelope(parts, delivery, subscription), null, 2)
      return poster.post(subscription.endpoint, headers(delivery, subscription), body).catch(() => 0)
    },
    close: () => poster.close(),
  }
}

async function envelope(parts: SenderParts, delivery: Delivery, subscription: Subscription): Promise<SnsEnvelope> {
  const content = contentOf(parts, delivery, subscription)
  const { privateKey, path } = await parts.certificate()
  const { signatureVersion } = parts.settings
  const unsubscribe = `${parts.origin}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`
  return {
    ...content,
    SignatureVersion: signatureVersion,
    Signature: await signature(content, signatureVersion, privateKey),
    SigningCertURL: `${parts.origin}${path}`,
    ...(content.Type === 'Notification' && { UnsubscribeURL: unsubscribe }),
  }
}

function contentOf(parts: SenderParts, delivery: Delivery, subscription: Subscription): SnsContent {
  const { type, event_id: eventId, form, message_id: messageId, created_at: timestamp } = delivery
  const { topic_arn: topicArn, arn: subscriptionArn, token } = subscription
  if (type !== 'Notification') {
    return confirmation(type, { messageId, topicArn, subscriptionArn, token, timestamp, origin: parts.origin })
  }
  if (eventId === null) throw new Error('a notification without an event')
  return {
    Type: type,
    MessageId: messageId,
    TopicArn: topicArn,
    ...(form === 'event' && { Subject: 'Amazon SES Email Event Notification' }),
    Message: parts.message(eventId, form),
    Timestamp: timestamp,
  }
}

function headers(delivery: Delivery, subscription: Subscription): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': delivery.type,
    'x-amz-sns-message-id': delivery.message_id,
    'x-amz-sns-topic-arn': subscription.topic_arn,
    ...(delivery.type !== 'SubscriptionConfirmation' && { 'x-amz-sns-subscription-arn': subscription.arn }),
  }
}
