import type { CampaignKey } from '#app/sending/jobs.ts'
import { prepareCampaign } from './campaigns.server.ts'

export const performStart = ({ tenantId, campaignId }: CampaignKey): Promise<void> =>
  prepareCampaign(tenantId, campaignId)
