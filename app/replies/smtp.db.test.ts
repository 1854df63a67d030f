import { mkdtempSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { aMail, anAnsweredMail, REPLY_DOMAIN, repliesOf, SHOPS_MAILBOX, waitingOf } from '#tests/replies.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { createCertificate } from '#simulator/ses/certificate.ts'
import { aTenant } from '#tests/factories.ts'
import { drainReplies } from './forwarding.server.ts'
import { createReplyServer, receiveReplies } from './smtp.server.ts'

const ses = withFakeSes()
const stops: (() => Promise<void>)[] = []
const DIRECTORY = mkdtempSync(path.join(tmpdir(), 'replies-'))

beforeAll(async () => {
  const { certificatePem, privateKeyPem } = await createCertificate({ name: `mx.${REPLY_DOMAIN}` })
  writeFileSync(path.join(DIRECTORY, 'cert.pem'), certificatePem)
  writeFileSync(path.join(DIRECTORY, 'key.pem'), privateKeyPem)
})

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await db().query('DELETE FROM reply_forwards')
  delete env().REPLY_TLS_CERT
  delete env().REPLY_TLS_KEY
  delete env().REPLY_SMTP_PORT
})

/** The server on a free port. */
async function listening(limits: Parameters<typeof createReplyServer>[0] = {}): Promise<number> {
  const server = createReplyServer(limits)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.server.address() as AddressInfo).port
}

const withCertificate = () => {
  env().REPLY_TLS_CERT = path.join(DIRECTORY, 'cert.pem')
  env().REPLY_TLS_KEY = path.join(DIRECTORY, 'key.pem')
}

type Answer = { code: number; text: string }

/** Sends by SMTP and says what the server answered in the end. */
async function send(port: number, mail: SendMailOptions & { to: string | string[] }, from = 'ann@example.org') {
  const transport = createTransport({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } })
  const { to, ...message } = mail
  try {
    const sent = await transport.sendMail({
      from,
      subject: 'Re: Spring',
      text: 'Hello',
      ...message,
      envelope: { from, to },
    })
    return answerOf(sent.response)
  } catch (error) {
    return answerOf(String((error as { response?: unknown }).response ?? error))
  } finally {
    transport.close()
  }
}

const answerOf = (text: string): Answer => ({ code: Number(text.slice(0, 3)), text: text.slice(4) })

test('a mail comes in by SMTP and goes on to the shop by SES', async () => {
  const answered = await anAnsweredMail()
  const port = await listening()
  const attachments = [{ filename: 'photo.png', content: Buffer.from('png') }]
  const html = '<p>Do you have it in <b>blue</b>?</p>'
  expect(await send(port, { to: answered.address.toUpperCase(), html, attachments })).toMatchObject({ code: 250 })
  expect(await repliesOf(answered)).toBe(1)
  await drainReplies()
  expect(ses.to(SHOPS_MAILBOX)).toMatchObject([
    { subject: 'Re: Spring', html: expect.stringContaining('<b>blue</b>'), attachments: [{ FileName: 'photo.png' }] },
  ])
  expect(await waitingOf(answered)).toBe(0)
})

test('a mail to two of our addresses is a reply of both', async () => {
  const [one, other] = [await anAnsweredMail(), await anAnsweredMail()]
  expect(await send(await listening(), { to: [one.address, other.address] })).toMatchObject({ code: 250 })
  expect([await repliesOf(one), await repliesOf(other)]).toEqual([1, 1])
})

test('a vacation is taken and dropped, a bounce too', async () => {
  const answered = await anAnsweredMail()
  const port = await listening()
  const headers = { 'Auto-Submitted': 'auto-replied' }
  expect(await send(port, { to: answered.address, headers })).toMatchObject({ code: 250 })
  expect(await send(port, { to: answered.address }, '')).toMatchObject({ code: 250 })
  expect(await waitingOf(answered)).toBe(0)
})

describe('nothing is relayed:', () => {
  test.each([
    ['somebody else', 'bob@elsewhere.example'],
    ['a name at the reply domain', `shop@${REPLY_DOMAIN}`],
    ['the postmaster', `postmaster@${REPLY_DOMAIN}`],
    ['a token with a digit changed', 'altered'],
    ['a percent route', `bob%elsewhere.example@${REPLY_DOMAIN}`],
    ['a bang path', `elsewhere.example!bob@${REPLY_DOMAIN}`],
    ['a quoted route', `"bob@elsewhere.example"@${REPLY_DOMAIN}`],
  ])('a mail to %s is refused', async (_what, to) => {
    const { address } = await anAnsweredMail()
    const recipient = to === 'altered' ? address.replace(/.@/, (last) => (last === 'a@' ? 'b@' : 'a@')) : to
    const { code } = await send(await listening(), { to: recipient })
    expect([550, 501, 553]).toContain(code)
  })

  test('and of several recipients only ours gets it', async () => {
    const answered = await anAnsweredMail()
    await send(await listening(), { to: [answered.address, 'bob@elsewhere.example'] })
    expect(await repliesOf(answered)).toBe(1)
    await drainReplies()
    expect(ses.mails.map(({ to }) => to)).toEqual([SHOPS_MAILBOX])
  })
})

