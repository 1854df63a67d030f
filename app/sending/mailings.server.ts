// Mailings: one thing sent to many, or a template's mail of one month sent one by one. What is sent is frozen when the
// mailing is made; only its sender may change, by a resume. Who makes mailings, and why, is the business of the rooms above.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import { beginCampaignStats } from '#app/tracking/campaign-people.server.ts'
import type { Settings } from '#app/settings/settings.server.ts'
import { mayTrack } from '#app/settings/tracking.ts'
import { BLOCK, blockAt } from './blocks.ts'
import { compileMail, type MailSender, type Utm } from './compile.server.ts'
import type { Frequency } from './frequency.server.ts'
import { keyOf, type MailingKey, prepareQueue, sendSliceQueue } from './jobs.ts'
import type { Resend } from './resend.server.ts'
import { type Manifest, sumOf } from './manifest.ts'
import { takeMailingId } from './mailing-ids.server.ts'

export type MailingSource = 'campaign' | 'automation' | 'bulk' | 'transactional' | 'system'
export type MailingStatus = 'preparing' | 'sending' | 'paused' | 'sent' | 'cancelled' | 'open'

/** What mailings are made from: a campaign, a step (`part`) of an automation, and which of its variants. */
type Source = {
  tenantId: number
  source: MailingSource
  sourceId: number
  sourcePart?: number
  variant?: number
}

/** What is frozen when a mailing is made. */
export type NewMailing = Source & {
  purpose: 'marketing' | 'transactional' | 'system'
  subject: string
  preheader: string
  html: string
  sender: MailSender
  trackOpens: boolean
  trackClicks: boolean
  utm: Utm | null
  /** How often its recipients may have been mailed; null for one that this does not hold for. */
  frequency?: Frequency | null
  /** Of one that sends again what was sent; null for a first mailing. */
  resend?: Resend | null
  /** What its start foretold; null where nothing was. */
  manifest?: Manifest | null
}

/**
 * The number of the next mailing of a source. To be asked for outside of transactions: for a campaign's second mailing its
 * people must be noted one by one from before it is made, and that may take a while.
 */
export async function numberMailing(origin: Origin): Promise<number> {
  const { tenantId, source, sourceId } = origin
  if (source === 'campaign' && (await listMailings(origin)).length > 0) await beginCampaignStats(tenantId, sourceId)
  return takeMailingId()
}

/**
 * Makes a mailing to everybody whom the rules hold, in the caller's transaction, with the number that `numberMailing` gave:
 * the worker then chooses the recipients and sends.
 * @throws when no e-mail can be made of the content.
 */
export async function startMailing(
  sql: Sql,
  mailingId: number,
  mailing: NewMailing & { audience: SegmentRules },
): Promise<void> {
  const { tenantId } = mailing
  const contentId = await saveContent(sql, mailing)
  await insertMailing(sql, { ...mailing, mailingId, contentId, status: 'preparing' })
  await enqueue(prepareQueue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }), sql })
}

/** An open mailing takes recipients one by one, in a pause too. */
export const OPEN = "(status = 'open' OR status = 'paused' AND audience IS NULL AND frozen_at IS NULL)"

/**
 * The open mailing of a source, part and variant, to which `addRecipient` adds: that of this month, made with this content
 * when there is none. One of a month before is ended.
 * @throws when no e-mail can be made of the content.
 * @internal Nothing in the product makes one yet.
 */
export async function openMailing(mailing: NewMailing): Promise<number> {
  const known = await findOpen(db(), mailing)
  if (known !== null && known >= blockAt(clock.now()) * BLOCK) return known
  if (known !== null) await endMailing({ tenantId: mailing.tenantId, mailingId: known })
  const mailingId = await numberMailing(mailing)
  return transaction(async (sql) => {
    const contentId = await saveContent(sql, mailing)
    const opened = await insertMailing(sql, { ...mailing, mailingId, contentId, audience: null, status: 'open' })
    if (opened) return mailingId
    await sql.query('DELETE FROM contents WHERE tenant_id = $1 AND content_id = $2', [mailing.tenantId, contentId])
    const other = await findOpen(sql, mailing)
    if (other === null) throw new Error('an open mailing was opened and ended by others at once')
    return other
  })
}

async function findOpen(sql: Sql, { tenantId, source, sourceId, sourcePart = 0, variant = 0 }: Source) {
  const found = await sql.query<{ mailingId: number }>(
    `SELECT mailing_id AS "mailingId" FROM mailings
     WHERE tenant_id = $1 AND source = $2 AND source_id = $3 AND source_part = $4 AND variant = $5 AND ${OPEN}
     ORDER BY mailing_id DESC LIMIT 1`,
    [tenantId, source, sourceId, sourcePart, variant],
  )
  return found.rows[0]?.mailingId ?? null
}

async function saveContent(sql: Sql, mailing: NewMailing): Promise<number> {
  const { tenantId, subject, preheader, html } = mailing
  const { links } = compileMail({ ...mailing, mailingId: 0 })
  const saved = await sql.query<{ contentId: number }>(
    `INSERT INTO contents (tenant_id, subject, preheader, html, links, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING content_id AS "contentId"`,
    [tenantId, subject, preheader, html, JSON.stringify(links), clock.now()],
  )
  const row = saved.rows[0]
  if (!row) throw new Error('an insert returned no row')
  return row.contentId
}

type MailingRow = NewMailing & MailingKey & { contentId: number; audience: SegmentRules | null; status: MailingStatus }

