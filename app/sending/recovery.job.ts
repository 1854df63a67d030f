import { settleReleased } from './cancelled.server.ts'
import { requeueMailings } from './mailing-states.server.ts'
import { reapLeases } from './recipients.server.ts'

export async function performRecovery(): Promise<void> {
  await reapLeases()
  await settleReleased()
  await requeueMailings()
}