test('a shop that has left takes no replies, and its customer is told', async () => {
  const tenantId = await aTenant({ contact_email: 'owner@shop.example', uninstalled_at: new Date() })
  const { address } = await anAnsweredMail({ tenantId })
  expect(await send(await listening(), { to: address })).toEqual({
    code: 550,
    text: 'This store no longer accepts replies',
  })
})

test('a mail is committed before it is answered, or it is to come again', async () => {
  const answered = await anAnsweredMail()
  const port = await listening()
  await db().query('ALTER TABLE reply_forwards RENAME TO reply_forwards_away')
  expect(await send(port, { to: answered.address })).toEqual({ code: 451, text: 'Not possible just now, try again' })
  await db().query('ALTER TABLE reply_forwards_away RENAME TO reply_forwards')
  expect(await repliesOf(answered)).toBe(0)
  expect(await send(port, { to: answered.address })).toMatchObject({ code: 250 })
  expect(await waitingOf(answered)).toBe(1)
})

describe('a mail that is too large', () => {
  test('is refused before it is sent, by the size that its sender tells', async () => {
    const answered = await anAnsweredMail()
    const socket = await greeted(await listening())
    expect(await socket.say('EHLO mx.example.org')).toContain('SIZE 1048576')
    expect(await socket.say('MAIL FROM:<ann@example.org> SIZE=1048577')).toMatch(/^552 /)
    expect(await waitingOf(answered)).toBe(0)
  })

  test('is refused after, too, and nothing of it is kept', async () => {
    const answered = await anAnsweredMail()
    const socket = await greeted(await listening())
    await socket.say('EHLO mx.example.org')
    await socket.say('MAIL FROM:<ann@example.org>')
    await socket.say(`RCPT TO:<${answered.address}>`)
    expect(await socket.say('DATA')).toMatch(/^354 /)
    expect(await socket.say(`${`${'x'.repeat(998)}\r\n`.repeat(1_100)}.`)).toMatch(/^552 /)
    expect(await waitingOf(answered)).toBe(0)
    expect(await repliesOf(answered)).toBe(0)
  })

  test('is taken up to the last byte that is allowed', async () => {
    const answered = await anAnsweredMail()
    const room = 1_048_576 - 4_096
    const text = `${'x'.repeat(70)}\r\n`.repeat(Math.floor(room / 72))
    expect(await send(await listening(), { to: answered.address, text })).toMatchObject({ code: 250 })
  })
})

/** A connection for hand-made SMTP, after its greeting. */
async function greeted(port: number) {
  const socket = connect(port, '127.0.0.1')
  stops.push(async () => void socket.destroy())
  socket.setEncoding('utf8')
  socket.on('error', () => {})
  const talk = { socket, greeting: await nextAnswer(socket), say: (line: string) => say(socket, line) }
  return talk
}

function say(socket: Socket, line: string): Promise<string> {
  const answer = nextAnswer(socket)
  socket.write(`${line}\r\n`)
  return answer
}

/** The whole answer, whose last line has a blank after its code; what was said until the end of the connection. */
function nextAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const end = () => {
      socket.off('data', take)
      socket.off('close', end)
      resolve(text)
    }
    const take = (part: string) => {
      text += part
      if (/^\d{3} .*\r\n$/m.test(text.slice(text.lastIndexOf('\n', text.length - 2) + 1))) end()
    }
    socket.on('data', take)
    socket.once('close', end)
  })
}

test('nobody signs in, and what is no command of mail is not known', async () => {
  const socket = await greeted(await listening())
  expect(socket.greeting).toMatch(/^220 reply\.glancito-demo\.example ESMTP/)
  const extensions = await socket.say('EHLO mx.example.org')
  expect(extensions).not.toMatch(/AUTH|STARTTLS|SMTPUTF8/)
  expect(await socket.say('AUTH PLAIN AGFubgBzZWNyZXQ=')).toMatch(/^500 /)
  expect(await socket.say('STARTTLS')).toMatch(/^500 /)
  expect(await socket.say('WIZ please')).toMatch(/^500 /)
  expect(await socket.say('MAIL FROM:<ann@example.org>')).toMatch(/^250 /)
  expect(await socket.say('DATA')).toMatch(/^503 /)
  expect(await socket.say('QUIT')).toMatch(/^221 /)
})

test('whoever guesses addresses is sent away', async () => {
  const socket = await greeted(await listening())
  await socket.say('EHLO mx.example.org')
  await socket.say('MAIL FROM:<ann@example.org>')
  for (let count = 0; count < 3; count += 1)
    expect(await socket.say(`RCPT TO:<r+${count}@${REPLY_DOMAIN}>`)).toMatch(/^550 /)
  expect(await socket.say(`RCPT TO:<r+3@${REPLY_DOMAIN}>`)).toMatch(/^421 /)
})