/** False when the source has an open one already. */
async function insertMailing(sql: Sql, row: MailingRow): Promise<boolean> {
  const { tenantId, mailingId, source, sourceId, sourcePart = 0, variant = 0, purpose, contentId } = row
  const shop = await findShop(sql, tenantId)
  const tracks = mayTrack(purpose, shop)
  const trackClicks = row.trackClicks && tracks
  const inserted = await sql.query(
    `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, source_part, variant, purpose, content_id, sender,
       track_opens, track_clicks, utm, audience, status, opened_at, honeypot_url, frequency, resend, manifest)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     ON CONFLICT (tenant_id, source, source_id, source_part, variant) WHERE status = 'open' DO NOTHING`,
    [
      tenantId,
      mailingId,
      source,
      sourceId,
      sourcePart,
      variant,
      purpose,
      contentId,
      JSON.stringify(row.sender),
      row.trackOpens && tracks,
      trackClicks,
      row.utm && JSON.stringify(row.utm),
      row.audience && JSON.stringify(row.audience),
      row.status,
      clock.now(),
      purpose === 'marketing' && trackClicks && shop.honeypot ? shop.storeUrl : null,
      row.frequency ? JSON.stringify(row.frequency) : null,
      row.resend ? JSON.stringify(row.resend) : null,
      row.manifest ? JSON.stringify(row.manifest) : null,
    ],
  )
  return inserted.rowCount === 1
}

type Shop = Pick<Settings, 'trackMarketing' | 'trackTransactional' | 'honeypot'> & { storeUrl: string }

/** What a shop has set of its e-mails, or the defaults of the table, and where its store is. */
async function findShop(sql: Sql, tenantId: number): Promise<Shop> {
  const found = await sql.query<Shop>(
    `SELECT coalesce(s.track_marketing, true) AS "trackMarketing", coalesce(s.track_transactional, true) AS "trackTransactional",
       coalesce(s.honeypot, true) AS honeypot, 'https://' || coalesce(t.primary_domain, t.shop) || '/' AS "storeUrl"
     FROM tenants t LEFT JOIN settings s ON s.tenant_id = $1 WHERE t.tenant_id = $1`,
    [tenantId],
  )
  const [shop] = found.rows
  if (!shop) throw new Error(`there is no tenant ${tenantId}`)
  return shop
}

export type Mailing = Required<Source> & {
  mailingId: number
  purpose: NewMailing['purpose']
  contentId: number
  status: MailingStatus
  fromEmail: string
  pauseReason: string | null
  pauseDetail: string | null
  lastSentAt: Date | null
  endedAt: Date | null
  closedAt: Date | null
}

/**
 * The mailing with this number in this shop, or null.
 * @internal For tests.
 */
export async function findMailing({ tenantId, mailingId }: MailingKey): Promise<Mailing | null> {
  const found = await db().query<Mailing>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId", source, source_id AS "sourceId", source_part AS "sourcePart",
       variant, purpose, content_id AS "contentId", status, sender ->> 'fromEmail' AS "fromEmail",
       pause_reason AS "pauseReason", pause_detail AS "pauseDetail", last_sent_at AS "lastSentAt", ended_at AS "endedAt",
       closed_at AS "closedAt"
     FROM mailings WHERE tenant_id = $1 AND mailing_id = $2`,
    [tenantId, mailingId],
  )
  return found.rows[0] ?? null
}

export type Origin = Pick<Source, 'tenantId' | 'source' | 'sourceId'>

/** The numbers of the mailings that come from a source, the first one first. */
export async function listMailings({ tenantId, source, sourceId }: Origin): Promise<number[]> {
  const found = await db().query<{ mailingId: number }>(
    `SELECT mailing_id AS "mailingId" FROM mailings WHERE tenant_id = $1 AND source = $2 AND source_id = $3 ORDER BY 1`,
    [tenantId, source, sourceId],
  )
  return found.rows.map(({ mailingId }) => mailingId)
}

/** What the starts of a source's mailings foretold, together; null where one of them did not. */
export async function findManifest({ tenantId, source, sourceId }: Origin): Promise<Manifest | null> {
  const found = await db().query<{ manifest: Manifest | null }>(
    'SELECT manifest FROM mailings WHERE tenant_id = $1 AND source = $2 AND source_id = $3',
    [tenantId, source, sourceId],
  )
  const manifests = found.rows.flatMap(({ manifest }) => manifest ?? [])
  return manifests.length === found.rows.length && manifests.length > 0 ? sumOf(manifests) : null
}

/** Takes no more recipients into an open mailing; those who wait still get it. Does nothing to any other. */
export async function endMailing({ tenantId, mailingId }: MailingKey): Promise<void> {
  const at = clock.now()
  await transaction(async (sql) => {
    const ended = await sql.query(
      `UPDATE mailings SET status = 'sending', frozen_at = $3 WHERE tenant_id = $1 AND mailing_id = $2 AND status = 'open'`,
      [tenantId, mailingId, at],
    )
    if (ended.rowCount === 1)
      return enqueue(sendSliceQueue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }), sql })
    // In a pause its recipients go on waiting, and a resume sends to them.
    await sql.query(`UPDATE mailings SET frozen_at = $3 WHERE tenant_id = $1 AND mailing_id = $2 AND ${OPEN}`, [
      tenantId,
      mailingId,
      at,
    ])
  })
}
