// Whoever talks to the server for replies: how long and how many at once, and how it begins and ends.
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { aMail, anAnsweredMail, REPLY_DOMAIN, waitingOf } from '#tests/replies.ts'
import { greeted, listening, nextAnswer, send, stops } from '#tests/smtp.ts'
import { afterEach, expect, test } from 'vitest'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { createReplyServer, receiveReplies } from './smtp.server.ts'

afterEach(async () => {
  await db().query('DELETE FROM reply_forwards')
  delete env().REPLY_TLS_CERT
  delete env().REPLY_TLS_KEY
  delete env().REPLY_SMTP_PORT
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

test('one address has no more than its share of the connections', async () => {
  const port = await listening({ clientsOfOneAddress: 3 })
  const greetings = await Promise.all(Array.from({ length: 6 }, async () => (await greeted(port)).greeting))
  expect(greetings.filter((greeting) => greeting.startsWith('421')).length).toBeGreaterThanOrEqual(3)
})

test('without a port nothing listens; with a certificate that is not there it says so', async () => {
  await expect(receiveReplies()).resolves.toBeTypeOf('function')
  env().REPLY_SMTP_PORT = 1
  env().REPLY_TLS_CERT = path.join(import.meta.dirname, 'none.pem')
  env().REPLY_TLS_KEY = path.join(import.meta.dirname, 'none-key.pem')
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
