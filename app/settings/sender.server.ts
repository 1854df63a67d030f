// Whether e-mails can be sent from the sender that a shop chooses, as Amazon SES says.
import { recheckSender } from '#app/platform/ses/ses-identity.server.ts'
import { senderDoubt, senderProblem } from '#app/platform/ses/ses-sender.ts'
import { senderOf } from './settings.server.ts'
import type { Settings } from './settings.ts'

type Said = { problem: string | null; doubt: string | null }

/**
 * Asks SES about the sender of changed settings. An address that is not verified is a problem for whoever enters it, and
 * only worth a word while it stays as it was, so that the rest can be saved; so it is when SES can not be asked.
 */
export async function askAboutSender(
  tenant: { shop: string; name: string },
  before: Settings,
  after: Settings,
): Promise<Said> {
  const { fromEmail } = senderOf(tenant, after)
  const check = await recheckSender(fromEmail)
  const problem = senderProblem(check, fromEmail, 'here')
  if (before.senderEmail === after.senderEmail || after.senderEmail === null)
    return { problem: null, doubt: problem ?? senderDoubt(check, fromEmail) }
  return { problem, doubt: senderDoubt(check, fromEmail) }
}
