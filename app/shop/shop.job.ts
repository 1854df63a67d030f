// Adapters of the shop room's queues.
import { purgeInbox } from './inbox.server.ts'
import { forgetStrays } from './leave.server.ts'
import { refreshShop } from './refresh.server.ts'

export const performRefresh = ({ tenantId }: { tenantId: number }): Promise<void> => refreshShop(tenantId)
export async function performPurge(): Promise<void> {
  await purgeInbox()
  await forgetStrays()
}
