// The simulated SES: accepts messages, plans what becomes of each, and publishes that as events.
// Owns the tables `ses_*` and `sns_*`. One instance a simulator, shared by the API, the control API and the mailbox.
import type { SimulatorContext } from '../context.ts'
import { accept } from './acceptance.ts'
import { createAccount, demoTopicArn } from './account.ts'
import type { EventDetail } from './behaviour.ts'
import { noFaults, type Faults } from './faults.ts'
import { createGroupCommit } from './group-commit.ts'
import { createMails } from './mails.ts'
import type { SesParts } from './parts.ts'
import { createPlannedEvents } from './planned-events.ts'
import { messageOf, publishDue } from './publication.ts'
import { createPump } from './pump.ts'
import { createQuota, type Quota } from './quota.ts'
import { createRecipients } from './recipients.ts'
import type { OutgoingMail } from './shapes.ts'
import { createSns } from './sns.ts'

export interface Ses extends Omit<SesParts, 'commit' | 'delivered'> {
  quota: Quota
  faults: Faults
  /** Stores the message and plans its events; resolves with the message id once that is durable. */
  accept(mail: OutgoingMail): Promise<string>
  /** Lets something happen to a message now. */
  happen(mailId: number, detail: EventDetail): Promise<void>
  /** Calls `listener` for each mail that is delivered from now on. */
  onDelivered(listener: (mailId: number) => void): void
  /** Publishes and delivers all that waits; gives the number of notifications that are still owed after a minute. */
  flush(): Promise<number>
}

const known = new WeakMap<SimulatorContext, Ses>()

/** The one SES of this simulator. */
export function sesOf(sim: SimulatorContext): Ses {
  const ses = known.get(sim) ?? createSes(sim)
  known.set(sim, ses)
  return ses
}

const FLUSH_MS = 60_000

function createSes(sim: SimulatorContext): Ses {
  const { db } = sim.store
  const region = sim.settings.awsRegion
  const account = createAccount(db, region)
  const mails = createMails(db)
  const events = createPlannedEvents(db)
  const recipients = createRecipients(db)
  const commit = createGroupCommit(sim.store)
  const sns = createSns(sim, commit, (eventId, form) => messageOf({ events, mails, region }, eventId, form))
  const listeners: ((mailId: number) => void)[] = []
  const delivered = (mailId: number) => listeners.forEach((listener) => listener(mailId))
  const parts: SesParts = { sim, account, mails, events, recipients, sns, commit, delivered }
  const pump = createPump(() => {
    publishDue(parts)
    return events.nextDue()
  })

  sim.onStart(() => {
    sns.subscribe(demoTopicArn(region), `${sim.settings.appUrl}/api/v1/sns-bounce`)
    pump.wake(0)
  })
  sim.onClose(async () => {
    pump.stop()
    sns.stop()
    // Answers that have come are written down before the store closes: commits are in order.
    await commit(() => undefined)
    // One in the making is stored when it is ready: the store must still be open then.
    await sns.certificate()
  })
  return {
    ...parts,
    quota: createQuota(
      () => account.settings,
      (since) => mails.recipientsSince(since),
    ),
    faults: noFaults(),
    async accept(mail) {
      const { id, dueAt } = await accept(parts, mail)
      pump.wake(dueAt)
      return id
    },
    async happen(mailId, detail) {
      const now = Date.now()
      await commit(() => events.add({ mailId, happenedAt: sim.clock.now(), dueAt: now, detail }))
      pump.wake(now)
    },
    onDelivered: (listener) => void listeners.push(listener),
    flush: () => flush(parts),
  }
}

async function flush(parts: SesParts): Promise<number> {
  const { events, sns } = parts
  events.flush()
  while (events.waiting() > 0) publishDue(parts)
  sns.deliveries.flush()
  const until = Date.now() + FLUSH_MS
  while (sns.deliveries.unfinished() > 0 && Date.now() < until) {
    sns.wake()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return sns.deliveries.unfinished()
}
