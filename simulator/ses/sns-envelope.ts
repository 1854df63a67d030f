// The messages that SNS posts, signed as SNS signs them.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
import { sign, type KeyObject } from 'node:crypto'

export type SnsType = 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
export type SignatureVersion = '1' | '2'

export interface SnsContent {
  Type: SnsType
  MessageId: string
  Token?: string
  TopicArn: string
  Subject?: string
  Message: string
  SubscribeURL?: string
  Timestamp: string
}

export interface SnsEnvelope extends SnsContent {
  SignatureVersion: SignatureVersion
  Signature: string
  SigningCertURL: string
  UnsubscribeURL?: string
}

/** Which fields are signed, in byte order; a missing Subject is left out. */
const SIGNED: Record<SnsType, (keyof SnsContent)[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
}

function stringToSign(content: SnsContent): string {
  return SIGNED[content.Type]
    .filter((field) => content[field] !== undefined)
    .map((field) => `${field}\n${content[field]}\n`)
    .join('')
}

/** RSA over SHA-1 (version 1, what topics do by default) or SHA-256 (version 2); off the main thread. */
export function signature(content: SnsContent, version: SignatureVersion, key: KeyObject): Promise<string> {
  const algorithm = version === '1' ? 'sha1' : 'sha256'
  return new Promise((resolve, reject) => {
    sign(algorithm, Buffer.from(stringToSign(content)), key, (error, bytes) => {
      if (error) reject(error)
      else resolve(bytes.toString('base64'))
    })
  })
}

export function confirmation(
  kind: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  facts: {
    messageId: string
    topicArn: string
    subscriptionArn: string
    token: string
    timestamp: string
    origin: string
  },
): SnsContent {
  const { topicArn, token } = facts
  const subscribeUrl = `${facts.origin}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`
  const text =
    kind === 'SubscriptionConfirmation'
      ? `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
      : `You have chosen to deactivate subscription ${facts.subscriptionArn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`
  return {
    Type: kind,
    MessageId: facts.messageId,
    Token: token,
    TopicArn: topicArn,
    Message: text,
    SubscribeURL: subscribeUrl,
    Timestamp: facts.timestamp,
  }
}
