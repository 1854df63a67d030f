// Where what customers answer goes to in the end: a mailbox of the shop's.
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { asciiDomain, sesAddress } from '#app/platform/text/mail-address.ts'

type Addresses = { replyTo: string | null; senderEmail: string | null; contactEmail: string | null }

/**
 * The shop's mailbox for replies as its settings say it now, or the one that Shopify knows; null when there is none, or the
 * app is out of the shop. One at the domain where replies come in is none: they would go in a circle.
 */
export async function findReplyTo(tenantId: number): Promise<string | null> {
  const found = await db().query<Addresses>(
    `SELECT s.reply_to AS "replyTo", s.sender_email AS "senderEmail", t.contact_email AS "contactEmail"
     FROM tenants t LEFT JOIN settings s ON s.tenant_id = t.tenant_id
     WHERE t.tenant_id = $1 AND t.uninstalled_at IS NULL`,
    [tenantId],
  )
  const [row] = found.rows
  return row ? (preferred(row).find(isMailbox) ?? null) : null
}

const preferred = ({ replyTo, senderEmail, contactEmail }: Addresses): string[] =>
  [replyTo, senderEmail, contactEmail].filter((address) => address !== null)

function isMailbox(address: string): boolean {
  const domain = asciiDomain(address.slice(address.lastIndexOf('@') + 1))
  return sesAddress(address) !== null && domain !== asciiDomain(env().REPLY_DOMAIN ?? '')
}
