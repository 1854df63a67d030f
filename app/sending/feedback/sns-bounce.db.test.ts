import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { createCertificate, type SigningCertificate } from '#simulator/ses/certificate.ts'
import { confirmation, signature, type SnsContent } from '#simulator/ses/sns-envelope.ts'
import { aMailing, aMember, aRecipient, aTenant } from '#tests/factories.ts'
import { webForTests } from '#tests/web.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { EVENT } from '#app/tracking/events.ts'
import { foldAllFeedback } from './fold.server.ts'

// Stands where AWS's SNS would: hands out the certificate and takes confirmations.
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events'
const asked: string[] = []
let certificate: SigningCertificate
let isDown = false
let downWith = 500

const sns = createServer((request, response) => {
  asked.push(`${String(request.headers['x-simulated-host'])} ${String(request.url)}`)
  if (isDown) response.writeHead(downWith).end()
  else response.writeHead(200).end(certificate.certificatePem)
})

beforeAll(async () => {
  certificate = await createCertificate()
  await new Promise<void>((resolve) => sns.listen(0, '127.0.0.1', resolve))
  env().SNS_ORIGIN = `http://127.0.0.1:${(sns.address() as AddressInfo).port}`
})
afterAll(() => sns.close())
beforeEach(() => {
  isDown = false
  downWith = 500
  asked.splice(0)
})

const ask = webForTests()

async function envelope(content: Partial<SnsContent>, path = certificate.path) {
  const full: SnsContent = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: TOPIC,
    Message: '{}',
    Timestamp: new Date().toISOString(),
    ...content,
  }
  return {
    ...full,
    SignatureVersion: '1',
    Signature: await signature(full, '1', certificate.privateKey),
    SigningCertURL: `https://sns.us-east-1.amazonaws.com${path}`,
  }
}

