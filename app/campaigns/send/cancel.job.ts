import type { CampaignKey } from '#app/sending/jobs.ts'
import { settleCancelled } from './cancel.server.ts'

export const performCancel = (campaign: CampaignKey): Promise<void> => settleCancelled(campaign)
