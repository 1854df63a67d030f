import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { anAnsweredMail, REPLY_DOMAIN, repliesOf, SHOPS_MAILBOX } from '#tests/replies.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { expect, test } from 'vitest'
import { drainReplies } from './forwarding.server.ts'

const WORKER = path.resolve(import.meta.dirname, '../../tests/fakes/reply-worker.ts')

const ses = withFakeSes()

test('a process killed as soon as it has answered 250 has lost no reply', async () => {
  const answered = await Promise.all(Array.from({ length: 5 }, () => anAnsweredMail()))
  const worker = fork(WORKER, [], { env: { ...process.env, REPLY_DOMAIN } })
  const ended = once(worker, 'exit')
  const [port] = (await once(worker, 'message')) as [number]
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
  for (const { address } of answered)
    await transport.sendMail({ from: 'ann@example.org', to: address, subject: 'Re: Spring', text: 'Hello' })
  worker.kill('SIGKILL')
  await ended
  transport.close()
  await drainReplies()
  expect(ses.mails.map(({ to }) => to)).toEqual(Array(5).fill(SHOPS_MAILBOX))
  expect(await Promise.all(answered.map(repliesOf))).toEqual(Array(5).fill(1))
})
