import { verify, X509Certificate } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { confirmSubscription, startMailWorld, type MailWorld, type Received } from './test-world.ts'

let world: MailWorld
beforeEach(async () => {
  world = await startMailWorld()
  world.ses.account.change({ latencyMs: { min: 1, max: 5 } })
})
afterEach(() => world.close())

type Fields = Record<string, string | undefined>

/** The string that AWS documents, written here a second time. */
function canonical(envelope: Fields): string {
  const names =
    envelope['Type'] === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
  return names.flatMap((name) => (envelope[name] === undefined ? [] : [name, envelope[name]])).join('\n') + '\n'
}

async function isSigned({ envelope }: Received): Promise<boolean> {
  const url = new URL(envelope.SigningCertURL)
  expect(url.host).toBe('sns.us-east-1.amazonaws.com')
  const answer = await fetch(world.sim.url + url.pathname, { headers: { 'x-simulated-host': url.host } })
  const { publicKey } = new X509Certificate(await answer.text())
  const algorithm = envelope.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256'
  const text = Buffer.from(canonical({ ...envelope }))
  return verify(algorithm, text, publicKey, Buffer.from(envelope.Signature, 'base64'))
}

const notifications = () => world.subscriber.received.filter(({ envelope }) => envelope.Type === 'Notification')
/** Sorted: SNS promises no order, and several are on their way at once. */
const kinds = async () => (await world.events()).map((event) => event.eventType ?? event.notificationType ?? '').sort()

