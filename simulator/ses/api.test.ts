import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  CreateEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  NotFoundException,
  PutSuppressedDestinationCommand,
  SendBulkEmailCommand,
  SendEmailCommand,
  SESv2Client,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { healthySns } from './sns-settings.ts'
import { noFaults } from './faults.ts'
import { goodMail, SENDER, startMailWorld, type MailWorld } from './test-world.ts'

let world: MailWorld
beforeAll(async () => {
  world = await startMailWorld()
})
beforeEach(() => {
  Object.assign(world.ses.faults, noFaults())
  world.ses.sns.change(healthySns)
  world.ses.account.change({ maxSendRate: 500, max24HourSend: 200_000, sendingEnabled: true, productionAccess: true })
})
afterAll(() => world.close())

const refusalOf = (input: SendEmailCommandInput, client = world.client) =>
  client.send(new SendEmailCommand(input)).then(
    () => null,
    (error: Error & { $metadata?: { httpStatusCode?: number } }) => ({
      name: error.name,
      message: error.message,
      status: error.$metadata?.httpStatusCode,
    }),
  )

const withHeaders = (headers: [string, string][]) => {
  const mail = goodMail()
  const simple = mail.Content?.Simple
  return {
    ...mail,
    Content: { Simple: { ...simple, Headers: headers.map(([Name, Value]) => ({ Name, Value })) } },
  } as SendEmailCommandInput
}
const to = (...ToAddresses: string[]) => goodMail({ Destination: { ToAddresses } })
const tagged = (Name: string, Value: string) => goodMail({ EmailTags: [{ Name, Value }] })
const body = (html: string, charset?: string) =>
  goodMail({
    Content: {
      Simple: { Subject: { Data: 'Hello' }, Body: { Html: { Data: html, ...(charset && { Charset: charset }) } } },
    },
  })
const attached = (FileName: string) => {
  const mail = goodMail()
  const simple = { ...mail.Content?.Simple, Attachments: [{ FileName, RawContent: Buffer.from('x') }] }
  return { ...mail, Content: { Simple: simple } } as SendEmailCommandInput
}

test('a message is accepted and kept with its tags, headers and configuration set', async () => {
  const messageId = await world.send(withHeaders([['List-Unsubscribe', '<https://x.example/u>']]))
  expect(messageId).toMatch(/^0100[0-9a-f]{12}-[0-9a-f-]{36}-000000$/)
  const mail = await (await world.control('GET', `/mails/${messageId}`)).json()
  expect(mail).toMatchObject({
    from: SENDER,
    to: ['reader@example.com'],
    subject: 'Grüße',
    html: '<p>Hello</p>',
    text: 'Hello',
    headers: [{ name: 'List-Unsubscribe', value: '<https://x.example/u>' }],
    tags: { delivery_id: '1-7-99' },
    configurationSet: 'glancito',
  })
})

describe('what SES refuses', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `a${i}@example.com`)
  const bad = 'BadRequestException'
  test.each<[string, SendEmailCommandInput, string]>([
    ['an e-mail address as a tag', tagged('member', 'a@example.com'), bad],
    ['a tag name with a space', tagged('my tag', 'x'), bad],
    ['a tag of 257 characters', tagged('x', 'y'.repeat(257)), bad],
    ['an empty tag value', tagged('x', ''), bad],
    ['sixteen headers', withHeaders(many(16).map((_, i) => [`X-${i}`, 'y'])), bad],
    ['a header that SES sets itself', withHeaders([['Message-ID', '<x>']]), bad],
    [
      'a header given twice',
      withHeaders([
        ['X-A', '1'],
        ['x-a', '2'],
      ]),
      bad,
    ],
    ['a header name with a colon', withHeaders([['X:A', '1']]), bad],
    ['a header value beyond ASCII', withHeaders([['X-A', 'Grüße']]), bad],
    ['a header value with a line break', withHeaders([['X-A', 'a\r\nBcc: b@example.com']]), bad],
    ['a header of 997 characters', withHeaders([['X-Ab', 'y'.repeat(993)]]), bad],
    ['fifty-one recipients', to(...many(51)), bad],
    ['no recipient', to(), bad],
    ['an address without a domain', to('nobody'), bad],
    ['a local part beyond ASCII', to('zoë@example.com'), bad],
    ['an address with two dots', to('a..b@example.com'), bad],
    ['an empty body', body('', 'UTF-8'), bad],
    ['text beyond ASCII without a charset', body('<p>Grüße</p>'), bad],
    ['an unverified sender', goodMail({ FromEmailAddress: 'shop@elsewhere.example' }), 'MessageRejected'],
    ['a configuration set that does not exist', goodMail({ ConfigurationSetName: 'none' }), 'NotFoundException'],
    ['an attachment that could do harm', attached('invoice.pdf.EXE'), bad],
    ['an attachment without a name', attached(''), bad],
    [
      'a raw message, which the simulator does not know',
      goodMail({ Content: { Raw: { Data: Buffer.from('x') } } }),
      bad,
    ],
  ])('%s', async (_, input, name) => {
    expect(await refusalOf(input)).toMatchObject({ name })
  })

  test('fifteen headers, fifty recipients and a header of 996 characters are still fine', async () => {
    const headers: [string, string][] = [
      ...many(14).map((_, i): [string, string] => [`X-${i}`, 'y']),
      ['X-Ab', 'y'.repeat(992)],
    ]
    expect(await refusalOf({ ...withHeaders(headers), Destination: { ToAddresses: many(50) } })).toBeNull()
  })

  test('a sender in a subdomain of a verified domain is verified', async () => {
    expect(await refusalOf(goodMail({ FromEmailAddress: 'a@eu.mail.glancito-demo.example' }))).toBeNull()
  })
})

