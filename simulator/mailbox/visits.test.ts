import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startMailWorld, type MailWorld } from '../ses/test-world.ts'

type Request = { method: string; url: string; headers: IncomingHttpHeaders }

const requests: Request[] = []
const app = createServer((request, response) => {
  requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
  request.resume().on('end', () => response.writeHead(request.url?.includes('click') ? 302 : 200).end())
})
let world: MailWorld
let origin = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
  world = await startMailWorld({ appUrl: origin })
  world.ses.account.change({ latencyMs: { min: 1, max: 2 } })
})
beforeEach(() => void requests.splice(0))
afterAll(async () => {
  await world.close()
  app.close()
  app.closeAllConnections()
})

const campaign = () => `<p style="display: none"><a href="${origin}/api/v1/track/click?d=trap">x</a></p>
<a href="${origin}/api/v1/track/click?d=1">One</a> <a href="${origin}/api/v1/track/click?d=2">Two</a>
<a href="https://elsewhere.example/">Elsewhere</a> <a href="${origin}/api/v1/unsubscribe/t">Unsubscribe</a>
<img src="${origin}/api/v1/track/open?c=1">`

async function send(address: string, html = campaign(), to = world): Promise<string> {
  const text = (Data: string) => ({ Data, Charset: 'UTF-8' })
  const messageId = await to.send({
    Destination: { ToAddresses: [address] },
    Content: { Simple: { Subject: text('Hi'), Body: { Html: text(html), Text: text('Hi') } } },
  })
  await to.ses.flush()
  return messageId
}

async function visit(messageId: string, visitor: string) {
  const answer = await world.control('POST', '/visits', { messageId, visitor })
  return { status: answer.status, body: await answer.json() }
}

/** What came of the mail itself: SNS asks to be confirmed all the while. */
const asked = () => requests.filter(({ url }) => url.startsWith('/api/v1/') && !url.includes('sns'))

test('a visitor asks for its part of a mail, and what was answered is told', async () => {
  const { status, body } = await visit(await send('ada@example.com'), 'cisco')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    visitor: 'cisco',
    fellows: 0,
    asked: [
      { afterMs: 0, method: 'GET', what: 'image', status: 200 },
      { afterMs: 150, method: 'GET', what: 'link 1', status: 302 },
      { afterMs: 300, method: 'GET', what: 'link 2', status: 302 },
    ],
  })
  expect(asked().map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /api/v1/track/open?c=1',
    'GET /api/v1/track/click?d=1',
    'GET /api/v1/track/click?d=2',
  ])
})

test('a request says no more of itself than its program does', async () => {
  await visit(await send('bob@example.com'), 'safe-links')
  expect(asked()).toHaveLength(4)
  for (const { method, headers } of asked()) {
    expect(method).toBe('HEAD')
    expect(headers['x-forwarded-for']).toMatch(/^192\.0\.2\./)
    expect(Object.keys(headers).sort()).toEqual(['connection', 'host', 'x-forwarded-for'])
  }
})

test('who asks not to be tracked sends it along', async () => {
  await visit(await send('cy@example.com'), 'private')
  expect(asked()).toHaveLength(2)
  for (const { headers } of asked()) expect(headers).toMatchObject({ dnt: '1', 'sec-gpc': '1' })
})

test('a shared filter comes to the mails sent before in the same seconds, from one network', async () => {
  for (let count = 0; count < 12; count += 1) await send(`shared${count}@example.net`)
  const { body } = await visit(await send('last@example.net'), 'filter')
  expect(body).toMatchObject({ fellows: 9, asked: [{ what: 'link 1', status: 302 }] })
  expect(asked()).toHaveLength(10)
  const networks = new Set(asked().map(({ headers }) => String(headers['x-forwarded-for']).split('::')[0]))
  expect(networks.size).toBe(1)
})

test.each([
  ['no mail of that number', '0100-none', 'cisco', 404],
  ['a visitor that nobody knows', null, 'toaster', 400],
  ['a number in its place', null, 7, 400],
  ['nobody', null, undefined, 400],
])('a visit is refused for %s', async (_, messageId, visitor, status) => {
  const id = messageId ?? (await send('dee@example.com'))
  expect((await world.control('POST', '/visits', { messageId: id, visitor })).status).toBe(status)
  expect(asked()).toEqual([])
})

