// Conversations with our own mail server: whole mails, and by hand.
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createReplyServer } from '#app/replies/smtp.server.ts'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { afterEach } from 'vitest'

/** What ends with the test. */
export const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** The server for replies on a free port, until the test has ended. */
export async function listening(limits: Parameters<typeof createReplyServer>[0] = {}): Promise<number> {
  const server = createReplyServer(limits)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.server.address() as AddressInfo).port
}

type Answer = { code: number; text: string }

/** Sends by SMTP and says what the server answered in the end. */
export async function send(port: number, mail: SendMailOptions & { to: string | string[] }, from = 'ann@example.org') {
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

/** A connection for hand-made SMTP, after its greeting. */
export async function greeted(port: number) {
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
export function nextAnswer(socket: Socket): Promise<string> {
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
