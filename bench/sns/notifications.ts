// Notifications as SNS posts them about mail of ours: each about a receipt of its own, signed, under an id whose first digit
// says what it tells.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { EventDetail } from '#simulator/ses/behaviour.ts'
import type { SigningCertificate } from '#simulator/ses/certificate.ts'
import { eventPublishing } from '#simulator/ses/events.ts'
import { type SignatureVersion, signature, type SnsContent } from '#simulator/ses/sns-envelope.ts'

const REGION = 'us-east-1'
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:bench'
export const SHOPS = 5
export const MAILINGS = 10
const AT_ONCE = 200

/** What they tell, of a thousand, as of a sender with whom SES is content; `digit` is that of their ids. */
const KINDS = [
  {
    digit: '1',
    share: 939,
    of: (to: string): EventDetail => ({ kind: 'Delivery', recipients: [to], processingMs: 900 }),
  },
  {
    digit: '2',
    share: 40,
    of: (to: string): EventDetail => ({ kind: 'DeliveryDelay', recipients: [to], delayType: 'General' }),
  },
  { digit: '3', share: 10, of: (to: string) => bounce(to, 'Transient', 'MailboxFull') },
  { digit: '4', share: 10, of: (to: string) => bounce(to, 'Permanent', 'General') },
  {
    digit: '5',
    share: 1,
    of: (to: string): EventDetail => ({ kind: 'Complaint', recipients: [to], feedbackType: 'abuse', subType: null }),
  },
] as const

const bounce = (to: string, bounceType: string, bounceSubType: string): EventDetail => ({
  kind: 'Bounce',
  recipients: [to],
  bounceType,
  bounceSubType,
})

function kindOf(number: number): (typeof KINDS)[number] {
  let place = (number * 377) % 1_000
  for (const kind of KINDS) {
    if (place < kind.share) return kind
    place -= kind.share
  }
  return KINDS[0]
}

/** Four of five are of one mailing, for a new one is what everybody gets at once; mailings go by shop. */
export function receiptOf(number: number) {
  const mailingId = number % 5 === 0 ? 2 + ((number / 5) % (MAILINGS - 1)) : 1
  return { tenantId: 1 + (mailingId % SHOPS), mailingId, memberId: String(7_000_000_000_000 + number) }
}

export const emailOf = (number: number) => `sarah${number}@example.com`

/** What a number has in an id: the same each time, and in no order. */
const hashOf = (number: number) => createHash('sha256').update(String(number)).digest('hex')

function contentOf(number: number, at: Date): SnsContent {
  const kind = kindOf(number)
  const to = { ...receiptOf(number), sendNo: 0, attempt: 1, email: emailOf(number) }
  const hash = hashOf(number)
  const acceptedAt = new Date(at.getTime() - 5_000).toISOString()
  const mail = {
    messageId: `0100${hash.slice(0, 12)}-${hash.slice(12, 20)}-92e1-4b71-8ad4-${hash.slice(20, 32)}-000000`,
    acceptedAt,
    from: '"The bench" <news@bench.example>',
    to: [to.email],
    cc: [],
    bcc: [],
    replyTo: ['help@bench.example'],
    subject: 'Up to 30 % off, from today',
    headers: [
      {
        name: 'List-Unsubscribe',
        value: `<https://app.example/api/v1/unsubscribe/${hash}${hash}${hash.slice(0, 30)}>`,
      },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ],
    attachments: [],
    tags: {
      format: '1',
      tenant_id: String(to.tenantId),
      mailing_id: String(to.mailingId),
      send_no: '0',
      attempt: '1',
      member_id: to.memberId,
      purpose: 'marketing',
    },
    configurationSet: 'bench',
    operation: 'SendEmail' as const,
    renderingFailure: null,
  }
  const happenedAt = new Date(at.getTime() - 3_000).toISOString()
  const event = eventPublishing(mail, { id: number, happenedAt, detail: kind.of(to.email) }, REGION)
  return {
    Type: 'Notification',
    MessageId: `${kind.digit}${hash.slice(1, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
    TopicArn: TOPIC,
    Subject: 'Amazon SES Email Event Notification',
    Message: JSON.stringify(event),
    Timestamp: at.toISOString(),
  }
}

export type Signing = { version: SignatureVersion; certificate: SigningCertificate; at: Date }

async function bodyOf(number: number, { version, certificate, at }: Signing): Promise<string> {
  const content = contentOf(number, at)
  return JSON.stringify({
    ...content,
    SignatureVersion: version,
    Signature: await signature(content, version, certificate.privateKey),
    SigningCertURL: `https://sns.${REGION}.amazonaws.com${certificate.path}`,
    UnsubscribeURL: `https://sns.${REGION}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${TOPIC}:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55`,
  })
}

/** Writes so many of them into a file, one a line; returns how long one is. */
export async function writeNotifications(file: string, count: number, signing: Signing): Promise<number> {
  const out = createWriteStream(file)
  let bytes = 0
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => bodyOf(from + index, signing))
    const lines = `${(await Promise.all(some)).join('\n')}\n`
    bytes += Buffer.byteLength(lines)
    if (!out.write(lines)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return Math.round(bytes / count)
}
