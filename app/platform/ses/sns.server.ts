// SNS messages: which of them are truly from a topic of ours. Every AWS customer can make a valid signature, so the topic
// must be on the list; and each field is compared exactly, for one that holds line breaks can pose as several.
import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { clock } from '../clock.server.ts'
import { env } from '../env.server.ts'
import { parseJson } from '../text/json.ts'
import { signingNames, snsHost } from '../sns-hosts.ts'
import { outsideFetch } from '../outbound-fetch.server.ts'

export type SnsMessage = {
  type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
  messageId: string
  topicArn: string
  message: string
  /** When SNS sent it. */
  sentAt: Date
  /** Of confirmations only. */
  token: string
}
export type SnsRefusal = { refused: 'malformed' | 'unknown-topic' | 'stale' | 'bad-certificate' | 'bad-signature' }

/** AWS could not be asked now: the sender should try again. */
export class SnsUnavailable extends Error {}

const OLDEST_MS = 2 * 3_600_000
const FUTURE_MS = 5 * 60_000
const TIMEOUT_MS = 5_000
const CERTIFICATES_KEPT = 20

const plain = z.string().regex(/^[^\p{Cc}]*$/u)
const signed = {
  MessageId: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  TopicArn: plain,
  Message: z.string(),
  Timestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/),
  SigningCertURL: plain,
}
const confirmation = { ...signed, Token: plain.min(1), SubscribeURL: plain }
const envelope = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('Notification'), Subject: plain.nullish(), ...signed }),
  z.object({ Type: z.literal('SubscriptionConfirmation'), ...confirmation }),
  z.object({ Type: z.literal('UnsubscribeConfirmation'), ...confirmation }),
])
type Envelope = z.infer<typeof envelope>

/**
 * Verifies a message as it was posted.
 * @throws SnsUnavailable when the signing certificate can not be fetched.
 */
export async function verifySns(body: string, fetchCertificate = fetchFromSns): Promise<SnsMessage | SnsRefusal> {
  const parsed = envelope.safeParse(parseJson(body))
  if (!parsed.success) return { refused: 'malformed' }
  const message = parsed.data
  if (!env().SNS_TOPIC_ARNS.includes(message.TopicArn)) return { refused: 'unknown-topic' }
  const age = clock.now().getTime() - Date.parse(message.Timestamp)
  // Written so that a timestamp which is no date fails too.
  if (!(age < OLDEST_MS && age > -FUTURE_MS)) return { refused: 'stale' }
  const key = await signingKey(message.SigningCertURL, fetchCertificate)
  if (!key) return { refused: 'bad-certificate' }
  const algorithm = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256'
  const isValid = verify(algorithm, Buffer.from(stringToSign(message)), key, Buffer.from(message.Signature, 'base64'))
  if (!isValid) return { refused: 'bad-signature' }
  return {
    type: message.Type,
    messageId: message.MessageId,
    topicArn: message.TopicArn,
    message: message.Message,
    sentAt: new Date(message.Timestamp),
    token: message.Type === 'Notification' ? '' : message.Token,
  }
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html: these fields, in byte order. */
function stringToSign(message: Envelope): string {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message
  const fields =
    message.Type === 'Notification'
      ? { Message, MessageId, Subject: message.Subject, Timestamp, TopicArn, Type }
      : { Message, MessageId, SubscribeURL: message.SubscribeURL, Timestamp, Token: message.Token, TopicArn, Type }
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('')
}

type SigningKey = { key: KeyObject; from: Date; until: Date }

const certificates = new Map<string, SigningKey>()

async function signingKey(url: string, fetchCertificate: typeof fetchFromSns): Promise<KeyObject | null> {
  const known = certificates.get(url) ?? (await fetchKey(url, fetchCertificate))
  if (!known) return null
  const now = clock.now()
  return now >= known.from && now <= known.until ? known.key : null
}

async function fetchKey(url: string, fetchCertificate: typeof fetchFromSns): Promise<SigningKey | null> {
  const host = snsHost(env().AWS_REGION).replaceAll('.', '\\.')
  if (!new RegExp(`^https://${host}/SimpleNotificationService-[0-9a-f]{1,64}\\.pem$`).test(url)) return null
  const key = keyOf(await fetchCertificate(url))
  if (!key) return null
  if (certificates.size >= CERTIFICATES_KEPT) certificates.clear()
  certificates.set(url, key)
  return key
}

/** The certificate came over TLS from AWS's own host; its name says that it is the one for signing messages. */
function keyOf(pem: string): SigningKey | null {
  const names = signingNames(env().AWS_REGION)
  try {
    const { subject, publicKey: key, validFromDate: from, validToDate: until } = new X509Certificate(pem)
    const isNamed = subject.split('\n').some((line) => names.some((name) => line === `CN=${name}`))
    return isNamed && key.asymmetricKeyType === 'rsa' ? { key, from, until } : null
  } catch {
    return null
  }
}

/** Empty where SNS has no such certificate: its name was made up, and a message is no truer when it comes again. */
async function fetchFromSns(url: string): Promise<string> {
  return (await askSns(url, [403, 404])).text()
}

/**
 * Confirms the subscription of a topic, which verifySns has found on the list, by a call of our own: the SubscribeURL in
 * the message is never visited.
 * @throws SnsUnavailable when SNS does not confirm.
 */
export async function confirmSubscription({ topicArn, token }: SnsMessage): Promise<void> {
  const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: topicArn, Token: token })
  await askSns(`https://${snsHost(env().AWS_REGION)}/?${query}`)
}

/** `refusals` are answers for good, to be taken as an empty one. */
async function askSns(url: string, refusals: number[] = []): Promise<Response> {
  try {
    const response = await outsideFetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (response.ok) return response
    if (refusals.includes(response.status)) return new Response('')
    throw new Error(`SNS answered ${response.status}`)
  } catch (cause) {
    throw new SnsUnavailable('SNS could not be asked', { cause })
  }
}