test('nobody comes to a mail that bounced, nor to one that has nothing for them', async () => {
  expect((await visit(await send('bounce@simulator.amazonses.com'), 'scanner')).status).toBe(409)
  expect((await visit(await send('eve@example.com', '<p>Plain</p>'), 'apple-privacy')).status).toBe(409)
  expect(asked()).toEqual([])
})

const arrange = (place: string, visitor: string | null) => world.control('POST', '/visitors', { place, visitor })

async function waitFor(count: number): Promise<void> {
  for (let waited = 0; asked().length < count && waited < 100; waited += 1)
    await new Promise((resolve) => setTimeout(resolve, 100))
}

test('who is arranged for a domain comes to each of its mails at their delivery, and to no other', async () => {
  await arrange('Bank.example', 'cisco')
  await send('fay@example.com')
  await send('gus@bank.example')
  await waitFor(3)
  expect(asked()).toHaveLength(3)
  const listed = await (await arrange('bank.example', null)).json()
  expect(listed).toMatchObject({ arranged: [] })
})

test('who is arranged still comes after a restart', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'visitors-'))
  const before = await startMailWorld({ appUrl: origin, data })
  await before.control('POST', '/visitors', { place: 'bank.example', visitor: 'cisco' })
  await before.close()
  const after = await startMailWorld({ appUrl: origin, data })
  await send('kim@bank.example', campaign(), after)
  await waitFor(3)
  expect(asked()).toHaveLength(3)
  await after.close()
  await rm(data, { recursive: true })
})

test('an address goes before its domain', async () => {
  await arrange('bank.example', 'barracuda')
  await arrange('hal@bank.example', 'mimecast')
  await send('hal@bank.example')
  await waitFor(2)
  expect(asked().map(({ method, url }) => `${method} ${url}`)).toEqual([
    'HEAD /api/v1/track/click?d=1',
    'GET /api/v1/track/click?d=1',
  ])
  for (const place of ['bank.example', 'hal@bank.example']) await arrange(place, null)
})

test.each([
  '',
  'nowhere',
  '@example.com',
  'a b@example.com',
  'a@b@example.com',
  `${'x'.repeat(320)}.example`,
  'example..com',
])('nobody is arranged for “%s”, which is no address and no domain', async (place) => {
  expect((await arrange(place, 'cisco')).status).toBe(400)
})

test('the page lets a visitor come, says what it does, and shows what it asked for', async () => {
  const id = await send('ida@example.com')
  const page = async (query: string) => (await fetch(`${world.sim.url}/mailbox/${id}?${query}`)).text()
  expect(await page('view=visitors')).toContain('aria-label="Let come: Microsoft Safe Links"')
  const came = await fetch(`${world.sim.url}/mailbox/${id}/visit`, {
    method: 'POST',
    body: new URLSearchParams({ visitor: 'mimecast' }),
  })
  expect(await came.text()).toContain('http-equiv="refresh"')
  await waitFor(2)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const shown = await page('view=visitors')
  expect(shown).toContain('Who has come')
  expect(shown).toContain('<td>HEAD link 1</td><td>302</td>')
  expect(shown).not.toContain('http-equiv="refresh"')
})

test('what nobody sees is no link of a reader', async () => {
  const id = await send(
    'joe@example.com',
    `<a href="/seen">a</a><div style="display:none"><p><a href="/in-it">b</a></p></div><a href="/after">c</a>
     <a href="/own" style="visibility : hidden">d</a><a hidden href="/attribute">e</a>
     <a href="/trap" aria-hidden="true" rel="nofollow">f</a><a href="/decoration" aria-hidden="true">g</a>
     <br><img src="/h.gif"><a href="/last" rel="nofollow">i</a>`,
  )
  const answer = await (await world.control('GET', `/mails/${id}/references`)).json()
  expect(answer).toEqual({
    arrived: true,
    links: ['/seen', '/after', '/decoration', '/last'],
    hidden: ['/in-it', '/own', '/attribute', '/trap'],
    images: ['/h.gif'],
  })
})
