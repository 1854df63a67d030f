import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { aMail, anAnsweredMail, repliesOf, waitingOf } from '#tests/replies.ts'
import { webForTests } from '#tests/web.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { createCertificate, type SigningCertificate } from '#simulator/ses/certificate.ts'
import { signature, type SnsContent } from '#simulator/ses/sns-envelope.ts'

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events'
let certificate: SigningCertificate
const sns = createServer((_request, response) => response.end(certificate.certificatePem))

beforeAll(async () => {
  certificate = await createCertificate()
  await new Promise<void>((resolve) => sns.listen(0, '127.0.0.1', resolve))
  env().SNS_ORIGIN = `http://127.0.0.1:${(sns.address() as AddressInfo).port}`
})
afterAll(() => sns.close())

const ask = webForTests()

async function post(message: unknown, change: Partial<SnsContent> = {}) {
  const content: SnsContent = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: TOPIC,
    Message: JSON.stringify(message),
    Timestamp: new Date().toISOString(),
    ...change,
  }
  const body = JSON.stringify({
    ...content,
    SignatureVersion: '2',
    Signature: await signature(content, '2', certificate.privateKey),
    SigningCertURL: `https://sns.us-east-1.amazonaws.com${certificate.path}`,
  })
  return (await ask('/api/v1/sns-reply', { method: 'POST', body })).status
}

type Change = { receipt?: object; mail?: object; content?: string | undefined }

/** As https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-examples.html has it. */
function received(recipients: string[], { receipt, mail, ...change }: Change = {}) {
  const pass = { status: 'PASS' }
  return {
    notificationType: 'Received',
    receipt: {
      timestamp: '2026-11-11T20:32:33.936Z',
      processingTimeMillis: 222,
      recipients,
      spamVerdict: pass,
      virusVerdict: pass,
      spfVerdict: pass,
      dkimVerdict: pass,
      action: { type: 'SNS', topicArn: TOPIC, encoding: 'BASE64' },
      ...receipt,
    },
    mail: {
      timestamp: '2026-11-11T20:32:33.936Z',
      source: 'ann@example.org',
      messageId: 'd6iitobk75ur44p8kdnnp7g2n800',
      destination: recipients,
      headersTruncated: false,
      ...mail,
    },
    content: aMail().toString('base64'),
    ...change,
  }
}

const UTF8 = { receipt: { action: { type: 'SNS', topicArn: TOPIC, encoding: 'UTF8' } } }
const UNSAID = { receipt: { action: { type: 'SNS', topicArn: TOPIC } } }

test.each([
  ['in base64', {}],
  ['in UTF-8', { ...UTF8, content: aMail('Grüße').toString() }],
  ['in an encoding that is not said', { ...UNSAID, content: aMail().toString() }],
  [
    'with a verdict that is not known',
    { receipt: { ...UNSAID.receipt, virusVerdict: { status: 'GRAY' } }, content: aMail().toString() },
  ],
  [
    'that SES takes for spam, which a customer may have written all the same',
    { receipt: { ...UNSAID.receipt, spamVerdict: { status: 'FAIL' } }, content: aMail().toString() },
  ],
])('a mail that SES has received is a reply, %s', async (_how, change) => {
  const answered = await anAnsweredMail()
  expect(await post(received([answered.address], change))).toBe(200)
  expect(await repliesOf(answered)).toBe(1)
  expect(await waitingOf(answered)).toBe(1)
})

test('bytes that are no UTF-8 come through base64 as they were', async () => {
  const answered = await anAnsweredMail()
  const raw = Buffer.concat([aMail(), Buffer.from([0xe9, 0xff, 0x00])])
  await post(received([answered.address], { content: raw.toString('base64') }))
  const kept = await db().query('SELECT raw FROM reply_forwards WHERE mailing_id = $1', [answered.mailingId])
  expect(kept.rows).toEqual([{ raw }])
})

test('a notification that comes twice is one reply', async () => {
  const answered = await anAnsweredMail()
  const message = received([answered.address])
  expect(await post(message)).toBe(200)
  expect(await post(message)).toBe(200)
  expect(await repliesOf(answered)).toBe(1)
})

test('of several recipients each of ours has a reply', async () => {
  const [one, other] = [await anAnsweredMail(), await anAnsweredMail()]
  expect(await post(received([one.address, 'bob@elsewhere.example', other.address]))).toBe(200)
  expect([await repliesOf(one), await repliesOf(other)]).toEqual([1, 1])
})

test.each([
  ['a virus', { receipt: { ...UNSAID.receipt, virusVerdict: { status: 'FAIL' } } }],
  ['no sender', { mail: { source: '' } }],
  ['a bounce’s sender', { mail: { source: '<>' } }],
  ['no sender told', { mail: { source: null } }],
  ['a vacation in it', { content: aMail('Away', ['Auto-Submitted: auto-replied']).toString('base64') }],
  ['no content, as of a mail stored elsewhere', { content: undefined }],
])('a mail with %s is settled and no reply', async (_what, change) => {
  const answered = await anAnsweredMail()
  expect(await post(received([answered.address], change))).toBe(200)
  expect(await repliesOf(answered)).toBe(0)
  expect(await waitingOf(answered)).toBe(0)
})

test.each([
  ['another topic', { TopicArn: 'arn:aws:sns:us-east-1:999999999999:other' }],
  ['long ago', { Timestamp: '2026-01-01T00:00:00.000Z' }],
])('a notification of %s is refused', async (_what, change) => {
  const answered = await anAnsweredMail()
  expect(await post(received([answered.address]), change)).toBe(403)
  expect(await waitingOf(answered)).toBe(0)
})

test('one that can not be acted on now is to come again', async () => {
  const answered = await anAnsweredMail()
  const message = received([answered.address])
  await db().query('ALTER TABLE reply_forwards RENAME TO reply_forwards_away')
  expect(await post(message)).toBe(503)
  await db().query('ALTER TABLE reply_forwards_away RENAME TO reply_forwards')
  expect(await post(message)).toBe(200)
  expect(await repliesOf(answered)).toBe(1)
})
