// Whose page a recipient sees and in which language: the shop as it stands in the e-mail, the member's language.
import { db } from '#app/platform/db/db.server.ts'
import { knownZone } from '#app/platform/text/zone.ts'
import type { Recipient } from './links.server.ts'
import { chooseLanguage, type Language } from './pages/languages.ts'
import type { Setting } from './pages/recipient-pages.ts'

type Row = {
  shop: string
  host: string
  timezone: string
  logoUrl: string | null
  color: string | null
  locale: string | null
}

/** The setting of a recipient's pages; null, beside the language, where the shop is erased. */
export async function findSetting(
  { tenantId, mailingId, memberId }: Recipient,
  { preferencesPath, acceptLanguage }: { preferencesPath: string; acceptLanguage: string | undefined },
): Promise<{ language: Language; setting: Setting | null }> {
  const found = await db().query<Row>(
    `SELECT coalesce(nullif(m.sender ->> 'fromName', ''), s.sender_name, nullif(t.name, ''), t.shop) AS shop,
       coalesce(t.primary_domain, t.shop) AS host, t.timezone, s.page_logo_url AS "logoUrl", s.page_color AS color, p.locale
     FROM tenants t LEFT JOIN settings s ON s.tenant_id = $1
     LEFT JOIN mailings m ON m.tenant_id = $1 AND m.mailing_id = $2
     LEFT JOIN members p ON p.tenant_id = $1 AND p.member_id = coalesce(
       (SELECT kept FROM merged_members WHERE tenant_id = $1 AND gone = $3), $3)
     WHERE t.tenant_id = $1`,
    [tenantId, mailingId, memberId],
  )
  const [row] = found.rows
  const language = chooseLanguage(row?.locale ?? null, acceptLanguage)
  if (!row) return { language, setting: null }
  const { shop, host, logoUrl, color } = row
  const look = { shop, storeUrl: `https://${host}/`, logoUrl, color }
  return { language, setting: { language, look, timezone: knownZone(row.timezone), preferencesPath } }
}