const post = (body: unknown) =>
  ask('/api/v1/sns-bounce', {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=UTF-8' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

async function aSentMail() {
  const tenantId = await aTenant()
  const [memberId, mailing] = [await aMember(tenantId), await aMailing(tenantId)]
  const { mailingId } = mailing
  await aRecipient(mailing, memberId, { state: 'unconfirmed' })
  const tags = {
    format: ['1'],
    tenant_id: [String(tenantId)],
    mailing_id: [String(mailingId)],
    send_no: ['0'],
    attempt: ['1'],
    member_id: [String(memberId)],
  }
  const bounce = {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    feedbackId: 'f',
    bouncedRecipients: [{ emailAddress: 'a@b.example' }],
  }
  return { mailingId, message: JSON.stringify({ eventType: 'Bounce', mail: { messageId: 'm', tags }, bounce }) }
}

async function typesOf(mailingId: number) {
  await foldAllFeedback()
  const found = await db().query('SELECT type FROM mail_events WHERE mailing_id = $1 ORDER BY type', [mailingId])
  return found.rows.map(({ type }) => type)
}

test('a bounce that SNS posts is verified with the certificate from AWS and recorded', async () => {
  const { mailingId, message } = await aSentMail()
  const response = await post(await envelope({ Message: message }))
  expect(response.status).toBe(200)
  expect(asked).toEqual([`sns.us-east-1.amazonaws.com ${certificate.path}`])
  expect(await typesOf(mailingId)).toEqual([EVENT.sent, EVENT.bounced, EVENT.hardBounced])
  const recipient = await db().query('SELECT state, message_id FROM recipients WHERE mailing_id = $1', [mailingId])
  expect(recipient.rows).toEqual([{ state: 'sent', message_id: 'm' }])
})

test('what waits to take effect is told with its age, and the process stays ready', async () => {
  const { message } = await aSentMail()
  expect((await post(await envelope({ Message: message }))).status).toBe(200)
  const told = await (await ask('/metrics')).text()
  expect(told).toMatch(/^glancito_feedback_box_batches [1-9]/m)
  expect(told).toMatch(/^glancito_feedback_box_oldest_seconds \d/m)
  expect(told).toMatch(/^glancito_feedback_failures 0$/m)
  expect((await ask('/readyz')).status).toBe(200)
  await foldAllFeedback()
  expect(await (await ask('/metrics')).text()).toMatch(/^glancito_feedback_box_batches 0$/m)
})

test('a forged, altered or unsigned message gets 403 and writes nothing', async () => {
  const { mailingId, message } = await aSentMail()
  const real = await envelope({ Message: message })
  const theirs = await envelope({ Message: message, TopicArn: 'arn:aws:sns:us-east-1:999999999999:theirs' })
  const stale = await envelope({ Message: message, Timestamp: '2020-01-01T00:00:00.000Z' })
  const wrong = [
    { ...real, Message: `${message} ` },
    { ...real, Signature: 'AAAA' },
    theirs,
    stale,
    message,
    'SubscribeURL=https://evil.example',
    '',
  ]
  const statuses = await Promise.all(wrong.map(async (body) => (await post(body)).status))
  expect(statuses).toEqual(wrong.map(() => 403))
  expect(await typesOf(mailingId)).toEqual([])
  expect((await db().query('SELECT 1 FROM sns_receipts WHERE message_id = $1', [real.MessageId])).rowCount).toBe(0)
})

test.each([
  [403, 403],
  [404, 403],
  [400, 503],
  [408, 503],
  [429, 503],
  [500, 503],
  [503, 503],
])('a message whose certificate SNS answers with %d is answered with %d', async (status, answer) => {
  const { mailingId, message } = await aSentMail()
  isDown = true
  downWith = status
  const path = `/SimpleNotificationService-${status.toString(16)}.pem`
  expect((await post(await envelope({ Message: message }, path))).status).toBe(answer)
  expect(await typesOf(mailingId)).toEqual([])
})

test('a message replayed word for word changes nothing more', async () => {
  const { mailingId, message } = await aSentMail()
  const real = await envelope({ Message: message })
  const statuses = [(await post(real)).status, (await post(real)).status]
  await foldAllFeedback()
  const hits = await db().query('SELECT max(hits) AS hits FROM mail_events WHERE mailing_id = $1', [mailingId])
  expect(statuses).toEqual([200, 200])
  expect(hits.rows).toEqual([{ hits: 1 }])
})

test('a true message of an unknown shape is settled, not asked for again', async () => {
  for (const message of ['hello', '{"eventType":"Telepathy","mail":{"messageId":"m"}}', '{}'])
    expect((await post(await envelope({ Message: message }))).status).toBe(200)
})

test('a subscription of our topic is confirmed by our own call, never by the URL in the message', async () => {
  const facts = {
    messageId: randomUUID(),
    topicArn: TOPIC,
    subscriptionArn: `${TOPIC}:1`,
    token: 't0k en&x',
    timestamp: new Date().toISOString(),
    origin: 'https://evil.example',
  }
  const content = confirmation('SubscriptionConfirmation', facts)
  expect((await post(await envelope(content))).status).toBe(200)
  const confirmed = asked.filter((line) => line.includes('ConfirmSubscription'))
  expect(confirmed).toEqual([
    `sns.us-east-1.amazonaws.com /?${new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: TOPIC, Token: 't0k en&x' })}`,
  ])
  const strange = await envelope(
    confirmation('SubscriptionConfirmation', { ...facts, topicArn: 'arn:aws:sns:us-east-1:999999999999:x' }),
  )
  expect((await post(strange)).status).toBe(403)
  expect(asked.filter((line) => line.includes('ConfirmSubscription'))).toHaveLength(1)
})

test('an unsubscribe confirmation is noted and not undone', async () => {
  const content = confirmation('UnsubscribeConfirmation', {
    messageId: randomUUID(),
    topicArn: TOPIC,
    subscriptionArn: `${TOPIC}:1`,
    token: 't',
    timestamp: new Date().toISOString(),
    origin: 'https://sns.us-east-1.amazonaws.com',
  })
  expect((await post(await envelope(content))).status).toBe(200)
  expect(asked.filter((line) => line.includes('Action='))).toEqual([])
})

test('while AWS or our database is down SNS is asked to try again, and then it is recorded', async () => {
  const { mailingId, message } = await aSentMail()
  const unknownCertificate = '/SimpleNotificationService-0123.pem'
  const real = await envelope({ Message: message }, unknownCertificate)
  isDown = true
  expect((await post(real)).status).toBe(503)
  isDown = false
  await db().query('ALTER TABLE sns_box RENAME TO sns_box_away')
  expect((await post(real)).status).toBe(503)
  await db().query('ALTER TABLE sns_box_away RENAME TO sns_box')
  expect((await post(real)).status).toBe(200)
  expect(await typesOf(mailingId)).toEqual([EVENT.sent, EVENT.bounced, EVENT.hardBounced])
})

const HALF = String.raw`\ud83d`
const NUL = String.raw`\u0000`
test.each([
  ['NUL in a diagnostic', (text: string) => text.replace('a@b.example"', `a@b.example","diagnosticCode":"5${NUL}50"`)],
  ['NUL in an address', (text: string) => text.replace('a@b.example', `a${NUL}@b.example`)],
  ['NUL in the subtype', (text: string) => text.replace('General', `Gen${NUL}eral`)],
  ['half a pair in the id', (text: string) => text.replace('"f"', `"${HALF}${NUL}"`)],
  ['NUL in the message id', (text: string) => text.replace('"m"', `"m${NUL}"`)],
  ['half a pair in the type', (text: string) => text.replace('Permanent"', `Permanent","x":"${HALF}"`)],
  [
    'an impossible time',
    (text: string) => text.replace('"feedbackId"', '"timestamp":"2026-02-30T00:00:00Z","feedbackId"'),
  ],
  [
    'a time before Christ',
    (text: string) => text.replace('"feedbackId"', '"timestamp":"-000044-03-15T00:00:00Z","feedbackId"'),
  ],
  [
    'a year beyond',
    (text: string) => text.replace('"feedbackId"', '"timestamp":"+275760-09-13T00:00:00Z","feedbackId"'),
  ],
  ['a very long type', (text: string) => text.replace('General', 'x'.repeat(100_000))],
])('%s is cleaned, and the bounce recorded', async (_what, spoil) => {
  const { mailingId, message } = await aSentMail()
  expect(spoil(message)).not.toBe(message)
  expect((await post(await envelope({ Message: spoil(message) }))).status).toBe(200)
  expect(await typesOf(mailingId)).toEqual([EVENT.sent, EVENT.bounced, EVENT.hardBounced])
})

test.each([
  ['a member', 'member_id'],
  ['a mailing', 'mailing_id'],
  ['a receipt', 'send_no'],
  ['an attempt', 'attempt'],
  ['a shop', 'tenant_id'],
])('a number of %s that no column holds is settled, not asked for again', async (_whose, name) => {
  const { message } = await aSentMail()
  for (const number of ['9223372036854775808', '2147483648', '-1', `1${NUL}`, '1e9', HALF]) {
    const spoilt = message.replace(new RegExp(`"${name}":\\["\\d+"\\]`), `"${name}":["${number}"]`)
    expect(spoilt).not.toBe(message)
    expect((await post(await envelope({ Message: spoilt }))).status).toBe(200)
  }
})