describe('the account', () => {
  test('over the rate SES says so, in either of its names', async () => {
    world.ses.account.change({ maxSendRate: 1 })
    await refusalOf(goodMail())
    expect(await refusalOf(goodMail())).toEqual({
      name: 'TooManyRequestsException',
      message: 'Maximum sending rate exceeded.',
      status: 429,
    })
    world.ses.account.change({ throttleType: 'ThrottlingException' })
    expect(await refusalOf(goodMail())).toMatchObject({ name: 'ThrottlingException', status: 400 })
    world.ses.account.change({ throttleType: 'TooManyRequestsException' })
  })

  test('over the daily quota SES says so, counting recipients', async () => {
    const { SendQuota } = await world.client.send(new GetAccountCommand({}))
    world.ses.account.change({ max24HourSend: (SendQuota?.SentLast24Hours ?? 0) + 2 })
    expect(await refusalOf(to('a@example.com', 'b@example.com', 'c@example.com'))).toMatchObject({
      message: 'Daily message quota exceeded.',
    })
    expect(await refusalOf(to('a@example.com', 'b@example.com'))).toBeNull()
    expect(await refusalOf(to('a@example.com'))).toMatchObject({ message: 'Daily message quota exceeded.' })
  })

  test('a paused account sends nothing', async () => {
    await world.control('POST', '/ses', { sendingEnabled: false })
    expect(await refusalOf(goodMail())).toMatchObject({ name: 'SendingPausedException' })
    expect((await world.client.send(new GetAccountCommand({}))).SendingEnabled).toBe(false)
  })

  test('in the sandbox only verified recipients and the mailbox simulator are reached', async () => {
    world.ses.account.change({ productionAccess: false })
    expect(await refusalOf(to('reader@example.com'))).toMatchObject({
      message: expect.stringContaining('failed the check in region US-EAST-1: reader@example.com'),
    })
    expect(await refusalOf(to('success+a@simulator.amazonses.com'))).toBeNull()
  })

  test('an identity is known or not, verified or not, and asked about once a second', async () => {
    const get = (EmailIdentity: string) => world.client.send(new GetEmailIdentityCommand({ EmailIdentity }))
    const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1010))
    world.ses.account.change({ pendingIdentities: ['slow.example'] })
    expect(await get('mail.glancito-demo.example')).toMatchObject({
      IdentityType: 'DOMAIN',
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
    })
    await expect(get('slow.example')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    })
    await nextSecond()
    expect(await get('slow.example')).toMatchObject({ VerifiedForSendingStatus: false, VerificationStatus: 'PENDING' })
    await nextSecond()
    await expect(get('me@unknown.example')).rejects.toBeInstanceOf(NotFoundException)
    await nextSecond()
    await expect(get('not an identity')).rejects.toMatchObject({ name: 'BadRequestException' })
    await nextSecond()
    const stranger = new SESv2Client({
      region: 'us-east-1',
      endpoint: world.sim.url,
      credentials: { accessKeyId: 'SOMEBODY', secretAccessKey: 'else' },
      maxAttempts: 1,
    })
    await expect(
      stranger.send(new GetEmailIdentityCommand({ EmailIdentity: 'mail.glancito-demo.example' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
  })

  test('a new identity is verified at once', async () => {
    await world.client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'Second.example' }))
    const identity = await world.client.send(new GetEmailIdentityCommand({ EmailIdentity: 'second.example' }))
    expect(identity).toMatchObject({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: true })
    expect(identity.DkimAttributes?.Tokens).toHaveLength(3)
  })
})

