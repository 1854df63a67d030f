import type { MailingKey } from '#app/sending/jobs.ts'
import { prepareCampaign } from './start.server.ts'

export const performStart = ({ tenantId, campaignId }: MailingKey): Promise<void> =>
  prepareCampaign(tenantId, campaignId)
