// What is logged of failures. While the database is away everything fails, tens of times a second: that is one line with
// its cause, one more each minute, and one when it is over.
import { isDatabaseAway } from './db-fault.ts'
import { faultOf } from './fault.ts'
import { log } from '../log.server.ts'
import { createOutage, noteFailure, noteSuccess, type Outage } from './outage.ts'

let outage: Outage = createOutage()

/** Logs that `what` failed; as a part of the database's outage where that is the cause. Ids and counts only in `fields`. */
export function logFailure(error: unknown, what: string, fields: Record<string, unknown> = {}): void {
  if (!isDatabaseAway(error)) return log.error({ ...fields, ...faultOf(error) }, what)
  const { next, say } = noteFailure(outage, Date.now())
  outage = next
  if (say) log.error({ ...say, first: what, ...fields, ...faultOf(error) }, 'the database can not be used')
}

/** Something was done by the database: an outage that nothing has met for a while is over. */
export function databaseWorks(): void {
  if (outage.since === null) return
  const { next, say } = noteSuccess(outage, Date.now())
  outage = next
  if (say) log.info(say, 'the database can be used again')
}