test('the suppression list is read, written and emptied', async () => {
  const EmailAddress = 'Dead.End+1@example.com'
  const get = () => world.client.send(new GetSuppressedDestinationCommand({ EmailAddress }))
  await expect(get()).rejects.toBeInstanceOf(NotFoundException)
  await world.client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'BOUNCE' }))
  expect((await get()).SuppressedDestination).toMatchObject({
    EmailAddress: 'dead.end+1@example.com',
    Reason: 'BOUNCE',
  })
  const listed = await world.client.send(new ListSuppressedDestinationsCommand({}))
  expect(listed.SuppressedDestinationSummaries?.map((one) => one.EmailAddress)).toContain('dead.end+1@example.com')
  await world.client.send(new DeleteSuppressedDestinationCommand({ EmailAddress }))
  await expect(get()).rejects.toBeInstanceOf(NotFoundException)
})

test('a bulk call answers each entry in its order', async () => {
  const entry = (address: string, data: object) => ({
    Destination: { ToAddresses: [address] },
    ReplacementEmailContent: { ReplacementTemplate: { ReplacementTemplateData: JSON.stringify(data) } },
  })
  const { BulkEmailEntryResults: results } = await world.client.send(
    new SendBulkEmailCommand({
      FromEmailAddress: SENDER,
      ConfigurationSetName: 'glancito',
      DefaultContent: {
        Template: { TemplateContent: { Subject: 'Hi {{name}}', Text: 'Hi {{name}}' }, TemplateData: '{}' },
      },
      BulkEmailEntries: [entry('a@example.com', { name: 'Ada' }), entry('broken', { name: 'Bo' })],
    }),
  )
  expect(results?.map(({ Status }) => Status)).toEqual(['SUCCESS', 'INVALID_PARAMETER'])
  const mail = await (await world.control('GET', `/mails/${results?.[0]?.MessageId}`)).json()
  expect(mail.subject).toBe('Hi Ada')
})

describe('the signature', () => {
  const clientWith = (
    credentials: { accessKeyId: string; secretAccessKey: string },
    region = 'us-east-1',
    offset = 0,
  ) => new SESv2Client({ region, endpoint: world.sim.url, credentials, maxAttempts: 1, systemClockOffset: offset })
  const key = () => ({
    accessKeyId: world.sim.context.settings.awsAccessKeyId,
    secretAccessKey: world.sim.context.settings.awsSecretAccessKey,
  })
  test.each([
    ['of an unknown key', () => clientWith({ ...key(), accessKeyId: 'SOMEBODYELSE' }), 'UnrecognizedClientException'],
    ['by a wrong secret', () => clientWith({ ...key(), secretAccessKey: 'wrong' }), 'InvalidSignatureException'],
    ['for another region', () => clientWith(key(), 'eu-west-1'), 'InvalidSignatureException'],
    ['made ten minutes ago', () => clientWith(key(), 'us-east-1', -600_000), 'InvalidSignatureException'],
  ])('%s is refused', async (_, client, name) => {
    expect(await refusalOf(goodMail(), client())).toMatchObject({ name, status: 403 })
  })

  test('that is missing is refused', async () => {
    const answer = await fetch(`${world.sim.url}/v2/email/account`)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
  })

  test('is not dated while the simulated clock stands elsewhere', async () => {
    world.sim.clock.set(new Date('2026-01-01T00:00:00Z'))
    expect(await refusalOf(goodMail())).toBeNull()
    world.sim.clock.set(null)
  })
})

describe('faults', () => {
  const count = () => world.ses.mails.count()

  test('SES that is down answers 503 and accepts nothing', async () => {
    const before = count()
    await world.control('POST', '/ses', { down: true })
    expect(await refusalOf(goodMail())).toMatchObject({ status: 503 })
    expect(count()).toBe(before)
  })

  test.each([
    ['acceptThenDrop', 1],
    ['acceptThenFail', 1],
    ['dropNext', 0],
  ])('%s leaves the caller without an answer, and %i mail more', async (fault, more) => {
    const before = count()
    await world.control('POST', '/ses', { [fault]: 1 })
    expect(await refusalOf(goodMail())).not.toBeNull()
    expect(count()).toBe(before + more)
    expect(await refusalOf(goodMail())).toBeNull()
  })

  test('any error can be arranged for the next sends', async () => {
    const refuseNext = { count: 1, type: 'AccountSuspendedException', message: 'Suspended.', status: 400 }
    await world.control('POST', '/ses', { refuseNext })
    expect(await refusalOf(goodMail())).toMatchObject({ name: 'AccountSuspendedException', message: 'Suspended.' })
    expect(await refusalOf(goodMail())).toBeNull()
  })

  test('a setting that does not exist is refused', async () => {
    expect((await world.control('POST', '/ses', { downn: true })).status).toBe(400)
  })
})
