import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { env } from '../env.server.ts'
import { formatAddress } from '../text/mail-address.ts'
import { closeSes, deleteSuppressedDestination, type Email, openSes, sendEmail, sendQuota } from './ses.server.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void

let server: Server
let answer: Answer
let bodies: string[] = []
const discard = env().SES_ENDPOINT

const email: Email = {
  from: { name: 'Café Nørd', address: 'cafe@mail.example' },
  replyTo: 'owner@shop.example',
  to: 'sarah@example.com',
  subject: 'Grüße\r\nBcc: x@example.com',
  html: '<p>Grüße</p>',
  text: 'Grüße',
  headers: [{ name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }],
  tags: { campaign_id: '7' },
}

const json =
  (status: number, body: unknown, type?: string): Answer =>
  (response) =>
    response
      .writeHead(status, { 'Content-Type': 'application/json', ...(type && { 'x-amzn-ErrorType': type }) })
      .end(JSON.stringify(body))
const refuse = (status: number, type: string, message: string) => json(status, { message }, type)

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString())
      answer(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  env().SES_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(() => {
  bodies = []
  closeSes()
})

afterAll(() => {
  env().SES_ENDPOINT = discard
  server.closeAllConnections()
  server.close()
})

test('an accepted message is sent, with everything that it was given', async () => {
  answer = json(200, { MessageId: '0100-1' })
  expect(await sendEmail(email)).toEqual({ kind: 'sent', messageId: '0100-1' })
  expect(JSON.parse(bodies[0] ?? '')).toEqual({
    FromEmailAddress: '=?UTF-8?B?Q2Fmw6kgTsO4cmQ=?= <cafe@mail.example>',
    ReplyToAddresses: ['owner@shop.example'],
    Destination: { ToAddresses: ['sarah@example.com'] },
    Content: {
      Simple: {
        Subject: { Data: 'Grüße Bcc: x@example.com', Charset: 'UTF-8' },
        Body: { Text: { Data: 'Grüße', Charset: 'UTF-8' }, Html: { Data: '<p>Grüße</p>', Charset: 'UTF-8' } },
        Headers: [{ Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' }],
      },
    },
    EmailTags: [{ Name: 'campaign_id', Value: '7' }],
    ConfigurationSetName: 'glancito',
  })
})

test('a message of text alone has no empty HTML, and files go with it as bytes', async () => {
  answer = json(200, { MessageId: '0100-1' })
  const attachments = [
    { fileName: 'Rechnung für Sie.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF'), contentId: null },
    { fileName: 'logo.png', contentType: 'image/png', content: Buffer.from([0, 255]), contentId: 'logo@x' },
  ]
  await sendEmail({ ...email, html: null, attachments })
  const { Body, Attachments } = JSON.parse(bodies[0] ?? '').Content.Simple
  expect(Body).toEqual({ Text: { Data: 'Grüße', Charset: 'UTF-8' } })
  expect(Attachments).toEqual([
    {
      FileName: 'Rechnung für Sie.pdf',
      ContentType: 'application/pdf',
      ContentDisposition: 'ATTACHMENT',
      ContentTransferEncoding: 'BASE64',
      RawContent: Buffer.from('%PDF').toString('base64'),
    },
    {
      FileName: 'logo.png',
      ContentType: 'image/png',
      ContentDisposition: 'INLINE',
      ContentId: 'logo@x',
      ContentTransferEncoding: 'BASE64',
      RawContent: Buffer.from([0, 255]).toString('base64'),
    },
  ])
})

test.each([
  ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
  ['ana@xn--bcher-kva.example', 'ana@xn--bcher-kva.example'],
  ['Info@ПРИМЕР.рф', 'Info@xn--e1afmkfd.xn--p1ai'],
  ['r&d@x.example', 'r&d@x.example'],
  ['"ana b"@faß.example', '"ana b"@xn--fa-hia.example'],
  ['a@例え.jp', 'a@xn--r8jz45g.jp'],
])('%s goes to SES as %s, whatever it is in the e-mail', async (address, ascii) => {
  await sendEmail({ ...email, to: address, from: { name: '', address }, replyTo: address })
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
    FromEmailAddress: ascii,
    ReplyToAddresses: [ascii],
    Destination: { ToAddresses: [ascii] },
  })
})

test.each(['josé@example.com', 'ана@пример.рф', 'ana', 'ana@localhost', 'ana@exa mple.com', 'ana@1.2.3.4'])(
  '%s is refused with its reason, and SES is not asked',
  async (to) => {
    const outcome = await sendEmail({ ...email, to })
    expect(outcome).toEqual({
      kind: 'refused',
      name: 'BadRequestException',
      reason: expect.stringContaining('before the @'),
    })
    expect(bodies).toEqual([])
  },
)

