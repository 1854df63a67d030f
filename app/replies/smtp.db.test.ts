import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { aMail, anAnsweredMail, REPLY_DOMAIN, repliesOf, SHOPS_MAILBOX, waitingOf } from '#tests/replies.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { greeted, listening, nextAnswer, send } from '#tests/smtp.ts'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { createCertificate } from '#simulator/ses/certificate.ts'
import { aTenant } from '#tests/factories.ts'
import { drainReplies } from './forwarding.server.ts'

const ses = withFakeSes()
const DIRECTORY = mkdtempSync(path.join(tmpdir(), 'replies-'))

beforeAll(async () => {
  const { certificatePem, privateKeyPem } = await createCertificate({ name: `mx.${REPLY_DOMAIN}` })
  writeFileSync(path.join(DIRECTORY, 'cert.pem'), certificatePem)
  writeFileSync(path.join(DIRECTORY, 'key.pem'), privateKeyPem)
})

afterEach(async () => {
  await db().query('DELETE FROM reply_forwards')
  delete env().REPLY_TLS_CERT
  delete env().REPLY_TLS_KEY
})

const withCertificate = () => {
  env().REPLY_TLS_CERT = path.join(DIRECTORY, 'cert.pem')
  env().REPLY_TLS_KEY = path.join(DIRECTORY, 'key.pem')
}

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
