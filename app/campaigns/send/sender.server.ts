// Who a shop's campaigns come from, as it is frozen when a campaign starts.
import { db } from '#app/platform/db/db.server.ts'
import type { MailSender } from '#app/sending/compile.server.ts'
import { env } from '#app/platform/env.server.ts'
import { findReplyTo } from '#app/settings/reply-to.server.ts'
import { getSettings, senderOf } from '#app/settings/settings.server.ts'

export type ShopSender = Omit<MailSender, 'postalAddress'> & { postalAddress: string | null }

/** @throws when there is no such tenant. */
export async function getSender(tenantId: number): Promise<ShopSender> {
  const found = await db().query<{ shop: string; name: string }>(
    'SELECT shop, name FROM tenants WHERE tenant_id = $1',
    [tenantId],
  )
  const tenant = found.rows[0]
  if (!tenant) throw new Error(`there is no tenant ${tenantId}`)
  const settings = await getSettings(tenantId)
  const sender = senderOf(tenant, settings)
  const { REPLY_DOMAIN: replyDomain } = env()
  // What nobody could be given is not asked for.
  const takesReplies = replyDomain !== undefined && (await findReplyTo(tenantId)) !== null
  return { ...sender, ...(takesReplies && { replyDomain }), shopName: tenant.name || sender.fromName }
}
