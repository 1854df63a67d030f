// A slice of a mailing: some seconds of claiming, sending and marking at once, so that the connections to SES are never
// idle while the database is asked. Few rows are ever between claim and mark, for that many a crash leaves unconfirmed.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { env } from '#app/platform/env.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { sendEmail as sendBySes } from '#app/platform/ses/ses.server.ts'
import type { SesRefusal } from '#app/platform/ses/ses-words.ts'
import { Breaker } from './breaker.ts'
import { findTooOften } from './frequency.server.ts'
import type { MailingMail } from './mailing-mail.server.ts'
import type { MailingKey } from './jobs.ts'
import { holdAccount, refreshRate, returnTokens, slowDown, takeTokens } from './rate.server.ts'
import { noteHandOver } from './mailing-states.server.ts'
import {
  claimRecipients,
  type Claimed,
  findRemaining,
  markResults,
  type RecipientKey,
  type Result,
} from './recipients.server.ts'
import { type Sent, sendToRecipient, type SesCondition } from './send-one.server.ts'
import { Signal } from './signal.ts'

export type SliceEnd =
  | { kind: 'finished' }
  /** There is more to do, at once or from `at` on. */
  | { kind: 'more'; at: Date | null }
  /** Nothing of this account or mailing can be sent, for what SES has answered. */
  | { kind: 'stopped'; refusal: SesRefusal }
  /** The merchant has paused or cancelled the mailing. */
  | { kind: 'paused' }

const BEFORE_ALL: RecipientKey = { sendNo: 0, memberId: 0n }
const later = (one: RecipientKey, other: RecipientKey) =>
  other.sendNo > one.sendNo || (other.sendNo === one.sendNo && other.memberId > one.memberId) ? other : one

type Seams = { sendEmail?: typeof sendBySes; seconds?: number; concurrency?: number }

const SLICE_SECONDS = 10
/** Rows between claim and mark for each connection: one on its way, one ready, and those that are being marked. */
const WINDOW = 3
const AFTER_OTHERS_MS = 5_000
const MARK_TRIES = 5
const worker = randomUUID()
const countSent = counter('glancito_messages_sent_total', 'Messages that SES has taken from this process')
let breaker = new Breaker()

/**
 * Forgets past trouble with SES.
 * @internal Between tests.
 */
export function resetBreaker(): void {
  breaker = new Breaker()
}

/** Sends recipients of a mailing for some seconds, or until none is left to claim. */
export async function sendSlice(mail: MailingMail, seams: Seams = {}): Promise<SliceEnd> {
  const closed = await refreshRate()
  if (closed) return { kind: 'stopped', refusal: { name: '', reason: closed } }
  const slice = new Slice(mail, seams)
  await slice.run()
  return slice.end()
}

class Slice {
  readonly #mail: MailingMail
  readonly #key: MailingKey
  readonly #sendEmail: typeof sendBySes
  readonly #concurrency: number
  #until: number
  readonly #changed = new Signal()
  #waiting: Claimed[] = []
  #results: Result[] = []
  /** Claimed and not yet marked. */
  #counts: Partial<Record<Result['state'], number>> = {}
  #open = 0
  #tokens = 0
  #claiming = true
  #stop: SesRefusal | null = null
  #notBefore: number | null = null

  constructor(mail: MailingMail, { sendEmail = sendBySes, seconds = SLICE_SECONDS, concurrency }: Seams) {
    this.#mail = mail
    this.#key = { tenantId: mail.tenantId, mailingId: mail.mailingId }
    this.#sendEmail = sendEmail
    this.#concurrency = concurrency ?? env().SEND_CONCURRENCY
    this.#until = Date.now() + seconds * 1000
  }