async function arrival(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('a new subscription is asked to confirm, signed, with a token that alone confirms it', async () => {
  await arrival(() => world.subscriber.received.length > 0)
  const [asked] = world.subscriber.received
  expect(asked?.headers).toMatchObject({
    'content-type': 'text/plain; charset=UTF-8',
    'x-amz-sns-message-type': 'SubscriptionConfirmation',
    'x-amz-sns-topic-arn': 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events',
  })
  expect(asked && (await isSigned(asked))).toBe(true)
  const url = new URL(asked?.envelope.SubscribeURL ?? '')
  const confirm = (token: string) => {
    url.searchParams.set('Token', token)
    return fetch(`${world.sim.url}/${url.search}`, { headers: { 'x-simulated-host': url.host } })
  }
  expect((await confirm('wrong')).status).toBe(400)
  const confirmed = await confirm(asked?.envelope.Token ?? '')
  expect(confirmed.status).toBe(200)
  expect(await confirmed.text()).toContain('<SubscriptionArn>arn:aws:sns:us-east-1:123456789012:glancito-ses-events:')
})

test('nothing is published before the subscription is confirmed', async () => {
  await world.send()
  expect(await world.events()).toEqual([])
  await confirmSubscription(world)
  await world.send()
  expect(await kinds()).toEqual(['Delivery', 'Send'])
})

test('unsubscribing ends the notifications and is told', async () => {
  await confirmSubscription(world)
  await world.send()
  await world.events()
  const url = new URL(notifications()[0]?.envelope.UnsubscribeURL ?? '')
  await fetch(`${world.sim.url}/${url.search}`, { headers: { 'x-simulated-host': url.host } })
  await world.send()
  await arrival(() => world.subscriber.received.at(-1)?.envelope.Type === 'UnsubscribeConfirmation')
  expect(await kinds()).toEqual(['Delivery', 'Send'])
  const last = world.subscriber.received.at(-1)
  expect(last && (await isSigned(last))).toBe(true)
})

describe('a confirmed subscription', () => {
  beforeEach(() => confirmSubscription(world))

  test.each(['1', '2'] as const)('gets notifications signed by version %s', async (signatureVersion) => {
    await world.control('POST', '/sns', { signatureVersion })
    await world.send()
    await world.events()
    expect(notifications()).toHaveLength(2)
    for (const received of notifications()) {
      expect(received.envelope.SignatureVersion).toBe(signatureVersion)
      expect(await isSigned(received)).toBe(true)
    }
    const [first] = notifications()
    const forged = first && { ...first, envelope: { ...first.envelope, Message: '{}' } }
    expect(forged && (await isSigned(forged))).toBe(false)
  })

  test('reads the message, its tags and those of SES in an event', async () => {
    const messageId = await world.send()
    const delivery = (await world.events()).find((event) => event.eventType === 'Delivery')
    expect(delivery).toMatchObject({
      eventType: 'Delivery',
      mail: {
        messageId,
        destination: ['reader@example.com'],
        sendingAccountId: '123456789012',
        tags: {
          delivery_id: ['1-7-99'],
          'ses:configuration-set': ['glancito'],
          'ses:from-domain': ['mail.glancito-demo.example'],
          'ses:outgoing-ip': ['192.0.2.25'],
        },
        commonHeaders: { subject: 'Grüße', to: ['reader@example.com'] },
      },
      delivery: { recipients: ['reader@example.com'] },
    })
  })

  test('sees the same bounce in both forms, without tags in the second', async () => {
    await world.control('POST', '/sns', { form: 'both' })
    await world.send({ Destination: { ToAddresses: ['bounce@simulator.amazonses.com'] } })
    const events = await world.events()
    const [published, feedback] = [
      events.find((event) => event.eventType === 'Bounce'),
      events.find((event) => event.notificationType),
    ]
    expect(feedback?.bounce).toEqual(published?.bounce)
    expect(feedback?.mail).not.toHaveProperty('tags')
    const envelope = notifications().find((received) => received.envelope.Message.includes('notificationType'))
    expect(envelope?.envelope.Subject).toBeUndefined()
    expect(envelope && (await isSigned(envelope))).toBe(true)
  })

  test('is tried again after a 500 with the very same message, and not after a 404', async () => {
    await world.control('POST', '/sns', { retryDelayMs: 5 })
    world.subscriber.answers.push(500)
    await world.send({ Destination: { ToAddresses: ['nobody-home@example.com'] } })
    await world.events()
    await arrival(() => notifications().length === 3)
    const ids = notifications().map(({ envelope }) => envelope.MessageId)
    expect(new Set(ids).size).toBe(2)
    world.subscriber.answers.push(404, 404)
    await world.send()
    await world.events()
    expect(notifications()).toHaveLength(5)
    const { deliveries } = await (await world.control('GET', '/sns')).json()
    expect(deliveries.slice(0, 2).map(({ state }: { state: string }) => state)).toEqual(['refused', 'refused'])
  })

  test('loses what is dropped and gets twice what is duplicated, under one message id', async () => {
    await world.control('POST', '/sns', { dropNext: 1, duplicate: 1 })
    await world.send()
    expect(await kinds()).toEqual(['Delivery', 'Delivery'])
    expect(new Set(notifications().map(({ envelope }) => envelope.MessageId)).size).toBe(1)
  })

  test('gets nothing while SNS is paused, and all of it at a flush', async () => {
    await world.control('POST', '/sns', { paused: true })
    await world.send()
    await arrival(() => world.ses.events.waiting() === 0)
    expect(notifications()).toHaveLength(0)
    expect(await kinds()).toEqual(['Delivery', 'Send'])
  })

  test('hears what a person arranges for one message', async () => {
    const messageId = await world.send()
    await world.control('POST', `/mails/${messageId}/bounce`, { type: 'Transient', subType: 'MailboxFull' })
    await world.control('POST', `/mails/${messageId}/complaint`, { feedbackType: null })
    const events = await world.events()
    expect(events.find((event) => event.eventType === 'Bounce')?.bounce).toMatchObject({
      bounceType: 'Transient',
      bounceSubType: 'MailboxFull',
      bouncedRecipients: [{ emailAddress: 'reader@example.com', status: '4.2.2' }],
    })
    expect(events.find((event) => event.eventType === 'Complaint')?.complaint).not.toHaveProperty(
      'complaintFeedbackType',
    )
  })
})

describe('a mailbox', () => {
  beforeEach(() => confirmSubscription(world))
  const eventsOf = async (address: string) => {
    await world.send({ Destination: { ToAddresses: [address] } })
    return (await world.events()).map((event) =>
      [event.eventType, event.bounce?.bounceType, event.bounce?.bounceSubType].filter(Boolean).join(' '),
    )
  }

  test.each([
    ['success@simulator.amazonses.com', ['Send', 'Delivery']],
    ['bounce+any-label@simulator.amazonses.com', ['Send', 'Bounce Permanent General']],
    ['ooto@simulator.amazonses.com', ['Send', 'Delivery', 'Bounce Transient General']],
    ['complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint']],
    ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce Permanent Suppressed']],
  ])('%s does as AWS documents', async (address, expected) => {
    expect((await eventsOf(address)).sort()).toEqual([...expected].sort())
    expect(world.ses.recipients.suppressed(address)).toBeNull()
  })

  test.each([
    ['delay', ['Send', 'DeliveryDelay', 'Delivery']],
    ['reject', ['Reject']],
    ['silent', ['Send']],
    ['soft-bounce', ['Send', 'Bounce Transient MailboxFull']],
  ])('arranged to %s does so', async (behaviour, expected) => {
    await world.control('POST', '/mailboxes', { address: 'Reader@example.com', behaviour })
    expect((await eventsOf('reader@example.com')).sort()).toEqual([...expected].sort())
  })

  test('that hard-bounced is on the suppression list, and never tried again until it is taken off', async () => {
    await world.control('POST', '/mailboxes', [{ address: 'gone@example.com', behaviour: 'hard-bounce' }])
    await eventsOf('gone@example.com')
    expect(world.ses.recipients.suppressed('gone@example.com')?.reason).toBe('BOUNCE')
    expect(await eventsOf('gone@example.com')).toContain('Bounce Permanent OnAccountSuppressionList')
    world.ses.recipients.unsuppress('gone@example.com')
    await world.control('DELETE', '/mailboxes/gone@example.com')
    expect(await eventsOf('gone@example.com')).toContain('Delivery')
  })
})

test('a template that misses a value is accepted, and only an event tells', async () => {
  await confirmSubscription(world)
  const Template = { TemplateContent: { Subject: 'Hi', Text: 'Hi {{name}}' }, TemplateData: '{}' }
  await world.send({ Content: { Template } })
  const [failure] = await world.events()
  expect(failure).toMatchObject({
    eventType: 'Rendering Failure',
    failure: { errorMessage: "Attribute 'name' is not present in the rendering data." },
  })
  expect(failure?.mail).not.toHaveProperty('headers')
})
