import { countRecipients, type Progress } from '#app/sending/recipients.server.ts'

/** A campaign's recipients by state, and the skipped ones by reason. */
export function campaignProgress(tenantId: number, campaignId: number): Promise<Progress> {
  return countRecipients({ tenantId, campaignId })
}
