// The readers of a storm, as a process of their own: `node tests/storms/tracking/readers.ts`, told its plan by a message. They
// come at a steady pace, whatever the servers do, and who gets no answer tries again at the other one, as behind a balancer.
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { askFor, inOrder, MOST_TRIES, SHOP } from './hits.ts'
import { ANSWER, type Early, type Readers, type ReadersPlan } from './load.ts'
import { Machine, type Wait } from './machine.ts'

/** Past it a try counts as unanswered: nobody of ours takes as long. */
const GIVE_UP_MS = 5_000
const TICK_MS = 2
/** A reader comes back a little later; both servers may be dead for a while. */
const AGAIN_MS = 150
/** At once; more would only measure themselves. */
const MOST_AT_ONCE = 2_000
/** No reader waits for another's connection: an image that waits for the database would hold up clicks that do not. */
const agent = new Agent({ keepAlive: true, maxSockets: MOST_AT_ONCE })

type Answered = { isDurable: boolean | null; isRight: boolean }

/** One try; null when there was no answer. */
function ask(port: number, path: string, headers: Record<string, string>): Promise<Answered | null> {
  return new Promise((resolve) => {
    const asked = request({ agent, host: '127.0.0.1', port, path, headers, timeout: GIVE_UP_MS }, (answer) => {
      const recorded = answer.headers['x-recorded']
      const isRight =
        answer.statusCode === 200 || (answer.statusCode === 302 && String(answer.headers.location).startsWith(SHOP))
      answer.resume()
      answer.on('error', () => {})
      resolve({ isDurable: recorded === undefined ? null : recorded === 'yes', isRight })
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(null))
    asked.end()
  })
}

async function read(plan: ReadersPlan): Promise<Readers> {
  const answers = new Uint8Array(plan.hits * MOST_TRIES)
  const early: Early[] = []
  const clicks: Wait[] = []
  const wrong = { answers: 0, unanswered: 0 }
  const machine = new Machine(plan.barePort)

  const once = async (hit: number, attempt: number, port: number): Promise<boolean> => {
    const { isClick, path, headers } = askFor(hit, attempt, plan)
    const at = hit * MOST_TRIES + attempt
    answers[at] = ANSWER.none
    const wait = { since: performance.now(), ms: 0 }
    const sentAt = Date.now()
    const answered = await ask(port, path, headers)
    if (!answered) return false
    wait.ms = performance.now() - wait.since
    if (isClick) clicks.push(wait)
    if (!answered.isRight || answered.isDurable === null) wrong.answers += 1
    answers[at] = answered.isDurable ? ANSWER.durable : ANSWER.early
    if (!answered.isDurable) early.push({ hit, attempt, port, sentAt })
    return true
  }
  const untilAnswered = async (hit: number): Promise<void> => {
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const port = plan.ports[(hit + attempt) % plan.ports.length] ?? 0
      if (await once(hit, attempt, port)) return
      await sleep(AGAIN_MS * (1 + (attempt >> 1)))
    }
    wrong.unanswered += 1
  }

  await keepPace(plan, untilAnswered)
  agent.destroy()
  return { answers, early, wrong: wrong.answers, unanswered: wrong.unanswered, clicks: await machine.explain(clicks) }
}

async function keepPace({ hits, perSecond }: ReadersPlan, come: (hit: number) => Promise<void>): Promise<void> {
  const since = performance.now()
  const under = new Set<Promise<void>>()
  for (let place = 0; place < hits; await sleep(TICK_MS)) {
    const due = Math.min(hits, Math.ceil((perSecond * (performance.now() - since)) / 1000))
    for (; place < due && under.size < MOST_AT_ONCE; place += 1) {
      const coming: Promise<void> = come(inOrder(place, hits)).finally(() => under.delete(coming))
      under.add(coming)
    }
  }
  await Promise.all(under)
}

process.once('message', (plan: ReadersPlan) => void readAndTell(plan))
process.on('disconnect', () => process.exit(0))

async function readAndTell(plan: ReadersPlan): Promise<void> {
  process.send?.(await read(plan), () => process.disconnect())
}
