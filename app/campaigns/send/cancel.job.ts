import type { MailingKey } from '#app/sending/jobs.ts'
import { settleCancelled } from './cancel.server.ts'

export const performCancel = (campaign: MailingKey): Promise<void> => settleCancelled(campaign)
