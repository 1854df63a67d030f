import { listMailings } from '#app/sending/mailings.server.ts'
import { countRecipients, type Progress } from '#app/sending/recipients.server.ts'

/** A campaign's recipients by state, and the skipped ones by reason, over all of its mailings. */
export async function campaignProgress(tenantId: number, campaignId: number): Promise<Progress> {
  return countRecipients(tenantId, await listMailings({ tenantId, source: 'campaign', sourceId: campaignId }))
}
