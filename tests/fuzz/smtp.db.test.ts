// Mangled conversations with the mail server for replies: whatever is said, it neither fails nor hangs, and to an address that is
// not exactly one of ours nothing is taken.
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createReplyServer } from '#app/replies/smtp.server.ts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Change, changed, textChanges } from './recipes.ts'
import { INPUTS, playBatches } from './run-batches.ts'
import { differing, fingerprint, listTables } from './tables.ts'
import { bytes } from './wire.ts'
import { type FuzzWorld, openWorld } from './world.ts'

const AT_ONCE = 8
const WITHIN_MS = 15_000
/** Conversations are longer than requests. */
const CONVERSATIONS = Math.ceil(INPUTS / 20)
/** Of a server that could not do what it should: RFC 5321 §4.2.3. */
const FAILURE = /^(?:451|554) .*/m

let world: FuzzWorld
let port = 0
let tables: string[] = []
let close = async () => {}

beforeAll(async () => {
  world = await openWorld()
  const server = createReplyServer({ clientsOfOneAddress: 1_000, clients: 1_000 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.server.address() as AddressInfo).port
  close = async () => {
    await new Promise<void>((resolve) => server.close(resolve))
    await world.close()
  }
  tables = await listTables()
})
afterAll(() => close())

const LONG = 'x'.repeat(100_000)
/** What is said; ADDRESS stands for a reply address, mangled or not. */
const LINES = [
  'EHLO ann.example', 'HELO x', 'EHLO', 'MAIL FROM:<ann@example.org>', 'MAIL FROM:<>', 'MAIL FROM:<ann@example.org> SIZE=9999999999999',
  'MAIL FROM:<ann@example.org> SIZE=-1 BODY=8BITMIME SMTPUTF8', 'MAIL FROM: ann', `MAIL FROM:<${LONG}@example.org>`, 'RCPT TO:<ADDRESS>',
  'RCPT TO:<ADDRESS>', 'RCPT TO:<ADDRESS>', 'RCPT TO:<@relay.example:ADDRESS>', 'RCPT TO:ADDRESS NOTIFY=NEVER', 'RCPT TO:<bob@elsewhere.example>',
  'RCPT TO:<"ADDRESS"@elsewhere.example>', 'DATA', 'DATA', 'From: ann@example.org\r\nSubject: x\r\n\r\nHello\r\n.', `Subject: ${LONG}\r\n.`, '.',
  '..', '\x00', '\xff\xfe', LONG, 'RSET', 'NOOP', 'NOOP '.repeat(5_000), 'VRFY ann', 'EXPN all', 'HELP', 'STARTTLS', 'AUTH PLAIN AGEAYg==',
  'AUTH LOGIN', 'BDAT 10 LAST', 'XCLIENT ADDR=1.2.3.4', 'PROXY TCP4 1.2.3.4 1.2.3.4 1 2', 'GET / HTTP/1.1', 'QUIT', '\r', '\n', '\n.\n', ' ', '',
  bytes('MAIL FROM:<zoë@ä.example>'), '\x16\x03\x01\x02\x00\x01\x00',
] // prettier-ignore

type Said = { line: number; changes: Change[] }
type Conversation = { address: number; addressChanges: Change[]; said: Said[]; ending: number }

const ENDINGS = ['\r\n', '\r\n', '\r\n', '\n', '\r', '']
const conversation: fc.Arbitrary<Conversation> = fc.record({
  address: fc.nat(0xff),
  addressChanges: textChanges,
  said: fc.array(
    fc.record({
      line: fc.nat(LINES.length - 1),
      changes: fc.oneof({ weight: 3, arbitrary: fc.constant<Change[]>([]) }, { weight: 1, arbitrary: textChanges }),
    }),
    { maxLength: 12 },
  ),
  ending: fc.nat(ENDINGS.length - 1),
})

/** A proper beginning makes it likely that something of it is heard. */
function textOf({ address, addressChanges, said, ending }: Conversation): string {
  const to = changed(world.replyAddresses[address % world.replyAddresses.length] ?? '', addressChanges)
  const lines = said.map(({ line, changes }) => changed(LINES[line] ?? '', changes).replaceAll('ADDRESS', to))
  return ['EHLO ann.example', 'MAIL FROM:<ann@example.org>', `RCPT TO:<${to}>`, 'DATA', ...lines].join(
    ENDINGS[ending] ?? '',
  )
}

type Heard = { text: string; isHung: boolean }

/** Says all of it, leaves, and listens until the server does. */
function talk(text: string): Promise<Heard> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(Buffer.from(`${text}\r\nQUIT\r\n`, 'latin1')))
    const finish = (isHung: boolean) => {
      clearTimeout(late)
      socket.destroy()
      resolve({ text: heard, isHung })
    }
    const late = setTimeout(() => finish(true), WITHIN_MS)
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')))
    socket.on('error', () => finish(false))
    socket.on('close', () => finish(false))
  })
}

async function takesNothing(conversations: Conversation[]): Promise<void> {
  const texts = conversations.map(textOf).filter((text) => !isToUs(text))
  const before = await fingerprint(tables)
  const left = [...texts]
  const faults: string[] = []
  const one = async () => {
    for (let text = left.shift(); text !== undefined && faults.length === 0; text = left.shift()) {
      const heard = await talk(text)
      const failure = heard.isHung ? 'hung' : FAILURE.exec(heard.text)?.[0]
      if (failure) faults.push(`${failure}\n${JSON.stringify(text.slice(0, 2_000))}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const changedTables = differing(before, await fingerprint(tables))
  if (changedTables.length > 0) throw new Error(`${changedTables.join()} changed by ${JSON.stringify(texts)}`)
}

/** The token alone tells, in capitals too, whatever the domain is. */
const isToUs = (text: string) =>
  world.replyAddresses.some((address) => text.toLowerCase().includes(address.slice(0, address.indexOf('@'))))

test(
  'whatever is said to the mail server, it does not fail, and takes nothing for an address that is not ours',
  { timeout: 120_000 + CONVERSATIONS * 100 },
  async () => {
    await expect(playBatches(conversation, CONVERSATIONS, takesNothing)).resolves.toBeUndefined()
  },
)
