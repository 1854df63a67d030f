// Requests as bytes, for what no client would send, and what came back for them.
import { connect } from 'node:net'

/** How the body's length is said: truly, or as who means harm says it. */
export const FRAMINGS = [
  'length',
  'chunked',
  'unsaid',
  'more',
  'less',
  'both',
  'twice',
  'no-number',
  'no-chunks',
  'too-large-a-chunk',
] as const
export type Framing = (typeof FRAMINGS)[number]

/** Text as bytes: each character is one, and what is no Latin-1 has been written as UTF-8 (`bytes`). */
export type Wire = {
  method: string
  target: string
  headers: [name: string, value: string][]
  body: string
  framing: Framing
}

export type Reply = {
  /** Of the first answer; 0 when the connection was closed without one. */
  status: number
  headers: Record<string, string>
  /** Everything that came. */
  text: string
  /** Neither answered nor closed in time. */
  isHung: boolean
}

/** UTF-8, a character a byte. Halves of surrogate pairs become U+FFFD, as wherever text becomes bytes. */
export const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

const LONGEST_HEADER = 100_000
/** An announced body that does not come: its sender leaves so soon. */
const LEAVE_MS = 25

export function toBytes({ method, target, headers, body, framing }: Wire): Buffer {
  const own = framingHeaders(framing, body)
  const lines = [...headers, ...own].map(([name, value]) => `${name}: ${value}`.slice(0, LONGEST_HEADER))
  const text = [`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n') + framed(framing, body)
  return Buffer.from(text, 'latin1')
}

function framingHeaders(framing: Framing, { length }: string): Wire['headers'] {
  switch (framing) {
    case 'length':
      return length === 0 ? [] : [['Content-Length', String(length)]]
    case 'unsaid':
      return []
    case 'more':
      return [['Content-Length', String(length + 700)]]
    case 'less':
      return [['Content-Length', String(length >> 1)]]
    case 'both':
      return [
        ['Content-Length', String(length)],
        ['Transfer-Encoding', 'chunked'],
      ]
    case 'twice':
      return [
        ['Content-Length', String(length)],
        ['Content-Length', String(length + 1)],
      ]
    case 'no-number':
      return [['Content-Length', '0x1e']]
    case 'chunked':
    case 'no-chunks':
    case 'too-large-a-chunk':
      return [['Transfer-Encoding', 'chunked']]
  }
}

function framed(framing: Framing, body: string): string {
  if (framing === 'too-large-a-chunk') return `fffffffffffffffff\r\n${body}\r\n0\r\n\r\n`
  if (framing !== 'chunked' && framing !== 'both') return body
  const middle = body.length >> 1
  const chunks = [body.slice(0, middle), body.slice(middle)].filter((chunk) => chunk !== '')
  return [...chunks.map((chunk) => `${chunk.length.toString(16)};x=y\r\n${chunk}\r\n`), '0\r\n\r\n'].join('')
}

/** Sends a request on a connection of its own, and waits for the first answer or the end. */
export function send(port: number, wire: Wire, withinMs: number): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    const finish = (isHung: boolean) => {
      clearTimeout(late)
      socket.resetAndDestroy()
      resolve(read(Buffer.concat(chunks).toString('latin1'), isHung))
    }
    const late = setTimeout(() => finish(true), withinMs)
    socket.setNoDelay(true)
    socket.on('error', () => finish(false))
    socket.on('close', () => finish(false))
    socket.on('end', () => finish(false))
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (isWhole(chunks, wire.method)) finish(false)
    })
    socket.write(toBytes(wire))
    if (wire.framing !== 'length' && wire.framing !== 'chunked') setTimeout(() => socket.end(), LEAVE_MS)
  })
}

/** Whether the first answer that is more than "go on" is there to its end. */
function isWhole(chunks: Buffer[], method: string): boolean {
  const text = Buffer.concat(chunks).toString('latin1')
  const answer = text.slice(startOfAnswer(text))
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = answer.slice(0, end)
  if (method === 'HEAD' || /^HTTP\/1\.1 (?:204|304)/.test(head)) return true
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (length !== undefined) return answer.length >= end + 4 + Number(length)
  return /^transfer-encoding: chunked/im.test(head) && answer.endsWith('0\r\n\r\n')
}

function startOfAnswer(text: string): number {
  let start = 0
  while (/^HTTP\/1\.1 1\d\d /.test(text.slice(start, start + 13))) {
    const end = text.indexOf('\r\n\r\n', start)
    if (end < 0) break
    start = end + 4
  }
  return start
}

function read(text: string, isHung: boolean): Reply {
  const answer = text.slice(startOfAnswer(text))
  const [head = ''] = answer.split('\r\n\r\n', 1)
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0),
    headers: Object.fromEntries(headers),
    text,
    isHung,
  }
}
