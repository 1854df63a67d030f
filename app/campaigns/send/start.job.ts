import type { CampaignKey } from '#app/sending/jobs.ts'
import { prepareCampaign } from './start.server.ts'

export const performStart = ({ tenantId, campaignId }: CampaignKey): Promise<void> =>
  prepareCampaign(tenantId, campaignId)
