import { refreshScopes, refreshShop } from './refresh.server.ts'

export async function performRefresh({ tenantId }: { tenantId: number }): Promise<void> {
  await refreshShop(tenantId)
  await refreshScopes(tenantId)
}
