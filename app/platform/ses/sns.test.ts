import { createPrivateKey, sign } from 'node:crypto'
import { createCertificate, type SigningCertificate } from '#simulator/ses/certificate.ts'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { clock } from '../clock.server.ts'
import { env } from '../env.server.ts'
import { SnsUnavailable, verifySns } from './sns.server.ts'

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events'
const THEIRS = 'arn:aws:sns:us-east-1:999999999999:anybody'
const ID = '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324'
const FIELDS: Record<string, string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
}

let certificate: SigningCertificate
beforeAll(async () => {
  certificate = await createCertificate()
})

type Fields = Record<string, string | null | undefined>

const url = () => `https://sns.us-east-1.amazonaws.com${certificate.path}`
const fetchIt = () => Promise.resolve(certificate.certificatePem)

function aMessage(fields: Fields = {}): Fields {
  const type = fields['Type'] ?? 'Notification'
  const message: Fields = {
    Type: type,
    MessageId: ID,
    TopicArn: TOPIC,
    Message: '{"a":"ü"}',
    Timestamp: new Date().toISOString(),
    SignatureVersion: '2',
    SigningCertURL: url(),
    ...(type !== 'Notification' && { Token: 'abc', SubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Token=abc' }),
    ...fields,
  }
  return { Signature: signatureOf(message), ...message }
}

const signedBy = (own: SigningCertificate, fields: Fields) => {
  const message = aMessage(fields)
  return { ...message, Signature: signatureOf(message, own) }
}

function signatureOf(message: Fields, own = certificate): string {
  const names = FIELDS[message['Type'] ?? ''] ?? FIELDS['Notification'] ?? []
  const text = names.flatMap((name) => (message[name] == null ? [] : [`${name}\n${message[name]}\n`])).join('')
  const key = createPrivateKey(own.privateKeyPem)
  return sign(message['SignatureVersion'] === '1' ? 'sha1' : 'sha256', Buffer.from(text), key).toString('base64')
}

const judge = (message: unknown, fetchCertificate: (from: string) => Promise<string> = fetchIt) =>
  verifySns(typeof message === 'string' ? message : JSON.stringify(message), fetchCertificate)

test.each([
  ['version 2', {}],
  ['version 1', { SignatureVersion: '1' }],
  ['a subject', { Subject: 'Amazon SES Email Event Notification' }],
  ['a null subject', { Subject: null }],
  ['a message of several lines', { Message: 'one\nMessageId\ntwo' }],
  ['a subscription confirmation', { Type: 'SubscriptionConfirmation' }],
  ['an unsubscribe confirmation', { Type: 'UnsubscribeConfirmation' }],
])('a true message with %s is believed', async (_what, fields) => {
  const message = aMessage(fields)
  expect(await judge(message)).toMatchObject({ messageId: ID, topicArn: TOPIC, message: message['Message'] })
})

test.each([
  ['its message changed', { Message: '{"a":2}' }],
  ['a subject added', { Subject: 'hello' }],
  ['its id changed', { MessageId: ID.replace('2', '3') }],
  ['the other signature version', { SignatureVersion: '1' }],
  ['a signature of nothing', { Signature: 'AAAA' }],
])('a message with %s is refused', async (_what, change) => {
  expect(await judge({ ...aMessage(), ...change })).toEqual({ refused: 'bad-signature' })
})

test('a message of somebody else’s topic is refused, though AWS signed it', async () => {
  expect(await judge(aMessage({ TopicArn: THEIRS }))).toEqual({ refused: 'unknown-topic' })
})

test('a message of another topic that spells ours inside its fields is refused', async () => {
  const timestamp = new Date().toISOString()
  // What their topic signs, Message first: cut at other places it reads as a message of ours.
  const inside = `hi\nMessageId\n${ID}\nTimestamp\n${timestamp}\nTopicArn\n${TOPIC}\nType\nNotification`
  const theirs = aMessage({ TopicArn: THEIRS, Message: inside, Timestamp: timestamp })
  const rest = `Notification\nMessageId\n${ID}\nTimestamp\n${timestamp}\nTopicArn\n${THEIRS}\nType\nNotification`
  const forged = { ...theirs, TopicArn: TOPIC, Message: 'hi', Type: rest }
  expect(await judge(forged)).toEqual({ refused: 'malformed' })
  expect(await judge({ ...forged, Type: 'Notification', Subject: `x\n${rest}` })).toEqual({ refused: 'malformed' })
})

test.each([
  ['two hours and a minute old', -121 * 60_000],
  ['six minutes ahead', 6 * 60_000],
])('a message %s is refused', async (_what, offset) => {
  expect(await judge(aMessage({ Timestamp: new Date(Date.now() + offset).toISOString() }))).toEqual({
    refused: 'stale',
  })
})

test.each([
  'http://sns.us-east-1.amazonaws.com/SimpleNotificationService-ab.pem',
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem',
  'https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-ab.pem',
  'https://evil.example/SimpleNotificationService-ab.pem',
  'https://snsXus-east-1.amazonaws.com/SimpleNotificationService-ab.pem',
  'https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-ab.pem',
  'https://sns.us-east-1.amazonaws.com/other/SimpleNotificationService-ab.pem',
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-ab.pem?x=1',
  'https://s3.us-east-1.amazonaws.com/SimpleNotificationService-ab.pem',
])('no certificate is fetched from %s', async (from) => {
  const asked: string[] = []
  const verdict = await judge(aMessage({ SigningCertURL: from }), (address) => {
    asked.push(address)
    return fetchIt()
  })
  expect(verdict).toEqual({ refused: 'bad-certificate' })
  expect(asked).toEqual([])
})

test('a certificate with another name, or none at all, is refused', async () => {
  const fresh = (path: string) =>
    aMessage({ SigningCertURL: `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${path}.pem` })
  const renamed = renameCertificate(certificate.certificatePem)
  expect(await judge(fresh('01'), () => Promise.resolve(renamed))).toEqual({ refused: 'bad-certificate' })
  expect(await judge(fresh('02'), () => Promise.resolve('<html>'))).toEqual({ refused: 'bad-certificate' })
})

/** The same key under the name `sns.amazonaws.net`: the name is compared, the certificate's own signature is TLS's matter. */
function renameCertificate(pem: string): string {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('latin1')
  const other = Buffer.from(der.replaceAll('sns.amazonaws.com', 'sns.amazonaws.net'), 'latin1').toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${other.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

test.each([
  ['no JSON', 'SubscribeURL=https://evil.example'],
  ['an array', []],
  ['no signature', { Type: 'Notification' }],
  ['an unknown type', { Type: 'Hello' }],
])('%s is refused', async (_what, message) => {
  expect(await judge(message)).toEqual({ refused: 'malformed' })
})

test.each([
  ['an id with a line break', { MessageId: `${ID}\n` }],
  ['a time in another form', { Timestamp: '2026-11-21 10:00:00' }],
  ['a token with a line break', { Type: 'SubscriptionConfirmation', Token: 'a\nb' }],
])('%s is refused even when it is signed', async (_what, fields) => {
  expect(await judge(aMessage(fields))).toEqual({ refused: 'malformed' })
})

test('a certificate that can not be fetched is a reason to try again, not a verdict', async () => {
  const fetching = judge(
    aMessage({ SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-03.pem' }),
    () => Promise.reject(new SnsUnavailable('down')),
  )
  await expect(fetching).rejects.toThrow(SnsUnavailable)
})

test('the certificate is fetched once', async () => {
  let fetched = 0
  const count = () => {
    fetched += 1
    return fetchIt()
  }
  const address = 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-04.pem'
  for (let times = 0; times < 3; times += 1) await judge(aMessage({ SigningCertURL: address }), count)
  expect(fetched).toBe(1)
})

afterEach(() => clock.set())

const NOW = new Date('2026-11-20T12:00:00.000Z')
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000)

test.each([
  ['that ended a minute ago', minutes(-600), minutes(-1), false],
  ['that ended years ago', new Date('2015-01-01T00:00:00Z'), new Date('2020-01-01T00:00:00Z'), false],
  ['that begins in a minute', minutes(1), minutes(600), false],
  ['that begins in years', new Date('2040-01-01T00:00:00Z'), new Date('2065-01-01T00:00:00Z'), false],
  ['that ends before it begins', minutes(600), minutes(-600), false],
  ['that ends in a minute', minutes(-600), minutes(1), true],
  ['that began a minute ago', minutes(-1), minutes(600), true],
])('a certificate %s: believed %#', async (_what, from, until, isBelieved) => {
  clock.set(() => NOW)
  const dated = await createCertificate({ from, until })
  const address = `https://sns.us-east-1.amazonaws.com${dated.path}`
  const message = signedBy(dated, { SigningCertURL: address, Timestamp: NOW.toISOString() })
  const verdict = await judge(message, () => Promise.resolve(dated.certificatePem))
  expect(verdict).toMatchObject(isBelieved ? { messageId: ID, sentAt: NOW } : { refused: 'bad-certificate' })
})

test('a certificate that ends while it is remembered is refused from then on', async () => {
  clock.set(() => NOW)
  const dated = await createCertificate({ from: minutes(-60), until: minutes(1) })
  const address = `https://sns.us-east-1.amazonaws.com${dated.path}`
  const judgeAt = (at: Date) => {
    clock.set(() => at)
    const message = signedBy(dated, { SigningCertURL: address, Timestamp: at.toISOString() })
    return judge(message, () => Promise.resolve(dated.certificatePem))
  }
  expect(await judgeAt(NOW)).toMatchObject({ messageId: ID })
  expect(await judgeAt(minutes(2))).toEqual({ refused: 'bad-certificate' })
})

test.each([
  ['us-gov-west-1', 'sns.us-gov-west-1.amazonaws.com', 'sns-us-gov-west-1.amazonaws.com'],
  ['us-gov-east-1', 'sns.us-gov-east-1.amazonaws.com', 'sns-us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'sns.cn-north-1.amazonaws.com.cn', 'sns-cn-north-1.amazonaws.com.cn'],
  ['me-south-1', 'sns.me-south-1.amazonaws.com', 'sns-signing.me-south-1.amazonaws.com'],
  ['eusc-de-east-1', 'sns.eusc-de-east-1.amazonaws.eu', 'sns-signing.eusc-de-east-1.amazonaws.eu'],
])('in %s a certificate from %s is taken, named %s and not otherwise', async (region, host, name) => {
  const before = env().AWS_REGION
  env().AWS_REGION = region
  try {
    for (const [named, isTaken] of [
      [name, true],
      ['sns.amazonaws.net', false],
    ] as const) {
      const own = await createCertificate({ name: named })
      const message = signedBy(own, { SigningCertURL: `https://${host}${own.path}` })
      const verdict = await judge(message, () => Promise.resolve(own.certificatePem))
      expect('refused' in verdict ? verdict.refused : 'taken').toBe(isTaken ? 'taken' : 'bad-certificate')
    }
  } finally {
    env().AWS_REGION = before
  }
})
