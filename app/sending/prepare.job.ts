import type { MailingKey } from './jobs.ts'
import { prepareMailing } from './prepare.server.ts'

export const performPrepare = (mailing: MailingKey): Promise<void> => prepareMailing(mailing)
