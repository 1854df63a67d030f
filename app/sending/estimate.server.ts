// What a send takes: time at the account's rate, and SES's fee.
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'

/** https://aws.amazon.com/ses/pricing/: outbound email, without attachments and dedicated addresses. */
const DOLLARS_A_THOUSAND = 0.1

/** `seconds` is null while no worker has read the account's rate. In US dollars, as SES charges them. */
export type Estimate = { seconds: number | null; dollars: number }

/** What handing over so many e-mails takes, if nothing else is sent meanwhile. */
export async function estimateSend(mails: number): Promise<Estimate> {
  const found = await db().query<{ rate: number }>('SELECT rate FROM send_rate WHERE account = $1', [env().AWS_REGION])
  const rate = found.rows[0]?.rate
  return { seconds: rate ? Math.ceil(mails / rate) : null, dollars: (mails * DOLLARS_A_THOUSAND) / 1000 }
}
