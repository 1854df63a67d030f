// The compiled e-mails of the campaigns that this worker sends, each made once.
import { db } from '#app/platform/db.server.ts'
import { z } from 'zod'
import { type CompiledMail, compileMail, type MailContent } from './compile.server.ts'
import { type CampaignKey, keyOf } from './jobs.ts'

const KEPT = 20

const sender = z.object({
  fromName: z.string(),
  fromEmail: z.string(),
  replyTo: z.string().nullable(),
  postalAddress: z.string(),
  utmMedium: z.string(),
  shopName: z.string(),
})

const kept = new Map<string, Promise<CompiledMail>>()

/** The compiled e-mail of a started campaign, whose content no longer changes. */
export function loadMail(campaign: CampaignKey): Promise<CompiledMail> {
  const key = keyOf(campaign)
  const known = kept.get(key)
  if (known) return known
  const loading = load(campaign)
  loading.catch(() => kept.delete(key))
  kept.set(key, loading)
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return loading
}

async function load({ tenantId, campaignId }: CampaignKey): Promise<CompiledMail> {
  const found = await db().query<Omit<MailContent, 'sender'> & { sender: unknown }>(
    `SELECT tenant_id AS "tenantId", campaign_id AS "campaignId", subject, preheader, html, track_opens AS "trackOpens",
       track_clicks AS "trackClicks", utm, sender FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2`,
    [tenantId, campaignId],
  )
  const row = found.rows[0]
  if (!row) throw new Error(`tenant ${tenantId} has no campaign ${campaignId}`)
  return compileMail({ ...row, sender: sender.parse(row.sender) })
}