test.each([
  [429, 'TooManyRequestsException', 'Too many requests', { kind: 'throttled' }],
  [400, 'ThrottlingException', 'Maximum sending rate exceeded.', { kind: 'throttled' }],
  [400, 'ThrottlingException', 'Daily message quota exceeded.', { kind: 'quota' }],
  [400, 'LimitExceededException', 'Limit exceeded', { kind: 'quota' }],
  [
    400,
    'AccountSuspendedException',
    'Suspended',
    { kind: 'stopped', reason: 'Suspended', name: 'AccountSuspendedException' },
  ],
  [400, 'SendingPausedException', 'Paused', { kind: 'stopped', reason: 'Paused', name: 'SendingPausedException' }],
  [
    400,
    'MailFromDomainNotVerifiedException',
    'No MX',
    { kind: 'stopped', reason: 'No MX', name: 'MailFromDomainNotVerifiedException' },
  ],
  [404, 'NotFoundException', 'No such set', { kind: 'stopped', reason: 'No such set', name: 'NotFoundException' }],
  [
    400,
    'MessageRejected',
    'Email address is not verified: a@b',
    { kind: 'stopped', reason: 'Email address is not verified: a@b', name: 'MessageRejected' },
  ],
  [
    403,
    'UnrecognizedClientException',
    'Bad token',
    { kind: 'stopped', reason: 'Bad token', name: 'UnrecognizedClientException' },
  ],
  [403, 'AccessDeniedException', 'No', { kind: 'stopped', reason: 'No', name: 'AccessDeniedException' }],
  [418, 'SomethingNewException', 'Hm', { kind: 'stopped', reason: 'Hm', name: 'SomethingNewException' }],
  [
    400,
    'BadRequestException',
    'Local part is not ASCII',
    { kind: 'refused', reason: 'Local part is not ASCII', name: 'BadRequestException' },
  ],
  [400, 'MessageRejected', 'Virus', { kind: 'refused', reason: 'Virus', name: 'MessageRejected' }],
  [500, 'InternalServiceErrorException', 'Oops', { kind: 'unknown', reason: 'InternalServiceErrorException' }],
  [503, 'ServiceUnavailable', 'Oops', { kind: 'unknown', reason: 'ServiceUnavailable' }],
])('%i %s "%s" is sorted', async (status, type, message, outcome) => {
  answer = refuse(status, type, message)
  expect(await sendEmail(email)).toEqual(outcome)
  expect(bodies).toHaveLength(1)
})

test.each<[string, Answer]>([
  ['drops the connection', (response) => response.destroy()],
  [
    'answers half and drops',
    (response) => void response.writeHead(200, { 'Content-Length': '99' }).write('{"M', () => response.destroy()),
  ],
  ['answers something that is not JSON', (response) => response.writeHead(200).end('<html>')],
  ['answers without a message id', json(200, {})],
  ['answers 502 with a page', (response) => response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>')],
])('a server that takes the message and %s leaves it unknown, and is asked once', async (_what, does) => {
  answer = does
  expect(await sendEmail(email)).toMatchObject({ kind: 'unknown' })
  expect(bodies).toHaveLength(1)
})

test('a server that takes the message and does not answer in time leaves it unknown', async () => {
  answer = () => {}
  openSes(50)
  expect(await sendEmail(email)).toEqual({ kind: 'unknown', reason: 'ETIMEDOUT' })
  expect(bodies).toHaveLength(1)
})

test('a server that nobody listens behind was not sent anything', async () => {
  const listening = env().SES_ENDPOINT
  env().SES_ENDPOINT = 'http://127.0.0.1:9'
  expect(await sendEmail(email)).toEqual({ kind: 'not-sent', reason: 'ECONNREFUSED' })
  closeSes()
  env().SES_ENDPOINT = 'http://no-such-host.invalid'
  expect(await sendEmail(email)).toMatchObject({ kind: 'not-sent' })
  env().SES_ENDPOINT = listening
})

test('the quota is read once for all who ask', async () => {
  answer = json(200, {
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 10_000 },
    SendingEnabled: true,
  })
  const [one, other] = await Promise.all([sendQuota(), sendQuota()])
  expect(one).toEqual({ maxSendRate: 14, remaining: 40_000, sendingEnabled: true })
  expect(other).toEqual(one)
  expect(bodies).toHaveLength(1)
})

test('an account without a limit may send any number', async () => {
  answer = json(200, { SendQuota: { Max24HourSend: -1, MaxSendRate: 500 } })
  expect(await sendQuota()).toMatchObject({ remaining: Infinity, maxSendRate: 500 })
})

test('taking an address off the suppression list is fine when it is not on it', async () => {
  let path = ''
  answer = (response, request) => {
    path = `${request.method} ${request.url}`
    refuse(404, 'NotFoundException', 'not there')(response, request)
  }
  await deleteSuppressedDestination('sarah+1@example.com')
  expect(path).toBe('DELETE /v2/email/suppression/addresses/sarah%2B1%40example.com')
  await deleteSuppressedDestination('ana@bücher.example')
  expect(path).toBe('DELETE /v2/email/suppression/addresses/ana%40xn--bcher-kva.example')
  answer = refuse(403, 'AccessDeniedException', 'No')
  await expect(deleteSuppressedDestination('sarah@example.com')).rejects.toThrow('No')
})

test.each([
  ['Northwind Goods', '"Northwind Goods" <a@b.example>'],
  ['Bob "the\\shop"', String.raw`"Bob \"the\\shop\"" <a@b.example>`],
  ['Evil\r\nBcc: x', '"Evil Bcc: x" <a@b.example>'],
  ['', 'a@b.example'],
  ['日本', '=?UTF-8?B?5pel5pys?= <a@b.example>'],
])('the name %j becomes the header %s', (name, header) => {
  expect(formatAddress(name, 'a@b.example')).toBe(header)
})

test('a long name is cut into encoded words of at most 75 characters and comes back whole', () => {
  const name = 'Grüße aus Österreich 🎿 und sehr viele Grüße aus der Schweiz 🏔️ und Köln'
  const words = formatAddress(name, 'a@b.example').replace(' <a@b.example>', '').split(' ')
  expect(words.length).toBeGreaterThan(1)
  expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75)
  expect(words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString()).join('')).toBe(name)
})
