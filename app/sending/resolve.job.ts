import { resolveDue } from '#app/tracking/provider/resolve.server.ts'
import { resolveAudience } from './domains.server.ts'
import type { MailingKey } from './jobs.ts'

const SECONDS = 60

export const performResolve = (mailing: MailingKey): Promise<void> => resolveAudience(mailing)

export async function performAskAgain(): Promise<void> {
  await resolveDue(SECONDS)
}
