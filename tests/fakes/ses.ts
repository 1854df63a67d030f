// SES as a test needs it: takes messages over HTTP, remembers them, and answers as it is told.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { env } from '#app/platform/env.server.ts'
import { closeSes } from '#app/platform/ses/ses.server.ts'
import { resetRate } from '#app/sending/rate.server.ts'

export type TakenMail = {
  to: string
  from: string
  subject: string
  /** Empty where there is none. */
  html: string
  text: string
  replyTo: string[]
  headers: Record<string, string>
  attachments: { FileName: string; ContentType: string; ContentId?: string; RawContent: string }[]
  tags: Record<string, string>
}

/** What becomes of a message; one that is dropped, answered 500 or not answered was taken. */
export type Behaviour = 'accept' | 'drop' | 'hang' | keyof typeof REFUSALS

const REFUSALS = {
  throttle: [429, 'TooManyRequestsException', 'Too many requests'],
  suspend: [400, 'AccountSuspendedException', 'The account is suspended'],
  refuse: [400, 'BadRequestException', 'Local part is not ASCII'],
  unverified: [
    400,
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region US-EAST-1: old@shop.example',
  ],
  fail: [500, 'InternalServiceErrorException', 'Oops'],
  quota: [400, 'ThrottlingException', 'Daily message quota exceeded.'],
} as const

const IDENTITY = '/v2/email/identities/'
const IDENTITIES = {
  verified: [200, '', { VerifiedForSendingStatus: true, VerificationStatus: 'SUCCESS' }],
  pending: [200, '', { VerifiedForSendingStatus: false, VerificationStatus: 'PENDING' }],
  absent: [404, 'NotFoundException', { message: 'Email identity does not exist.' }],
  throttle: [429, 'TooManyRequestsException', { message: 'Rate exceeded' }],
  denied: [403, 'AccessDeniedException', { message: 'not authorized to perform: ses:GetEmailIdentity' }],
  down: [503, 'ServiceUnavailable', { message: 'Service Unavailable' }],
} as const

type Named = { Name: string; Value: string }
const toRecord = (pairs: Named[] = []) => Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value]))

function readMail(body: string): TakenMail {
  const request = JSON.parse(body)
  const { Subject, Body, Headers, Attachments = [] } = request.Content.Simple
  return {
    to: request.Destination.ToAddresses[0],
    from: request.FromEmailAddress,
    subject: Subject.Data,
    html: Body.Html?.Data ?? '',
    text: Body.Text.Data,
    replyTo: request.ReplyToAddresses ?? [],
    headers: toRecord(Headers),
    attachments: Attachments,
    tags: toRecord(request.EmailTags),
  }
}

export type FakeSes = ReturnType<typeof createFakeSes>

/** Starts a SES on the loopback and makes the app send to it. */
export async function startFakeSes(): Promise<FakeSes> {
  const fake = createFakeSes()
  await fake.listen()
  return fake
}

/** A SES that is not reached before it listens. */
export function createFakeSes() {
  const fake = {
    /** Every message whose bytes came in whole, whatever was answered. */
    mails: [] as TakenMail[],
    behave: (_mail: TakenMail): Behaviour => 'accept',
    /** What SES knows of an identity: 'throttle' and 'down' are no answer, 'denied' is a key that may not ask. */
    identity: (_name: string): keyof typeof IDENTITIES => 'verified',
    /** Every identity that was asked about. */
    asked: [] as string[],
    quota: { Max24HourSend: -1, MaxSendRate: 1000, SentLast24Hours: 0 },
    to: (address: string) => fake.mails.filter((mail) => mail.to === address),
    reset: () => {
      fake.mails = []
      fake.behave = () => 'accept'
      fake.identity = () => 'verified'
      fake.asked = []
      closeSes()
      resetRate()
    },
    /** On the loopback, and makes the app send there. */
    listen: async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      env().SES_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    close: () => {
      closeSes()
      server.closeAllConnections()
      server.close()
    },
  }
  const answer = (response: ServerResponse, status: number, body: unknown, type = '') =>
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'x-amzn-ErrorType': type })
      .end(JSON.stringify(body))
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url === '/v2/email/account')
        return answer(response, 200, { SendQuota: fake.quota, SendingEnabled: true })
      if (request.url?.startsWith(IDENTITY)) {
        const name = decodeURIComponent(request.url.slice(IDENTITY.length))
        fake.asked.push(name)
        const [status, type, body] = IDENTITIES[fake.identity(name)]
        return answer(response, status, body, type)
      }
      const mail = readMail(Buffer.concat(chunks).toString())
      const behaviour = fake.behave(mail)
      fake.mails.push(mail)
      if (behaviour === 'hang') return
      if (behaviour === 'drop') return response.destroy()
      if (behaviour === 'accept') return answer(response, 200, { MessageId: `message-${fake.mails.length}` })
      const [status, type, message] = REFUSALS[behaviour]
      return answer(response, status, { message }, type)
    })
  })
  return fake
}
