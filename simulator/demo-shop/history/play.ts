// Plays what is done with the demo's mails, each thing at its time: the simulator's clock goes along, and each request tells
// the app's web, which runs in this process, when it is.
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { drainInbox } from '#app/inbox/inbox-worker.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { env } from '#app/platform/env.server.ts'
import { foldAllFeedback } from '#app/sending/feedback/fold.server.ts'
import { lookAtFollowed } from '#app/tracking/held/look.server.ts'
import { drainOutbox } from '#app/sync/write-back/write-back.server.ts'
import { pressing } from '../../mailbox/reading.ts'
import { ask, type Step } from '../../mailbox/step.ts'
import type { Control, SentMail } from '../control.ts'
import type { Deed } from '../deeds.ts'

export type Scheduled = { at: Date; deed: Deed; mail: SentMail }

const TIME_HEADER = 'x-simulated-time'
const AT_ONCE = 32
/** The simulator's clock is set so often: what Shopify and SES say has its time from there. */
const SLICE_MS = 20 * 60_000

/** Lets the app's clock stand at the time that a request tells. */
export function takeTimeFromRequests(server: Server): void {
  server.prependListener('request', ({ headers }) => {
    const time = headers[TIME_HEADER]
    if (typeof time === 'string') clock.set(() => new Date(Number(time)))
  })
}

/** Both clocks; null for the real time. */
export async function setClocks(simulator: Control, now: Date | null): Promise<void> {
  clock.set(now ? () => now : undefined)
  await simulator.setClock(now)
}

/** Plays all of it in the order of time. */
export async function play(simulator: Control, deeds: Scheduled[]): Promise<void> {
  const sorted = deeds.toSorted((one, other) => one.at.getTime() - other.at.getTime())
  const slices = Map.groupBy(sorted, ({ at }) => Math.floor(at.getTime() / SLICE_MS))
  for (const slice of slices.values()) {
    await setClocks(simulator, slice[0]?.at ?? null)
    for (const turn of inTurns(slice)) {
      if (Array.isArray(turn)) await Promise.all(turn.map(({ step, at }) => askAt(step, at)))
      else await alone(simulator, turn)
    }
  }
}

type Request = { at: Date; step: Step }

/** Requests go together; what changes more than figures goes alone, with both clocks at its time. */
function* inTurns(deeds: Scheduled[]): Generator<Request[] | Scheduled> {
  let requests: Request[] = []
  for (const each of deeds) {
    const { deed, at } = each
    if (deed.kind === 'ask') requests.push({ at, step: deed.step })
    if (requests.length >= AT_ONCE || (requests.length > 0 && deed.kind !== 'ask')) {
      yield requests
      requests = []
    }
    if (deed.kind !== 'ask') yield each
  }
  if (requests.length > 0) yield requests
}

async function askAt(step: Step, at: Date) {
  const answer = await ask({ ...step, headers: { ...step.headers, [TIME_HEADER]: String(at.getTime()) } })
  if (answer.status === 0 || answer.status >= 400)
    throw new Error(`${step.method} ${step.url} was answered ${answer.status}`)
  return answer
}

async function alone(simulator: Control, { deed, at, mail }: Scheduled): Promise<void> {
  await setClocks(simulator, at)
  switch (deed.kind) {
    case 'ask':
      await askAt(deed.step, at)
      return
    case 'leave': {
      const { body } = await askAt(deed.step, at)
      const press = deed.presses ? pressing(deed.step, body) : null
      if (press) await askAt(press, new Date(at.getTime() + 3_000))
      return tellShopify()
    }
    case 'tell':
      return tellShopify()
    case 'look':
      await lookAtFollowed()
      return
    case 'complain':
      await simulator.complain(mail.messageId)
      // SNS says when: hours later by the app's clock it would not be believed.
      await simulator.flushEvents()
      await foldAllFeedback()
      return
    case 'buy':
      await simulator.order(mail.to[0] ?? '', { lines: deed.lines, landingSite: deed.landing })
      return hearOfIt(simulator)
    case 'reply':
      if (env().REPLY_SMTP_PORT) await simulator.reply(mail.messageId, deed)
  }
}

/** Lets the app write back all that is due: were the time to go on meanwhile, it would take its own worker for dead. */
async function tellShopify(): Promise<void> {
  while ((await drainOutbox()) > 0);
}

/** Lets the app work off what Shopify says before the time goes on. */
async function hearOfIt(simulator: Control): Promise<void> {
  while (!(await simulator.hasTold())) await sleep(20)
  while ((await drainInbox()) > 0);
}
