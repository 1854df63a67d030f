// Our own mail server, for replies alone (RFC 5321): nothing is relayed, nobody signs in, and a recipient is one of our reply
// addresses or refused. A mail is answered 250 once it is committed.
import { readFileSync } from 'node:fs'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { env } from '#app/platform/env.server.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { ownNetworkOf } from '#app/platform/http/ip-address.server.ts'
import { within } from '#app/platform/faults/within.ts'
import { log } from '#app/platform/log.server.ts'
import { findReplyTo } from '#app/settings/reply-to.server.ts'
import { readReplyAddress } from '#app/tracking/reply-address.server.ts'
import { acceptReply, LARGEST_MAIL, type Taken } from './replies.server.ts'

/** An answer to a command that refuses it. */
class Refusal extends Error {
  readonly responseCode: number
  constructor(code: number, text: string) {
    super(text)
    this.responseCode = code
  }
}

type Limits = {
  /** Without a byte from the other side. */
  silenceMs: number
  /** However busy it is. */
  sessionMs: number
  clients: number
  clientsOfOneAddress: number
  /** Recipients that are none, until the connection is closed: who tries more is guessing. */
  refusals: number
}

const LIMITS: Limits = {
  silenceMs: 60_000,
  sessionMs: 300_000,
  clients: 100,
  clientsOfOneAddress: 20,
  refusals: 3,
}
const MOST_RECIPIENTS = 5
/** Servers wait five minutes for an answer (RFC 5321 §4.5.3.2); nobody of ours is to wait as long. */
const ACT_WITHIN_MS = 30_000
const CLOSE_WITHIN_MS = 5_000
const READ_CERTIFICATE_MS = 3_600_000
const TAKE_PORT_MS = 30_000

const DISABLED = ['AUTH', 'WIZ', 'SHELL', 'KILL']

const UNKNOWN = 'No such reply address here'
const TRY_AGAIN = 'Not possible just now, try again'

/** What the sender's server is told of a mail. */
const ANSWERS: Record<Taken, Refusal | null> = {
  taken: null,
  known: null,
  automatic: null,
  full: new Refusal(452, 'Too many replies to this email today. Try again tomorrow.'),
  nobody: new Refusal(550, 'This store no longer accepts replies'),
}

/** Makes the server; the caller listens. */
export function createReplyServer(limits: Partial<Limits> = {}): SMTPServer {
  const { silenceMs, sessionMs, clients, ...ofSession } = { ...LIMITS, ...limits }
  const certificate = readCertificate()
  const timers = new Map<string, NodeJS.Timeout>()
  const server = new SMTPServer({
    ...certificate,
    name: env().REPLY_DOMAIN ?? 'localhost',
    disabledCommands: [...DISABLED, ...(certificate ? [] : ['STARTTLS'])],
    size: LARGEST_MAIL,
    rejectOversized: true,
    hideSMTPUTF8: true,
    disableReverseLookup: true,
    logger: false,
    maxClients: clients,
    maxRecipients: MOST_RECIPIENTS,
    socketTimeout: silenceMs,
    closeTimeout: CLOSE_WITHIN_MS,
    onConnect: ({ id, remoteAddress }, done) => {
      const network = ownNetworkOf(remoteAddress)
      const same = [...server.connections].filter((each) => ownNetworkOf(each.remoteAddress) === network).length
      if (same > ofSession.clientsOfOneAddress) return done(new Refusal(421, 'Too many connections from your address'))
      timers.set(id, setTimeout(() => end(server, id), sessionMs).unref())
      done()
    },
    onClose: ({ id }) => {
      clearTimeout(timers.get(id))
      timers.delete(id)
    },
    onRcptTo: ({ address }, session, done) => void answer(done, checkRecipient(address, session, ofSession.refusals)),
    onData: (stream, session, done) => void answer(done, takeMail(stream, session)),
  })
  // Of a connection: its other side has gone, or what it said is no SMTP or TLS.
  server.on('error', (error) =>
    log.debug({ code: 'code' in error ? error.code : error.name }, 'reply connection failed'),
  )
  return server
}