test('a client that falls silent is not waited for', async () => {
  const answered = await anAnsweredMail()
  const socket = await greeted(await listening({ silenceMs: 300 }))
  await socket.say('EHLO mx.example.org')
  expect(await nextAnswer(socket.socket)).toMatch(/^421 /)
  expect(await waitingOf(answered)).toBe(0)
})

test('one that sends byte after byte is not waited for without end', async () => {
  const answered = await anAnsweredMail()
  const socket = await greeted(await listening({ sessionMs: 700 }))
  await socket.say('EHLO mx.example.org')
  await socket.say('MAIL FROM:<ann@example.org>')
  await socket.say(`RCPT TO:<${answered.address}>`)
  await socket.say('DATA')
  const trickle = setInterval(() => socket.socket.write('x'), 50)
  stops.push(async () => clearInterval(trickle))
  expect(await nextAnswer(socket.socket)).toMatch(/^421 /)
  expect(await waitingOf(answered)).toBe(0)
})

test('a mail whose sender goes before its end is not taken', async () => {
  const answered = await anAnsweredMail()
  const port = await listening()
  const socket = await greeted(port)
  await socket.say('EHLO mx.example.org')
  await socket.say('MAIL FROM:<ann@example.org>')
  await socket.say(`RCPT TO:<${answered.address}>`)
  await socket.say('DATA')
  socket.socket.write(aMail())
  socket.socket.destroy()
  expect(await send(port, { to: answered.address })).toMatchObject({ code: 250 })
  expect(await waitingOf(answered)).toBe(1)
})

test('one address has no more than its share of the connections', async () => {
  const port = await listening({ clientsOfOneAddress: 3 })
  const greetings = await Promise.all(Array.from({ length: 6 }, async () => (await greeted(port)).greeting))
  expect(greetings.filter((greeting) => greeting.startsWith('421')).length).toBeGreaterThanOrEqual(3)
})

test('a mail is taken over TLS once there is a certificate', async () => {
  withCertificate()
  const answered = await anAnsweredMail()
  const port = await listening()
  const socket = await greeted(port)
  expect(await socket.say('EHLO mx.example.org')).toContain('STARTTLS')
  const transport = createTransport({ host: '127.0.0.1', port, requireTLS: true, tls: { rejectUnauthorized: false } })
  const envelope = { from: 'ann@example.org', to: answered.address }
  await transport.sendMail({ from: 'ann@example.org', subject: 'Re: Spring', text: 'Hello', envelope })
  transport.close()
  expect(await waitingOf(answered)).toBe(1)
})

test('what came before the handshake is forgotten with it', async () => {
  withCertificate()
  const answered = await anAnsweredMail()
  const socket = await greeted(await listening())
  await socket.say('EHLO mx.example.org')
  socket.socket.write(`STARTTLS\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<${answered.address}>\r\n`)
  expect(await nextAnswer(socket.socket)).toMatch(/^220 [^\n]*\n$/)
})

test('a line that ends with a line feed alone does not end a mail', async () => {
  const answered = await anAnsweredMail()
  const socket = await greeted(await listening())
  await socket.say('EHLO mx.example.org')
  await socket.say('MAIL FROM:<ann@example.org>')
  await socket.say(`RCPT TO:<${answered.address}>`)
  await socket.say('DATA')
  const smuggled = `From: ann@example.org\r\n\r\nOne\n.\nMAIL FROM:<eve@example.org>\nRCPT TO:<${answered.address}>\nDATA\nTwo`
  expect(await socket.say(`${smuggled}\r\n.`)).toMatch(/^250 /)
  expect(await waitingOf(answered)).toBe(1)
})

test('without a port nothing listens; with a certificate that is not there it says so', async () => {
  await expect(receiveReplies()).resolves.toBeTypeOf('function')
  env().REPLY_SMTP_PORT = 1
  env().REPLY_TLS_CERT = path.join(DIRECTORY, 'none.pem')
  env().REPLY_TLS_KEY = path.join(DIRECTORY, 'key.pem')
  await expect(receiveReplies()).rejects.toThrow('none.pem')
})

test('of two processes on one machine one receives, and the other starts all the same', async () => {
  const port = await listening()
  env().REPLY_SMTP_PORT = port
  const stop = await receiveReplies()
  const answered = await anAnsweredMail()
  expect(await send(port, { to: answered.address })).toMatchObject({ code: 250 })
  await stop()
})

test('a server that stops ends what is under way first', async () => {
  const answered = await anAnsweredMail()
  const server = createReplyServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = await greeted((server.server.address() as AddressInfo).port)
  await socket.say('EHLO mx.example.org')
  await socket.say('MAIL FROM:<ann@example.org>')
  await socket.say(`RCPT TO:<${answered.address}>`)
  await socket.say('DATA')
  const closed = new Promise<void>((resolve) => server.close(resolve))
  expect(await socket.say(`${aMail().toString()}.`)).toMatch(/^250 /)
  socket.socket.end()
  await closed
  expect(await waitingOf(answered)).toBe(1)
})
