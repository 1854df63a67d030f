import { settleGivenBack } from '#app/campaigns/send/cancel.server.ts'
import { reviveCampaigns } from '#app/campaigns/campaigns.server.ts'
import { reapLeases } from './recipients.server.ts'

export async function performTend(): Promise<void> {
  await reapLeases()
  await settleGivenBack()
  await reviveCampaigns()
}
