// Accepting a message: it is stored with the events that will tell what became of it.
import type { Account } from './account.ts'
import { normalAddress } from './address.ts'
import { behaviourByShare, planEvents, planSuppressed, simulatorBehaviour, type PlannedEvent } from './behaviour.ts'
import { messageId } from './message-id.ts'
import type { SesParts } from './parts.ts'
import { allRecipients, type OutgoingMail } from './shapes.ts'

/** Resolves once all is durable; `dueAt` is when the first event happens, in real milliseconds since 1970. */
export async function accept(parts: SesParts, mail: OutgoingMail): Promise<{ id: string; dueAt: number }> {
  const { sim, mails, events, commit } = parts
  const at = sim.clock.now()
  const id = messageId(at)
  const insert = mails.prepare(mail, id, at)
  const now = Date.now()
  const planned = plan(parts, mail, id).map(({ detail, after }) => {
    const wait = Math.round(after * latency(parts.account))
    return { detail: detail.kind === 'Delivery' ? { ...detail, processingMs: wait } : detail, wait }
  })
  await commit(() => {
    const mailId = insert()
    for (const { detail, wait } of planned) {
      events.add({ mailId, happenedAt: new Date(at.getTime() + wait), dueAt: now + wait, detail })
    }
  })
  return { id, dueAt: Math.min(...planned.map(({ wait }) => now + wait)) }
}

function plan(parts: SesParts, mail: OutgoingMail, id: string): PlannedEvent[] {
  if (mail.renderingFailure !== null) {
    return [{ detail: { kind: 'Rendering Failure', message: mail.renderingFailure }, after: 1 }]
  }
  const fates = allRecipients(mail)
    .map(normalAddress)
    .flatMap((address) => planFor(parts, address, luckOf(mail, id)))
  // A rejected message was never on its way: SES tells of no Send.
  const rejected = fates.some(({ detail }) => detail.kind === 'Reject')
  return rejected ? fates : [{ detail: { kind: 'Send' }, after: 0 }, ...fates]
}

/** What a message's fate is drawn from, beside its address: its tags, if any, so that the demo's past is the same each time. */
const luckOf = ({ tags }: OutgoingMail, id: string) => (Object.keys(tags).length > 0 ? JSON.stringify(tags) : id)

function planFor({ account, recipients }: SesParts, address: string, luck: string): PlannedEvent[] {
  const simulated = simulatorBehaviour(address)
  if (simulated) return planEvents(simulated, address)
  const suppressed = recipients.suppressed(address)
  if (suppressed) return [planSuppressed(suppressed.reason, address)]
  const behaviour = recipients.arranged(address) ?? behaviourByShare(address, luck, account.settings.shares)
  return planEvents(behaviour, address)
}

function latency({ settings: { latencyMs } }: Account): number {
  return latencyMs.min + Math.random() * Math.max(latencyMs.max - latencyMs.min, 0)
}
