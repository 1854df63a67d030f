// Sends a campaign again, as another mailing of it. A person counts once in its figures, however many of its mailings they got.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { recheckSender } from '#app/platform/ses/ses-identity.server.ts'
import { segmentRules, type SegmentRules } from '#app/segments/rules.ts'
import type { MailSender } from '#app/sending/compile.server.ts'
import { estimateSend } from '#app/sending/estimate.server.ts'
import type { Frequency } from '#app/sending/frequency.server.ts'
import type { Manifest } from '#app/sending/manifest.ts'
import { listMailings, numberMailing, startMailing } from '#app/sending/mailings.server.ts'
import { countResend, type Resend, type ResendCount, type ResendTo } from '#app/sending/resend.server.ts'
import { lineProblems } from '#app/mail/check/check-placeholders.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { findCampaign } from '../campaigns.server.ts'
import type { Campaign } from '../draft.ts'
import { NO_SUCH_CAMPAIGN, NOBODY_REACHABLE } from '../problems.ts'
import { frequencyOf } from './audience.server.ts'
import { addressProblems, senderProblems } from './checks.server.ts'
import { addressed } from './ready.server.ts'
import { holdShop } from './readiness.server.ts'
import { getSender } from './sender.server.ts'
import type { StartOutcome } from './start.server.ts'

const refuse = (...problems: string[]): StartOutcome => ({ ok: false, problems })
const NOT_ENDED = 'A campaign can be sent again once it is sent or cancelled.'
const TOO_OLD = 'Who got this campaign isn’t known any more, so it can’t be sent again. Duplicate it instead.'
const NOT_TRACKED = 'Opens weren’t tracked in this campaign, so nobody knows who didn’t open it.'
const SENT_MEANWHILE = 'Someone else just sent this campaign again. Reload the page.'

type Again = { campaign: Campaign; rules: SegmentRules; resend: Resend; frequency: Frequency | null }

/** To whom a campaign could be sent again, and how many they are; null where that can not be told. */
export type ResendCounts = Record<ResendTo, ResendCount | null>

/** What a campaign could be sent again to; null when it can not be. */
export async function countResends(tenantId: number, campaignId: number): Promise<ResendCounts | null> {
  const counts: ResendCounts = { cold: null, missed: null }
  for (const to of ['cold', 'missed'] as const) {
    const again = await findAgain(tenantId, campaignId, to)
    if (!('problem' in again)) counts[to] = await countResend(tenantId, again)
  }
  return counts.cold || counts.missed ? counts : null
}

/**
 * Sends a campaign again, with another subject if one is given, to those whom its mailings so far left cold or have not reached. Two
 * at the same moment are one: nobody gets it twice because of a second press.
 */
export async function resendCampaign(
  tenantId: number,
  campaignId: number,
  { to, subject }: { to: ResendTo; subject: string },
): Promise<StartOutcome> {
  const again = await findAgain(tenantId, campaignId, to)
  if ('problem' in again) return refuse(again.problem)
  const sender = await getSender(tenantId)
  const problems = [
    ...(subject === '' ? ['Write a subject.'] : lineProblems(subject)),
    ...addressProblems(sender),
    ...senderProblems(await recheckSender(sender.fromEmail), sender),
  ]
  if (problems.length > 0) return refuse(...problems)
  const count = await countResend(tenantId, again)
  if (count.reachable === 0) return refuse(NOBODY_REACHABLE)
  const manifest = { ...count, ...(await estimateSend(count.reachable)) }
  const mailingId = await numberMailing({ tenantId, source: 'campaign', sourceId: campaignId })
  return transaction(async (sql) => {
    const held = await holdShop(sql, tenantId)
    if (held.length > 0) return refuse(...held)
    if (!(await holdMailings(sql, tenantId, again))) return refuse(SENT_MEANWHILE)
    await start(sql, { tenantId, mailingId }, { ...again, subject, sender: addressed(sender), manifest })
    log.info({ tenant: tenantId, campaign: campaignId, mailing: mailingId }, 'campaign sent again')
    return { ok: true }
  })
}

async function start(
  sql: Sql,
  { tenantId, mailingId }: { tenantId: number; mailingId: number },
  { campaign, rules, subject, sender, ...frozen }: Again & { subject: string; sender: MailSender; manifest: Manifest },
): Promise<void> {
  const { campaignId, preheader, html, trackOpens, trackClicks, utmValues } = campaign
  const origin = { tenantId, source: 'campaign', sourceId: campaignId, purpose: 'marketing' } as const
  const content = { subject, preheader, html, sender, trackOpens, trackClicks, utm: utmValues }
  await startMailing(sql, mailingId, { ...origin, ...content, audience: rules, ...frozen })
  await sql.query(
    'UPDATE campaigns SET archived_at = NULL, updated_at = $3 WHERE tenant_id = $1 AND campaign_id = $2',
    [tenantId, campaignId, clock.now()],
  )
}

async function findAgain(tenantId: number, campaignId: number, to: ResendTo): Promise<Again | { problem: string }> {
  const campaign = await findCampaign(tenantId, campaignId)
  if (!campaign) return { problem: NO_SUCH_CAMPAIGN }
  if (campaign.status !== 'sent' && campaign.status !== 'cancelled') return { problem: NOT_ENDED }
  if (to === 'cold' && !campaign.trackOpens) return { problem: NOT_TRACKED }
  const [rules, of, settings] = await Promise.all([
    findRules(tenantId, campaignId),
    listMailings({ tenantId, source: 'campaign', sourceId: campaignId }),
    getSettings(tenantId),
  ])
  if (!rules) return { problem: TOO_OLD }
  return { campaign, rules, resend: { to, of }, frequency: frequencyOf(campaign, settings) }
}

/** The rules of the start; null when they were not kept, or a mailing is closed, whose recipients may be gone. */
async function findRules(tenantId: number, campaignId: number): Promise<SegmentRules | null> {
  const found = await db().query<{ rules: unknown }>(
    `SELECT segment_rules AS rules FROM campaigns c WHERE tenant_id = $1 AND campaign_id = $2 AND segment_rules IS NOT NULL
       AND NOT EXISTS (SELECT FROM mailings WHERE tenant_id = $1 AND source = 'campaign' AND source_id = $2 AND closed_at IS NOT NULL)`,
    [tenantId, campaignId],
  )
  const row = found.rows[0]
  return row ? segmentRules.parse(row.rules) : null
}

/** Whether its mailings are still those that were counted, held until the caller has committed another. */
async function holdMailings(sql: Sql, tenantId: number, { campaign, resend }: Again): Promise<boolean> {
  await sql.query('SELECT FROM campaigns WHERE tenant_id = $1 AND campaign_id = $2 FOR UPDATE', [
    tenantId,
    campaign.campaignId,
  ])
  const found = await sql.query<{ same: boolean }>(
    `SELECT coalesce(array_agg(mailing_id ORDER BY mailing_id) = $3::int[] AND bool_and(status IN ('sent', 'cancelled')), false) AS same
     FROM mailings WHERE tenant_id = $1 AND source = 'campaign' AND source_id = $2`,
    [tenantId, campaign.campaignId, resend.of],
  )
  return found.rows[0]?.same === true
}
