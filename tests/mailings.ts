// A campaign on its way: its mailing, as the worker finds it.
import { listMailings } from '#app/sending/mailings.server.ts'
import { prepareMailing } from '#app/sending/prepare.server.ts'
import type { AMailing } from './factories.ts'

/** The campaign's only mailing. */
export async function mailingOf({ tenantId, campaignId }: Omit<AMailing, 'mailingId'>): Promise<AMailing> {
  const [mailingId, ...others] = await listMailings({ tenantId, source: 'campaign', sourceId: campaignId })
  if (mailingId === undefined || others.length > 0) throw new Error(`campaign ${campaignId} has not one mailing`)
  return { tenantId, campaignId, mailingId }
}

/** The same once the worker has chosen its recipients. */
export async function prepared(campaign: Omit<AMailing, 'mailingId'>): Promise<AMailing> {
  const mailing = await mailingOf(campaign)
  await prepareMailing(mailing)
  return mailing
}
