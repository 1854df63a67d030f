import { settleGivenBack } from './cancelled.server.ts'
import { reviveMailings } from './mailing-states.server.ts'
import { reapLeases } from './recipients.server.ts'

export async function performTend(): Promise<void> {
  await reapLeases()
  await settleGivenBack()
  await reviveMailings()
}
