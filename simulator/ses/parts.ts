import type { SimulatorContext } from '../context.ts'
import type { Account } from './account.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Mails } from './mails.ts'
import type { PlannedEvents } from './planned-events.ts'
import type { Recipients } from './recipients.ts'
import type { Sns } from './sns.ts'

/** What the simulated SES is made of. */
export interface SesParts {
  sim: SimulatorContext
  account: Account
  mails: Mails
  events: PlannedEvents
  recipients: Recipients
  sns: Sns
  commit: GroupCommit
  /** Told of each mail that is delivered. */
  delivered: (mailId: number) => void
}
