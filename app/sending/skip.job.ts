import type { MailingKey } from './jobs.ts'
import { settleCancelled } from './cancelled.server.ts'

export const performSkip = (mailing: MailingKey): Promise<void> => settleCancelled(mailing)
