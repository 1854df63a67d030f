// Adapters of the shop room's queues.
import { purgeInbox } from './inbox.server.ts'
import { forgetStrays } from './leave.server.ts'
import { refreshScopes, refreshShop } from './refresh.server.ts'

export async function performRefresh({ tenantId }: { tenantId: number }): Promise<void> {
  await refreshShop(tenantId)
  await refreshScopes(tenantId)
}
export async function performPurge(): Promise<void> {
  await purgeInbox()
  await forgetStrays()
}