  async run(): Promise<void> {
    const senders = Array.from({ length: this.#concurrency }, () => this.#sendAll())
    const claims = this.#claimAll().finally(() => {
      this.#claiming = false
      this.#changed.notify()
    })
    // What is on its way is marked even if a claim fails; the job is then tried again.
    const ended = await Promise.allSettled([claims, ...senders, this.#markAll()])
    log.info({ ...this.#key, ...this.#counts }, 'slice sent')
    if (this.#counts.sent || this.#counts.unconfirmed) await noteHandOver(this.#key)
    const failure = ended.find((each) => each.status === 'rejected')
    if (failure) throw failure.reason
  }

  async end(): Promise<SliceEnd> {
    if (this.#stop) return { kind: 'stopped', refusal: this.#stop }
    const { sending, queued, due, inFlight } = await findRemaining(this.#mail)
    if (!sending) return { kind: 'paused' }
    if (!queued) return inFlight ? { kind: 'more', at: new Date(Date.now() + AFTER_OTHERS_MS) } : { kind: 'finished' }
    const at = Math.max(due?.getTime() ?? 0, this.#notBefore ?? 0)
    return { kind: 'more', at: at > Date.now() ? new Date(at) : null }
  }

  get #window(): number {
    return breaker.window(WINDOW * this.#concurrency)
  }

  async #claimAll(): Promise<void> {
    let after = BEFORE_ALL
    while (this.#mayClaim()) {
      const room = this.#window - this.#open
      if (room < Math.min(this.#concurrency / 2, this.#window)) {
        await this.#changed.wait()
        continue
      }
      if (this.#tokens === 0) await this.#takeTokens(room)
      if (this.#tokens === 0) continue
      const claimed = await this.#claim(Math.min(room, this.#tokens), after)
      // Behind the last one claimed nobody is left: rows that came back to the queue may stand before it.
      if (claimed.length === 0 && after === BEFORE_ALL) break
      after = claimed.length === 0 ? BEFORE_ALL : claimed.reduce<RecipientKey>(later, BEFORE_ALL)
      this.#tokens = Math.max(0, this.#tokens - claimed.length)
      this.#open += claimed.length
      this.#waiting.push(...claimed)
      this.#changed.notify()
    }
    if (this.#tokens > 0) await returnTokens(this.#tokens)
  }

  async #claim(count: number, after: RecipientKey): Promise<Claimed[]> {
    const { senderVersion, frequency } = this.#mail
    const claimed = await claimRecipients({ ...this.#key, worker, count, after, senderVersion })
    if (!frequency || claimed.length === 0) return claimed
    const ids = claimed.map(({ memberId }) => memberId)
    // What can not be asked now is asked again, at their next turn: nothing has left for them yet.
    const tooOften = await findTooOften(this.#key, ids, frequency).catch((error: unknown) => {
      this.#warn(error, 'limit of e-mails not asked')
      return null
    })
    return claimed.map((recipient) => ({
      ...recipient,
      tooOften: tooOften === null ? 'wait' : tooOften.get(recipient.memberId),
    }))
  }

  /** Asks for tokens; a wait that is longer than the slice ends it. */
  async #takeTokens(want: number): Promise<void> {
    const { tokens, waitMs } = await takeTokens(want)
    this.#tokens = tokens
    if (tokens > 0) return
    if (Date.now() + waitMs < this.#until) return sleep(waitMs)
    this.#notBefore = Date.now() + waitMs
    this.#until = 0
  }

  #mayClaim(): boolean {
    const rest = breaker.restFor(Date.now())
    if (rest > 0) this.#notBefore = Date.now() + rest
    return this.#stop === null && rest === 0 && Date.now() < this.#until
  }

  async #sendAll(): Promise<void> {
    while (this.#claiming || this.#waiting.length > 0) {
      const recipient = this.#waiting.shift()
      if (!recipient) {
        await this.#changed.wait()
        continue
      }
      const { result, condition } = await this.#send(recipient)
      this.#results.push(result)
      this.#changed.notify()
      // Not to have slowed down is no reason to end this loop, with others' messages still waiting.
      if (condition) await this.#adapt(condition).catch((error: unknown) => this.#warn(error, 'pace not adapted'))
    }
  }

  async #send(recipient: Claimed): Promise<Sent> {
    const { sendNo, memberId, attempt, provider } = recipient
    const key = { sendNo, memberId, attempt, provider }
    // Nothing has left for this one yet: it goes back as it came.
    if (this.#stop !== null || breaker.restFor(Date.now()) > 0)
      return { result: { ...key, state: 'queued', afterSeconds: 0 }, condition: null }
    try {
      return await sendToRecipient(this.#mail, recipient, this.#sendEmail)
    } catch (cause) {
      // A message that can not be made is its recipient's trouble alone: nothing of it has left.
      this.#warn(cause, 'message not made')
      const error = 'the message could not be made'
      return { result: { ...key, state: 'failed', error }, condition: null }
    }
  }

  #warn(error: unknown, what: string): void {
    log.warn({ ...this.#key, ...faultOf(error) }, what)
  }

  async #adapt(condition: SesCondition): Promise<void> {
    if (condition === 'trouble') return breaker.noteTrouble(Date.now())
    breaker.noteClear()
    if (condition === 'throttled' || condition === 'quota') this.#tokens = 0
    if (condition === 'throttled') await slowDown()
    else if (condition === 'quota') await holdAccount()
    else if (condition !== 'clear') this.#stop = condition.stop
  }

  /** Marks what has come in while the last results were being marked. */
  async #markAll(): Promise<void> {
    while (this.#claiming || this.#open > 0) {
      if (this.#results.length === 0) {
        await this.#changed.wait()
        continue
      }
      const results = this.#results
      this.#results = []
      await this.#mark(results)
      this.#open -= results.length
      for (const { state } of results) this.#counts[state] = (this.#counts[state] ?? 0) + 1
      countSent(results.filter(({ state }) => state === 'sent').length)
      this.#changed.notify()
    }
  }

  /** The database may be away for a moment, and what SES has answered is worth some patience. */
  async #mark(results: Result[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await markResults(this.#mail, results)
      } catch (error) {
        if (tries === MARK_TRIES) {
          // Who can not write down what was sent sends nothing more; the leases settle the rest.
          this.#stop = { name: '', reason: 'results can not be written down' }
          this.#changed.notify()
          throw error
        }
        await sleep(1000)
      }
    }
  }
}
