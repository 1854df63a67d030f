// A SES that answers at once and looks at nothing: raw TCP in a process of its own, so that it costs the sender little.
import { createServer } from 'node:net'

const HEADER_END = Buffer.from('\r\n\r\n')
const answer = (body: string) =>
  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
const ACCEPTED = answer('{"MessageId":"0100018f00000000-00000000-0000-0000-0000-000000000000-000000"}')
const ACCOUNT = answer(
  '{"SendingEnabled":true,"VerifiedForSendingStatus":true,"SendQuota":{"Max24HourSend":-1,"MaxSendRate":1000000,"SentLast24Hours":0}}',
)

let messages = 0

const server = createServer((socket) => {
  socket.setNoDelay(true)
  let head = Buffer.alloc(0)
  /** Bytes of the body that are still to come. */
  let missing = 0
  let reply = ACCEPTED
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    let rest = chunk
    if (missing === 0) {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf(HEADER_END)
      if (end < 0) return
      const text = head.toString('latin1', 0, end)
      reply = text.startsWith('GET') ? ACCOUNT : ACCEPTED
      missing = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      rest = head.subarray(end + HEADER_END.length)
      head = Buffer.alloc(0)
    }
    missing -= rest.length
    if (missing > 0) return
    if (reply === ACCEPTED) messages += 1
    socket.write(reply)
  })
})

server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'))
process.on('message', () => {
  process.send?.(messages)
  messages = 0
})
// The benchmark is gone: so are we.
process.on('disconnect', () => process.exit(0))
