import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { confirmSubscription, goodMail, startMailWorld, type MailWorld } from '../ses/test-world.ts'

let world: MailWorld
let sender: Server
const clicks: { method: string; body: string; cookie: string | undefined }[] = []

beforeAll(async () => {
  world = await startMailWorld()
  world.ses.account.change({ latencyMs: { min: 1, max: 2 } })
  await confirmSubscription(world)
  sender = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      clicks.push({ method: request.method ?? '', body, cookie: request.headers.cookie })
      response.writeHead(request.url === '/redirects' ? 302 : 200, { location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((resolve) => sender.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  sender.close()
  sender.closeAllConnections()
  await world.close()
})

const origin = () => `http://127.0.0.1:${(sender.address() as AddressInfo).port}`

function campaign(
  path: string,
  address = 'reader@example.com',
  html = '<html><head></head><body><p>Hi <b>you</b></p></body></html>',
) {
  return goodMail({
    Destination: { ToAddresses: [address] },
    Content: {
      Simple: {
        Subject: { Data: 'Tea & <b>biscuits</b>', Charset: 'UTF-8' },
        Body: { Html: { Data: html, Charset: 'UTF-8' }, Text: { Data: 'Hi you', Charset: 'UTF-8' } },
        Headers: [
          { Name: 'List-Unsubscribe', Value: `<${origin()}${path}>, <mailto:out@example.com>` },
          { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
        ],
      },
    },
  })
}

const get = (path: string) => fetch(world.sim.url + path)
const page = async (path: string) => (await get(path)).text()

test('the list shows the newest mail first and finds a part of an address', async () => {
  const first = await world.send(campaign('/u', 'ada.first@example.com'))
  const second = await world.send(campaign('/u', 'bob.second@example.com'))
  const list = await page('/mailbox')
  expect(list.indexOf(second)).toBeLessThan(list.indexOf(first))
  const found = await page('/mailbox?to=ADA.first')
  expect(found).toContain(first)
  expect(found).not.toContain(second)
  expect(list).toContain('Simulator: these mails were never sent to anybody.')
})

test('what a sender writes into a subject stays text', async () => {
  const id = await world.send(campaign('/u'))
  const shown = await page(`/mailbox/${id}`)
  expect(shown).toContain('Tea &amp; &lt;b&gt;biscuits&lt;/b&gt;')
  expect(shown).not.toContain('<b>biscuits')
})

test('older mails are on the next page, each once', async () => {
  for (let count = 0; count < 55; count += 1) await world.send(campaign('/u', `page${count}@example.com`))
  const idsOn = (html: string) => [...html.matchAll(/href="\/mailbox\/(0100[^"?]+)"/g)].map(([, id]) => id)
  const first = await page('/mailbox?to=page')
  const older = /href="(\/mailbox\?[^"]*before=\d+)"/.exec(first)?.[1] ?? ''
  const second = await page(older.replaceAll('&amp;', '&'))
  expect(new Set([...idsOn(first), ...idsOn(second)]).size).toBe(55)
  expect(idsOn(first)).toHaveLength(50)
})

test('the mail is shown without script, its links opening beside the mailbox', async () => {
  const id = await world.send(campaign('/u'))
  const answer = await get(`/mailbox/${id}/html`)
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'none'")
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  expect(await answer.text()).toBe('<html><head><base target="_blank"></head><body><p>Hi <b>you</b></p></body></html>')
})

test('one click unsubscribes as RFC 8058 says, without cookies', async () => {
  const id = await world.send(campaign('/u'))
  const answer = await fetch(`${world.sim.url}/mailbox/${id}/unsubscribe`, {
    method: 'POST',
    headers: { cookie: 'a=b' },
  })
  expect(clicks.at(-1)).toEqual({ method: 'POST', body: 'List-Unsubscribe=One-Click', cookie: undefined })
  expect(await answer.text()).toContain('the sender answered 200')
})

test('a sender that redirects a one-click unsubscribe is told off', async () => {
  const id = await world.send(campaign('/redirects'))
  const answer = await fetch(`${world.sim.url}/mailbox/${id}/unsubscribe`, { method: 'POST' })
  expect(await answer.text()).toContain('the sender answered 302, where RFC 8058 wants a 200')
})

test('marking a mail as spam becomes a complaint', async () => {
  const id = await world.send(campaign('/u', 'angry@example.com'))
  await fetch(`${world.sim.url}/mailbox/${id}/complaint`, { method: 'POST' })
  const events = await world.events()
  expect(events.find(({ mail, complaint }) => complaint && mail['messageId'] === id)).toBeDefined()
  expect(await page('/mailbox?to=angry')).toContain('Marked as spam')
})

test('a mail that bounced is not opened, and has nothing to click', async () => {
  const html = '<a href="https://shop.example/">Shop</a><img src="https://shop.example/pixel.gif">'
  const id = await world.send(campaign('/u', 'bounce@simulator.amazonses.com', html))
  await world.events()
  expect(await page(`/mailbox/${id}`)).not.toContain('<iframe')
  expect(await page(`/mailbox/${id}`)).toContain('never reached its reader')
  expect(await (await world.control('GET', `/mails/${id}`)).json()).toMatchObject({
    arrived: false,
    links: [],
    images: [],
  })
})

test('a mail that arrived gives its links and pictures in order', async () => {
  const html = '<a href="https://shop.example/?a=1&amp;b=2">Shop</a><img src="https://shop.example/pixel.gif">'
  const id = await world.send(campaign('/u', 'reader@example.com', html))
  expect(await (await world.control('GET', `/mails/${id}`)).json()).toMatchObject({
    links: ['https://shop.example/?a=1&b=2'],
    images: ['https://shop.example/pixel.gif'],
  })
})

test('the storefront shows where a link led and what it carried', async () => {
  const shown = await page('/storefront/products/mug?utm_source=glancito&utm_campaign=%3Cb%3E')
  expect(shown).toContain('<strong>/products/mug</strong>')
  expect(shown).toContain('<dt>utm_campaign</dt><dd>&lt;b&gt;</dd>')
})

test('a mail that does not exist is not found', async () => {
  expect((await get('/mailbox/0100-none')).status).toBe(404)
})

/** A mail server that takes what is answered, but for nobody@. */
async function takeReplies() {
  const mails: { to: string; from: string; raw: string }[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('nobody@') ? Object.assign(new Error('Not here'), { responseCode: 550 }) : null),
    onData: (stream, { envelope }, done) => {
      let raw = ''
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString()))
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        mails.push({ to: envelope.rcptTo[0]?.address ?? '', from, raw })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  world.sim.context.settings.replies = { domain: 'reply.example.com', port }
  const close = () => new Promise<void>((resolve) => server.close(resolve))
  return { mails, close }
}

const answer = async (id: string, form: Record<string, string>) =>
  (await fetch(`${world.sim.url}/mailbox/${id}/reply`, { method: 'POST', body: new URLSearchParams(form) })).text()

test('a mail is answered where it says, by who got it, with what it says quoted', async () => {
  const replies = await takeReplies()
  const id = await world.send({ ...campaign('/u'), ReplyToAddresses: ['r+abc@reply.example.com'] })
  expect(await page(`/mailbox/${id}`)).toContain('Send reply')
  expect(await answer(id, { text: 'Is it <blue>?' })).toContain('Reply sent: the mail server answered “250')
  expect(replies.mails).toMatchObject([{ to: 'r+abc@reply.example.com', from: 'reader@example.com' }])
  const raw = replies.mails[0]?.raw ?? ''
  expect(raw).toContain('Subject: Re: Tea & <b>biscuits</b>')
  expect(raw).toContain('Is it <blue>?')
  expect(raw).toContain('> Hi you')
  expect(raw).not.toContain('Auto-Submitted')
  await answer(id, { text: 'Away', automatic: 'yes' })
  expect(replies.mails[1]?.raw).toContain('Auto-Submitted: auto-replied')
  await replies.close()
})

test('an answer that is not taken shows what the mail server said, and why where there is none', async () => {
  const replies = await takeReplies()
  const id = await world.send({ ...campaign('/u'), ReplyToAddresses: ['nobody@reply.example.com'] })
  expect(await answer(id, { text: 'Hello' })).toContain('Reply not taken: the mail server answered “550 Not here”')
  await replies.close()
  expect(await answer(id, { text: 'Hello' })).toContain('ECONNREFUSED')
})

test('a mail that is not answered to the app, or bounced, has no form for it', async () => {
  const replies = await takeReplies()
  const ours = { ReplyToAddresses: ['r+abc@reply.example.com'] }
  const elsewhere = { ReplyToAddresses: ['help@shop.example'] }
  const [silent, other] = [await world.send(campaign('/u')), await world.send({ ...campaign('/u'), ...elsewhere })]
  const bounced = await world.send({ ...campaign('/u', 'bounce@simulator.amazonses.com'), ...ours })
  await world.events()
  for (const id of [silent, other, bounced]) expect(await page(`/mailbox/${id}`)).not.toContain('Send reply')
  for (const id of [silent, other]) expect(await answer(id, { text: 'Hello' })).toContain('can not be answered')
  await replies.close()
})

test('attachments are shown by name and size', async () => {
  const mail = campaign('/u')
  const content = Buffer.alloc(2048)
  const Simple = { ...mail.Content?.Simple, Attachments: [{ FileName: 'a & b.png', RawContent: content }] }
  const id = await world.send({ ...mail, Content: { Simple } as typeof mail.Content })
  expect(await page(`/mailbox/${id}`)).toContain('<dd>a &amp; b.png, 2.0 KB</dd>')
})
