// Two shops with what they have sent out: every URL, token and message that is validly signed, from which the fuzz begins, and by
// which it knows what is.
import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { env } from '#app/platform/env.server.ts'
import routes from '#app/routes.ts'
import { clickUrl, openUrl, unsubscribeToken } from '#app/tracking/links.server.ts'
import { createCertificate, type SigningCertificate } from '#simulator/ses/certificate.ts'
import { signature, type SnsContent } from '#simulator/ses/sns-envelope.ts'
import type { RouteConfigEntry } from '@remix-run/route-config'
import { aMailing, aMember, aRecipient, aTenant } from '../factories.ts'
import { REPLY_DOMAIN } from '../replies.ts'
import { sessionToken } from '../session-token.ts'
import { replyAddress } from '#app/tracking/reply-address.server.ts'
import { EVIL } from './pieces.ts'
import type { Base, Bases } from './recipes.ts'
import { bytes, type Wire } from './wire.ts'

export type FuzzWorld = {
  bases: Bases
  /** Where signed links lead. */
  destinations: Set<string>
  /** Whether a request carries a valid signature: then it may do what it says. */
  isSigned: (wire: Wire) => boolean
  replyAddresses: string[]
  close: () => Promise<void>
}

type Reader = { tenantId: number; mailingId: number; memberId: bigint; sendNo: number }
const SHOPS = ['fuzz-one.myshopify.com', 'fuzz-two.myshopify.com']
const LINKS = [
  'https://shop.example/',
  'https://shop.example/sale?q=a%20b&utm_content=',
  'https://shop.example/läden?q=ü%26&x=1+2#a',
]
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events'

export async function openWorld(): Promise<FuzzWorld> {
  const readers: Reader[] = []
  for (const shop of SHOPS) readers.push(...(await aShop(shop)))
  const certificate = await createCertificate()
  const sns = createServer(({ url }, response) =>
    url === certificate.path ? response.end(certificate.certificatePem) : response.writeHead(404).end(),
  )
  await new Promise<void>((resolve) => sns.listen(0, '127.0.0.1', resolve))
  env().SNS_ORIGIN = `http://127.0.0.1:${(sns.address() as AddressInfo).port}`
  const tokens = readers.map((reader) => unsubscribeToken({ ...reader, attempt: 1, email: 'reader@example.com' }))
  const bases: Bases = {
    ...tracking(readers),
    ...tokenPages(tokens),
    webhooks: webhooks(),
    sns: await snsMessages(certificate, readers),
    health: gets(['/healthz', '/readyz', '/metrics']),
    ...remixPages(),
  }
  return {
    bases,
    destinations: new Set(bases.click.map(({ target }) => locationOf(target))),
    isSigned: oracle(bases, tokens),
    replyAddresses: readers.map((reader) => replyAddress(reader, REPLY_DOMAIN)),
    close: () => {
      sns.closeAllConnections()
      return new Promise((resolve) => sns.close(() => resolve()))
    },
  }
}

/** Three members got its mailing, one of them twice. */
async function aShop(shop: string): Promise<Reader[]> {
  const tenantId = await aTenant({ shop })
  const mailing = await aMailing(tenantId, { status: 'sent', last_sent_at: new Date(Date.now() - 86_400_000) })
  const readers: Reader[] = []
  for (const sendNo of [0, 0, 0, 1]) {
    const memberId = sendNo === 0 ? await aMember(tenantId) : (readers[0]?.memberId ?? 0n)
    await aRecipient(mailing, memberId, { state: 'sent', attempt: 1, send_no: sendNo, message_id: 'm' })
    readers.push({ tenantId, mailingId: mailing.mailingId, memberId, sendNo })
  }
  return readers
}

const gets = (targets: string[]): Base[] => targets.map((target) => ({ method: 'GET', target }))
const inOrigin = (url: string) => url.slice(env().SHOPIFY_APP_URL.length)

