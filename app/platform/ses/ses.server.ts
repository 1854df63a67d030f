// Amazon SES: one message at a time, never tried twice by the SDK itself, since SES knows no idempotency token.
import {
  type Attachment,
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  NotFoundException,
  SendEmailCommand,
  type SendEmailCommandInput,
  SESv2Client,
} from '@aws-sdk/client-sesv2'
import { env } from '../env.server.ts'
import { formatAddress, oneLine, sesAddress } from '../text/mail-address.ts'
import { classifyFailure, type SendOutcome } from './ses-outcome.ts'

export type Email = {
  from: { name: string; address: string }
  replyTo: string | null
  to: string
  subject: string
  /** Null in an e-mail of text alone. */
  html: string | null
  text: string
  headers: { name: string; value: string }[]
  attachments?: EmailAttachment[]
  /** Come back with every event of the message; letters, digits, `_` and `-` only. */
  tags: Record<string, string>
}

export type EmailAttachment = {
  fileName: string
  contentType: string
  content: Uint8Array
  /** What the HTML calls it by (RFC 2392), for what stands in it; null for what is beside it. */
  contentId: string | null
}

export type SendEmail = (email: Email) => Promise<SendOutcome>

export type SendQuota = {
  /** Messages a second. */
  maxSendRate: number
  /** What may still be sent in these 24 hours; Infinity where the account has no limit. */
  remaining: number
  sendingEnabled: boolean
}

const CONNECT_MS = 5_000
const ANSWER_MS = 15_000
// SES closes idle connections; a request on one that is just closing would be lost without our knowing.
const IDLE_MS = 3_000
const QUOTA_MS = 60_000

let client: SESv2Client | undefined

/** This process's connections to SES. */
export const ses = (): SESv2Client => (client ??= openSes())

/** Opens this process's connections to SES; `answerMs` is how long an answer may take before the outcome is unknown. */
export function openSes(answerMs = ANSWER_MS): SESv2Client {
  const { AWS_REGION: region, SES_ENDPOINT: endpoint, SEND_CONCURRENCY: maxSockets } = env()
  const agent = { keepAlive: true, maxSockets, timeout: IDLE_MS }
  client = new SESv2Client({
    region,
    ...(endpoint && { endpoint }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: answerMs,
      // An answer that begins and falls silent; after the limit above, whose error says more.
      socketTimeout: answerMs + CONNECT_MS,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
  return client
}

/** What can not be spelt for SES goes as it is, and is refused. */
const spelt = (address: string) => sesAddress(address) ?? address

/** Without the address, as reasons are kept. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const NO_SES_ADDRESS =
  'Amazon SES takes only addresses with plain letters, digits and signs before the @ and a domain of the internet after it'

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' })

/** A message as SES takes it. */
export function emailRequest(email: Email): SendEmailCommandInput {
  const { html, attachments = [] } = email
  return {
    FromEmailAddress: formatAddress(email.from.name, spelt(email.from.address)),
    ...(email.replyTo && { ReplyToAddresses: [spelt(email.replyTo)] }),
    Destination: { ToAddresses: [spelt(email.to)] },
    Content: {
      Simple: {
        Subject: utf8(oneLine(email.subject)),
        Body: { Text: utf8(email.text), ...(html !== null && { Html: utf8(html) }) },
        Headers: email.headers.map(({ name, value }) => ({ Name: name, Value: value })),
        ...(attachments.length > 0 && { Attachments: attachments.map(sesAttachment) }),
      },
    },
    EmailTags: Object.entries(email.tags).map(([Name, Value]) => ({ Name, Value })),
    ConfigurationSetName: env().SES_CONFIGURATION_SET,
  }
}

const sesAttachment = ({ fileName, contentType, content, contentId }: EmailAttachment): Attachment => ({
  FileName: fileName,
  ContentType: contentType,
  RawContent: content,
  ContentTransferEncoding: 'BASE64',
  ...(contentId === null
    ? { ContentDisposition: 'ATTACHMENT' }
    : { ContentDisposition: 'INLINE', ContentId: contentId }),
})

/** Hands a message to SES once and says what became of it; never throws for what SES or the network did. */
export const sendEmail: SendEmail = async (email) => {
  if (!sesAddress(email.to)) return { kind: 'refused', reason: NO_SES_ADDRESS, name: 'BadRequestException' }
  const command = new SendEmailCommand(emailRequest(email))
  try {
    const { MessageId } = await ses().send(command)
    return MessageId ? { kind: 'sent', messageId: MessageId } : { kind: 'unknown', reason: 'no message id' }
  } catch (error) {
    return classifyFailure(error)
  }
}

let quota: { read: Promise<SendQuota>; at: number } | undefined

/** What the account may send; read at most once a minute, for SES allows one such call a second. */
export function sendQuota(): Promise<SendQuota> {
  if (!quota || Date.now() - quota.at > QUOTA_MS) {
    const read = readQuota()
    read.catch(() => (quota = undefined))
    quota = { read, at: Date.now() }
  }
  return quota.read
}

async function readQuota(): Promise<SendQuota> {
  const { SendQuota: limits, SendingEnabled } = await ses().send(new GetAccountCommand({}))
  const perDay = limits?.Max24HourSend ?? 0
  return {
    maxSendRate: limits?.MaxSendRate ?? 1,
    remaining: perDay < 0 ? Infinity : Math.max(0, perDay - (limits?.SentLast24Hours ?? 0)),
    sendingEnabled: SendingEnabled ?? true,
  }
}

/** Takes an address off the account's suppression list; one that is not on it is fine. */
export async function deleteSuppressedDestination(address: string): Promise<void> {
  try {
    await ses().send(new DeleteSuppressedDestinationCommand({ EmailAddress: spelt(address) }))
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error
  }
}

/**
 * Ends this process's connections to SES; the next call opens new ones.
 * @internal Between tests.
 */
export function closeSes(): void {
  client?.destroy()
  client = undefined
  quota = undefined
}
