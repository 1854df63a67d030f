// The compiled e-mails of the mailings that this worker sends, each made once for each sender that it has had.
import { db } from '#app/platform/db/db.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { z } from 'zod'
import { type CompiledMail, compileMail, type MailContent } from './compile.server.ts'
import type { Frequency } from './frequency.server.ts'
import { type MailingKey, keyOf } from './jobs.ts'

const KEPT = 20

const sender = z.object({
  fromName: z.string(),
  fromEmail: z.string(),
  replyTo: z.string().nullable(),
  replyDomain: z.string().optional(),
  postalAddress: z.string(),
  shopName: z.string(),
})

const frequency = z.object({ most: z.number(), days: z.number() }).nullable()

/** The e-mail of a mailing, with the version of the sender that it was compiled for, and how often its recipients may be mailed. */
export type MailingMail = CompiledMail & { senderVersion: number; frequency: Frequency | null }

/** The mailing's content can not be made into an e-mail, however often it is tried. */
export class NotCompilable extends Error {}

const kept = new Map<string, Promise<MailingMail>>()

/**
 * The compiled e-mail of a mailing, whose content never changes; its sender does when it is resumed, in whichever process.
 * @throws NotCompilable
 */
export async function loadMail(mailing: MailingKey): Promise<MailingMail> {
  const key = `${keyOf(mailing)}-${await findSenderVersion(mailing)}`
  const known = kept.get(key)
  if (known) return known
  const loading = load(mailing)
  loading.catch(() => kept.delete(key))
  kept.set(key, loading)
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return loading
}

async function findSenderVersion({ tenantId, mailingId }: MailingKey): Promise<number | undefined> {
  const found = await db().query<{ version: number }>(
    'SELECT sender_version AS version FROM mailings WHERE tenant_id = $1 AND mailing_id = $2',
    [tenantId, mailingId],
  )
  return found.rows[0]?.version
}

async function load({ tenantId, mailingId }: MailingKey): Promise<MailingMail> {
  const found = await db().query<
    Omit<MailContent, 'sender'> & { sender: unknown; senderVersion: number; frequency: unknown }
  >(
    `SELECT m.tenant_id AS "tenantId", m.mailing_id AS "mailingId", c.subject, c.preheader, c.html, m.track_opens AS "trackOpens",
       m.track_clicks AS "trackClicks", m.utm, m.honeypot_url AS "honeypotUrl", m.sender, m.sender_version AS "senderVersion", m.frequency
     FROM mailings m JOIN contents c ON c.tenant_id = m.tenant_id AND c.content_id = m.content_id
     WHERE m.tenant_id = $1 AND m.mailing_id = $2`,
    [tenantId, mailingId],
  )
  const row = found.rows[0]
  if (!row) throw new Error(`tenant ${tenantId} has no mailing ${mailingId}`)
  try {
    const compiled = compileMail({ ...row, sender: sender.parse(row.sender) })
    return { ...compiled, senderVersion: row.senderVersion, frequency: frequency.parse(row.frequency) }
  } catch (error) {
    throw new NotCompilable(faultOf(error).error)
  }
}
