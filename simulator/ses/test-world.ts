// For tests: a simulator in this process, the real SES client, and a subscriber that keeps what SNS posts to it.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2'
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator.ts'
import { sesOf, type Ses } from './ses.ts'
import type { SnsEnvelope } from './sns-envelope.ts'

export interface Received {
  headers: IncomingHttpHeaders
  envelope: SnsEnvelope
}

interface EventJson {
  eventType?: string
  notificationType?: string
  mail: Record<string, unknown>
  bounce?: { bounceType: string; bounceSubType: string }
  complaint?: object
}

interface Subscriber {
  url: string
  received: Received[]
  /** What the next posts are answered with; 200 once it is used up. */
  answers: number[]
  close(): void
}

export interface MailWorld {
  sim: Simulator
  ses: Ses
  client: SESv2Client
  subscriber: Subscriber
  control(method: string, path: string, body?: unknown): Promise<Response>
  /** Sends a whole, good message but for what is given. */
  send(changes?: Partial<SendEmailCommandInput>): Promise<string>
  /** The event JSONs that have arrived, after all that waits is delivered. */
  events(): Promise<EventJson[]>
  close(): Promise<void>
}

export const SENDER = 'Wide Sky <news@mail.glancito-demo.example>'

export function goodMail(changes: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput {
  return {
    FromEmailAddress: SENDER,
    Destination: { ToAddresses: ['reader@example.com'] },
    ConfigurationSetName: 'glancito',
    EmailTags: [{ Name: 'delivery_id', Value: '1-7-99' }],
    Content: {
      Simple: {
        Subject: { Data: 'Grüße', Charset: 'UTF-8' },
        Body: { Html: { Data: '<p>Hello</p>', Charset: 'UTF-8' }, Text: { Data: 'Hello', Charset: 'UTF-8' } },
      },
    },
    ...changes,
  }
}

export async function startMailWorld(options: SimulatorOptions = {}): Promise<MailWorld> {
  const subscriber = await startSubscriber()
  const sim = await startSimulator({ appUrl: subscriber.url, ...options })
  const ses = sesOf(sim.context)
  const { awsRegion: region, awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey } = sim.context.settings
  const client = new SESv2Client({
    region,
    endpoint: sim.url,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  })
  return {
    sim,
    ses,
    client,
    subscriber,
    control: (method, path, body) =>
      fetch(`${sim.url}/_control${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) }),
    async send(changes) {
      const { MessageId } = await client.send(new SendEmailCommand(goodMail(changes)))
      return MessageId ?? ''
    },
    async events() {
      await ses.flush()
      return subscriber.received
        .filter(({ envelope }) => envelope.Type === 'Notification')
        .map(({ envelope }) => JSON.parse(envelope.Message) as EventJson)
    },
    async close() {
      client.destroy()
      await sim.close()
      subscriber.close()
    },
  }
}

/** Confirms the demo's subscription as the app does: with the token that SNS posted. */
export async function confirmSubscription({ sim, subscriber }: MailWorld): Promise<void> {
  while (!subscriber.received.some(({ envelope }) => envelope.Type === 'SubscriptionConfirmation')) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const asked = subscriber.received.find(({ envelope }) => envelope.Type === 'SubscriptionConfirmation')
  const url = new URL(asked?.envelope.SubscribeURL ?? '')
  await fetch(`${sim.url}/${url.search}`, { headers: { 'x-simulated-host': url.host } })
}

async function startSubscriber(): Promise<Subscriber> {
  const received: Received[] = []
  const answers: number[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, envelope: JSON.parse(Buffer.concat(chunks).toString()) })
      response.writeHead(answers.shift() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answers,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
