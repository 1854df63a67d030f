import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { decode, encode, type Packet } from 'dns-packet'
import { startSimulator } from '#simulator/simulator.ts'
import { afterAll, describe, expect, test } from 'vitest'
import { RCODE } from './answer.ts'

const simulator = await startSimulator()
const port = simulator.context.settings.dnsPort
afterAll(() => simulator.close())

const resolver = new Resolver({ timeout: 200, tries: 1 })
resolver.setServers([`127.0.0.1:${port}`])
const control = (change: Record<string, unknown>) =>
  fetch(`${simulator.url}/_control/dns`, { method: 'POST', body: JSON.stringify(change) })

const hostsOf = async (domain: string) =>
  (await resolver.resolveMx(domain)).map(({ priority, exchange }) => ({ priority, exchange }))

/** The answer to a packet's bytes; null when none comes. */
async function ask(packet: Buffer): Promise<Packet | null> {
  const socket = createSocket('udp4')
  try {
    return await new Promise((resolve) => {
      socket.once('message', (answer) => resolve(decode(answer)))
      setTimeout(() => resolve(null), 200)
      socket.send(packet, port, '127.0.0.1')
    })
  } finally {
    socket.close()
  }
}
const rcodeOf = (answer: Packet | null) => answer && (answer.flags ?? 0) & 0xf
const mx = (name: string) => ({ type: 'MX' as const, class: 'IN' as const, name })

test('a domain has its mail hosts, in either case', async () => {
  const hosts = [
    { priority: 5, exchange: 'gmail-smtp-in.l.google.com' },
    { priority: 10, exchange: 'alt1.gmail-smtp-in.l.google.com' },
  ]
  expect(await hostsOf('gmail.example')).toEqual(hosts)
  expect(await hostsOf('GMAIL.Example')).toEqual(hosts)
})

test('a domain may take no mail, or have no MX', async () => {
  expect(await hostsOf('no-mail.example')).toEqual([{ priority: 0, exchange: '' }])
  await expect(resolver.resolveMx('no-mx.example')).rejects.toMatchObject({ code: 'ENODATA' })
})

test('a name that it does not know is none, and a known one has no other records', async () => {
  await expect(resolver.resolveMx('nowhere.example')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  await expect(resolver.resolve4('gmail.example')).rejects.toMatchObject({ code: 'ENODATA' })
})

test('on demand it fails or says nothing', async () => {
  await control({ failFor: ['gmail.example'], silentFor: ['yahoo.example'] })
  await expect(resolver.resolveMx('gmail.example')).rejects.toMatchObject({ code: 'ESERVFAIL' })
  await expect(resolver.resolveMx('yahoo.example')).rejects.toMatchObject({ code: 'ETIMEOUT' })
  await control({ failFor: [], silentFor: [], silent: true })
  await expect(resolver.resolveMx('icloud.example')).rejects.toMatchObject({ code: 'ETIMEOUT' })
  await control({ silent: false })
  expect(await hostsOf('icloud.example')).toHaveLength(1)
})

test('its hosts can be changed', async () => {
  await control({ hosts: { 'new.example': [{ priority: 1, exchange: 'mx.new.example' }] } })
  expect(await hostsOf('new.example')).toEqual([{ priority: 1, exchange: 'mx.new.example' }])
  await control({ hosts: { 'new.example': null } })
  await expect(resolver.resolveMx('new.example')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  expect((await control({ hosts: { 'new.example': [{ priority: -1, exchange: 'a' }] } })).status).toBe(400)
})

describe('what is no plain query is refused by the rules', () => {
  const packet = (parts: Packet) => encode({ type: 'query', id: 7, ...parts })
  test.each([
    ['no question', packet({ questions: [] }), RCODE.formatError],
    ['two questions', packet({ questions: [mx('gmail.example'), mx('yahoo.example')] }), RCODE.formatError],
    ['another kind of request', packet({ flags: 0x2800, questions: [mx('gmail.example')] }), RCODE.notImplemented],
    ['another class', packet({ questions: [{ ...mx('gmail.example'), class: 'CH' }] }), RCODE.refused],
  ])('%s', async (_what, query, rcode) => expect(rcodeOf(await ask(query))).toBe(rcode))

  test.each([
    ['an answer', packet({ type: 'response', questions: [mx('gmail.example')] })],
    ['nothing', Buffer.alloc(0)],
    ['a header cut short', Buffer.from([0, 7, 1, 0, 0, 1])],
    ['letters', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a name that points to itself', Buffer.from([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 15, 0, 1])],
  ])('%s gets no answer', async (_what, bytes) => expect(await ask(bytes)).toBeNull())
})