function readCertificate(): { cert: Buffer; key: Buffer } | null {
  const { REPLY_TLS_CERT: cert, REPLY_TLS_KEY: key } = env()
  return cert && key ? { cert: readFileSync(cert), key: readFileSync(key) } : null
}

/** Who sends byte after byte is not waited for any longer. */
function end(server: SMTPServer, id: string): void {
  for (const connection of server.connections) if (connection.id === id) connection.send(421, 'This has taken too long')
}

/** Passes on what `work` comes to; what went wrong here is to be tried again. */
async function answer(done: (error?: Error | null) => void, work: Promise<Refusal | null>): Promise<void> {
  const outcome = await work.catch((error: unknown) => {
    logFailure(error, 'reply not taken, to be sent again')
    return new Refusal(451, TRY_AGAIN)
  })
  done(outcome)
}

const refused = new WeakMap<SMTPServerSession, number>()

async function checkRecipient(address: string, session: SMTPServerSession, most: number): Promise<Refusal | null> {
  const recipient = readReplyAddress(address)
  if (recipient) {
    const replyTo = await within(ACT_WITHIN_MS, findReplyTo(recipient.tenantId))
    return replyTo === null ? ANSWERS.nobody : null
  }
  const count = (refused.get(session) ?? 0) + 1
  refused.set(session, count)
  return count > most ? new Refusal(421, 'Too many addresses that are not here') : new Refusal(550, UNKNOWN)
}

async function takeMail(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<Refusal | null> {
  const raw = await readMail(stream)
  if (raw === null) return null
  const returnPath = envelope.mailFrom ? envelope.mailFrom.address : ''
  const refusals: Refusal[] = []
  for (const { address } of envelope.rcptTo) {
    const recipient = readReplyAddress(address)
    // One that is refused was refused before.
    if (!recipient) continue
    const refusal = ANSWERS[await within(ACT_WITHIN_MS, acceptReply({ recipient, returnPath, raw }))]
    if (refusal) refusals.push(refusal)
  }
  // A mail has one answer: whoever is written to twice and taken once is taken.
  return refusals.length === envelope.rcptTo.length ? (refusals[0] ?? null) : null
}

/**
 * Null of a mail that is larger than it may be, which is read to its end, without holding any of it, and answered 552 by the
 * server; and of one whose sender has gone.
 */
async function readMail(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (stream.sizeExceeded) chunks.length = 0
      else chunks.push(chunk)
    }
  } catch {
    return null
  }
  return stream.sizeExceeded ? null : Buffer.concat(chunks)
}

/**
 * Receives replies in this process where REPLY_SMTP_PORT says so; the returned function ends it after what is under way.
 * While another process of this machine has the port, this one waits to take it over.
 * @throws when it can not listen, or its certificate can not be read.
 */
export async function receiveReplies(): Promise<() => Promise<void>> {
  const { REPLY_SMTP_PORT: port, REPLY_SMTP_HOST: host } = env()
  if (port === undefined) return async () => {}
  const server = createReplyServer()
  const renewing = setInterval(() => renewCertificate(server), READ_CERTIFICATE_MS).unref()
  let waiting: NodeJS.Timeout | undefined
  const takePort = async () => {
    if (await listen(server, port, host)) clearInterval(waiting)
  }
  await takePort()
  if (!server.server.listening) {
    log.info({ port }, 'the port for replies is taken, this process waits for it')
    waiting = setInterval(() => {
      takePort().catch((error: unknown) => logFailure(error, 'the port for replies can not be had'))
    }, TAKE_PORT_MS).unref()
  }
  return async () => {
    clearInterval(renewing)
    clearInterval(waiting)
    if (server.server.listening) await new Promise<void>((resolve) => server.close(resolve))
  }
}

/** False while somebody else has the port. */
function listen(server: SMTPServer, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error))
    server.server.once('error', fail)
    server.listen(port, host, () => {
      server.server.off('error', fail)
      log.info({ host, port }, 'replies are received')
      resolve(true)
    })
  })
}

/** A certificate is renewed every few months, a worker is not. */
function renewCertificate(server: SMTPServer): void {
  try {
    const certificate = readCertificate()
    if (certificate) server.updateSecureContext(certificate)
  } catch (error) {
    logFailure(error, 'certificate for replies not read, the one before stays')
  }
}