function tracking(readers: Reader[]): Pick<Bases, 'open' | 'click'> {
  const to = readers.map((reader) => ({ ...reader, attempt: 1 }))
  const links = LINKS.map((url) => ({ url, pseudonymAt: url.endsWith('utm_content=') ? url.length : 0 }))
  return {
    open: gets(to.map((each) => inOrigin(openUrl(each)))),
    click: gets(to.flatMap((each) => links.map((link, index) => inOrigin(clickUrl(each, 1 + index, link))))),
  }
}

/** As `Location` says it: a header holds ASCII only. */
function locationOf(target: string): string {
  const destination = new URLSearchParams(target.slice(target.indexOf('?'))).get('d') ?? ''
  return destination.replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent)
}

function tokenPages(tokens: string[]): Pick<Bases, 'unsubscribe' | 'preferences'> {
  const of = (path: string): Base[] =>
    tokens.flatMap((token) => [
      { method: 'GET', target: path + token },
      { method: 'POST', target: path + token, body: 'List-Unsubscribe=One-Click' },
    ])
  return { unsubscribe: of('/api/v1/unsubscribe/'), preferences: of('/api/v1/preferences/') }
}

const hmacOf = (body: string) =>
  createHmac('sha256', env().SHOPIFY_API_SECRET).update(Buffer.from(body, 'latin1')).digest('base64')

function webhooks(): Base[] {
  const bodies = ['{"id":7000000000001,"email":"a@b.example"}', '{"shop_id":1,"customer":{"id":7}}', '{}']
  return ['customers/update', 'customers/redact', 'app/uninstalled'].map((topic, index) => {
    const body = bodies[index] ?? ''
    return {
      method: 'POST',
      target: `/webhooks/${topic}`,
      body,
      headers: [
        ['X-Shopify-Hmac-Sha256', hmacOf(body)],
        ['X-Shopify-Topic', topic],
        ['X-Shopify-Shop-Domain', SHOPS[0] ?? ''],
        ['X-Shopify-Api-Version', '2026-10'],
        ['X-Shopify-Webhook-Id', randomUUID()],
      ],
    }
  })
}

async function snsMessages(certificate: SigningCertificate, [reader]: Reader[]): Promise<Base[]> {
  const tags = { tenant_id: [String(reader?.tenantId)], mailing_id: [String(reader?.mailingId)] }
  const event = { eventType: 'Complaint', mail: { messageId: 'm', tags }, complaint: { complainedRecipients: [] } }
  const contents = [
    { Type: 'Notification' as const, Message: JSON.stringify(event) },
    { Type: 'Notification' as const, Message: 'ä', Subject: 'Amazon SES' },
    { Type: 'SubscriptionConfirmation' as const, Message: 'x', Token: 't', SubscribeURL: `https://${EVIL}/` },
  ]
  const bodies = await Promise.all(contents.flatMap((content) => [signed('1', content), signed('2', content)]))
  return ['/api/v1/sns-bounce', '/api/v1/sns-reply'].flatMap((target) =>
    bodies.map((body) => ({ method: 'POST', target, body, headers: [['Content-Type', 'text/plain; charset=UTF-8']] })),
  )

  async function signed(version: '1' | '2', content: Pick<SnsContent, 'Type' | 'Message'>): Promise<string> {
    const full = { MessageId: randomUUID(), TopicArn: TOPIC, Timestamp: new Date().toISOString(), ...content }
    const code = await signature(full, version, certificate.privateKey)
    const from = `https://sns.us-east-1.amazonaws.com${certificate.path}`
    return bytes(JSON.stringify({ ...full, SignatureVersion: version, Signature: code, SigningCertURL: from }))
  }
}

/** Every page, asked by nobody, and by whom nobody has let in. */
function remixPages(): Pick<Bases, 'admin' | 'api' | 'auth' | 'nowhere'> {
  const shop = SHOPS[0] ?? ''
  const forged = [
    { secret: 'guessed' },
    { audience: 'another-app' },
    { issuedAt: new Date(Date.now() - 86_400_000) },
  ].map((forgery) => sessionToken(shop, forgery))
  const paths = pathsOf(routes, '').map((path) => path.replaceAll(/:\w+|\*/g, '7'))
  const entry = `shop=${shop}&host=${Buffer.from('admin.shopify.com/store/fuzz-one').toString('base64')}&embedded=1`
  const asked = (path: string, index: number): Base[] => {
    const headers: Wire['headers'] = [['Authorization', `Bearer ${forged[index % forged.length]}`]]
    return [
      { method: 'GET', target: `${path}?${entry}` },
      { method: 'GET', target: `${path}.data`, headers },
      { method: 'POST', target: path, headers, body: 'intent=save&fields=1' },
      { method: 'GET', target: `${path}?${entry}&id_token=${forged[index % forged.length]}` },
    ]
  }
  const of = (begins: string) => paths.filter((path) => path.startsWith(begins)).flatMap(asked)
  const reload = encodeURIComponent(`https://${EVIL}/`)
  return {
    admin: of('/app'),
    api: of('/api'),
    auth: gets([
      '/',
      `/?${entry}`,
      '/auth/login',
      `/auth/callback?code=x&hmac=${'0'.repeat(64)}&state=1&timestamp=1&${entry}`,
      `/auth/session-token?${entry}&shopify-reload=${reload}`,
      `/auth/exit-iframe?${entry}&exitIframe=${reload}`,
      `/auth?${entry}`,
    ]),
    nowhere: gets([
      '/favicon.ico',
      '/robots.txt',
      '/assets/entry.js',
      '/.env',
      '/api/v1/',
      '/webhooks',
      '/x/y?z',
      '/app.data',
    ]),
  }
}

const pathsOf = (entries: RouteConfigEntry[], above: string): string[] =>
  entries.flatMap(({ path = '', children = [] }) => {
    const own = path === '' ? above : `${above}/${path}`
    return [own || '/', ...pathsOf(children, own)]
  })

/**
 * Tells what is signed by comparing with what was signed, and not by the product's own means. In doubt it is: of a request that
 * only may be signed nothing is asked but that the server does not fail.
 */
function oracle(bases: Bases, tokens: string[]): FuzzWorld['isSigned'] {
  const links = new Set([...bases.open, ...bases.click].flatMap(({ target }) => readingsOf(target)))
  const messages = new Set(bases.sns.map(({ body = '' }) => messageOf(body)))
  const known = new Set(tokens)
  return ({ target, headers, body }) => {
    const [, token = ''] = /\/(?:unsubscribe|preferences)\/([^?]*)/.exec(target) ?? []
    if (known.has(token) || readingsOf(target).some((link) => links.has(link))) return true
    if (messages.has(messageOf(body))) return true
    const code = hmacOf(body)
    return headers.some(([name, value]) => /^x-shopify-hmac/i.test(name) && value === code)
  }
}

/**
 * Whom a tracking URL names, and where it leads: with and without names that are spelt in another way. Of a parameter that comes
 * twice the last counts.
 */
function readingsOf(target: string): string[] {
  const [, kind] = /track\/(open|click)/.exec(target) ?? []
  const query = target.slice(target.indexOf('?') + 1)
  const plain = query.split('&').filter((pair) => /^[cmnds]=/.test(pair))
  const names = kind === 'click' ? ['c', 'm', 'n', 'd', 's'] : ['c', 'm', 'n', 's']
  return [query, plain.join('&')].map((text) => {
    const read = new URLSearchParams(text)
    return JSON.stringify([kind, ...names.map((name) => read.getAll(name).at(-1) ?? '')])
  })
}

const FIELDS = [
  'Type',
  'MessageId',
  'TopicArn',
  'Message',
  'Subject',
  'Token',
  'SubscribeURL',
  'Timestamp',
  'SignatureVersion',
]

function messageOf(body: string): string {
  try {
    const message: Record<string, unknown> = JSON.parse(Buffer.from(body, 'latin1').toString('utf8'))
    const code = Buffer.from(String(message['Signature']), 'base64').toString('hex')
    return JSON.stringify([code, ...FIELDS.map((name) => message[name])])
  } catch {
    return 'none'
  }
}
