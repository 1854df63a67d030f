// The evidence about one member and one campaign, gathered from every table that holds some. Writes nothing.
import { STATE } from '#app/campaigns/state.server.ts'
import { followMerge, findMember } from '#app/members/core/members.server.ts'
import { listBounces } from '#app/members/bounces/bounces.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { findFacts } from '#app/segments/facts.server.ts'
import { namesFor } from '#app/segments/names.server.ts'
import { segmentRules } from '#app/segments/rules.ts'
import { EVENT, EVENT_NAMES, type EventName } from '#app/tracking/events.ts'
import { FURTHEST_FIRST } from '../member/outcomes.ts'
import { type CampaignFacts, type CaseFile, type Happened, type RecipientFacts } from './explain-case.ts'

export type Case = {
  file: CaseFile
  /** The customer number that the campaign went to, when Shopify has merged it into another since. */
  sentAs: string | null
  /** Whom Shopify has merged the customer into that was asked about. */
  mergedInto: string | null
}

/** All that is known of a member and a campaign; null when the shop has no such campaign or nothing of such a member. */
export async function findCase(tenantId: number, memberId: string, campaignId: number): Promise<Case | null> {
  const campaign = await findCampaignFacts(tenantId, campaignId)
  if (!campaign) return null
  const kept = String(await followMerge(db(), tenantId, memberId))
  const [member, recipient, importedAt, firstSeenAt] = await Promise.all([
    findMember(tenantId, kept),
    findRecipient(tenantId, campaignId, [kept, memberId]),
    findImport(tenantId),
    findFirstTrace(tenantId, [kept, memberId]),
  ])
  const subject = recipient?.memberId ?? kept
  const [changes, bounces, events, facts, names] = await Promise.all([
    listConsentChanges(tenantId, subject),
    listBounces(tenantId, subject),
    recipient ? findEvents(tenantId, recipient) : {},
    member ? findFacts(tenantId, member.memberId) : null,
    namesFor(tenantId, campaign.segment ? [campaign.segment.rules] : []),
  ])
  if (!member && !recipient && changes.length === 0) return null
  return {
    file: {
      now: clock.now(),
      member,
      campaign,
      recipient,
      ledger: changes.reverse(),
      bounces,
      events,
      facts,
      names,
      importedAt,
      firstSeenAt,
    },
    sentAs: subject === kept ? null : subject,
    mergedInto: kept === memberId ? null : kept,
  }
}

type FactsRow = Omit<CampaignFacts, 'segment'> & { segmentName: string | null; rules: unknown }

/** The rules of the start; those of today for a campaign that began before they were kept. */
async function findCampaignFacts(tenantId: number, campaignId: number): Promise<CampaignFacts | null> {
  const found = await db().query<FactsRow>(
    `SELECT c.campaign_id AS "campaignId", c.name, c.subject, state.status, state.from_email AS sender,
       c.track_opens AS "trackOpens", EXISTS (SELECT FROM mailings w WHERE w.tenant_id = c.tenant_id
         AND w.mailing_id = ANY (state.mailings) AND w.kept_counts IS NOT NULL) AS "isForgotten", coalesce(c.segment_name, s.name) AS "segmentName",
       coalesce(c.segment_rules, s.rules) AS rules, c.segment_rules IS NOT NULL AS "rulesKept",
       coalesce((SELECT min(m.frozen_at) FROM mailings m WHERE m.tenant_id = c.tenant_id AND m.mailing_id = ANY (state.mailings)),
         CASE WHEN state.status IN ('sending', 'sent', 'cancelled') THEN c.started_at END) AS "frozenAt"
     FROM campaigns c ${STATE} LEFT JOIN segments s ON s.tenant_id = c.tenant_id AND s.segment_id = c.segment_id
     WHERE c.tenant_id = $1 AND c.campaign_id = $2`,
    [tenantId, campaignId],
  )
  const row = found.rows[0]
  if (!row) return null
  const { segmentName, rules, ...facts } = row
  return { ...facts, segment: segmentName === null ? null : { name: segmentName, rules: segmentRules.parse(rules) } }
}

/** Every number that a person has had; $1 is the tenant. */
const personOf = (numbers: string) => `WITH person AS (
  SELECT unnest(${numbers}::bigint[]) AS member_id
  UNION SELECT gone FROM merged_members WHERE tenant_id = $1 AND kept = ANY (${numbers}::bigint[])
)`

type Copy = Pick<RecipientFacts, 'mailingId'> & { sendNo: number; memberId: string }

/** Of all copies to the numbers that a person has had, the one that got furthest. */
async function findRecipient(tenantId: number, campaignId: number, memberIds: string[]) {
  const found = await db().query<RecipientFacts & Copy>(
    `${personOf('$3')}
     SELECT r.member_id::text AS "memberId", r.state, r.skip_reason AS "skipReason", r.message_id AS "messageId", r.error,
       r.frozen_at AS "frozenAt", r.not_before AS "notBefore", r.settled_at AS "settledAt",
       r.mailing_id AS "mailingId", r.send_no AS "sendNo",
       CASE WHEN c.campaign_id IS NOT NULL THEN json_build_object('campaignId', c.campaign_id, 'name', c.name) END AS before
     FROM person JOIN recipients r USING (member_id)
     JOIN mailings m ON m.tenant_id = r.tenant_id AND m.mailing_id = r.mailing_id AND m.source = 'campaign'
     LEFT JOIN mailings w ON w.tenant_id = r.tenant_id AND w.mailing_id = r.after_mailing AND w.source = 'campaign'
     LEFT JOIN campaigns c ON c.tenant_id = w.tenant_id AND c.campaign_id = w.source_id
     WHERE r.tenant_id = $1 AND m.source_id = $2
     ORDER BY ${FURTHEST_FIRST}, r.member_id <> $4 LIMIT 1`,
    [tenantId, campaignId, memberIds, memberIds[0]],
  )
  return found.rows[0] ?? null
}

async function findEvents(
  tenantId: number,
  { mailingId, sendNo, memberId }: Copy,
): Promise<Partial<Record<EventName, Happened>>> {
  const found = await db().query<Happened & { type: number }>(
    `SELECT type, created_at AS at, hits, machine_hits AS "machineHits" FROM mail_events
     WHERE tenant_id = $1 AND mailing_id = $2 AND type = ANY($3::smallint[]) AND link_no = 0 AND send_no = $4
       AND member_id = $5`,
    [tenantId, mailingId, Object.values(EVENT), sendNo, memberId],
  )
  const byType = new Map(found.rows.map(({ type, ...event }) => [type, event]))
  return Object.fromEntries(
    EVENT_NAMES.flatMap((name) => (byType.has(EVENT[name]) ? [[name, byType.get(EVENT[name])]] : [])),
  )
}

async function findFirstTrace(tenantId: number, memberIds: string[]): Promise<Date | null> {
  const found = await db().query<{ at: Date | null }>(
    `${personOf('$2')}
     SELECT least((SELECT min(frozen_at) FROM recipients JOIN person USING (member_id) WHERE tenant_id = $1),
       (SELECT min(recorded_at) FROM consent_ledger JOIN person USING (member_id) WHERE tenant_id = $1)) AS at`,
    [tenantId, memberIds],
  )
  return found.rows[0]?.at ?? null
}

async function findImport(tenantId: number): Promise<Date | null> {
  const found = await db().query<{ importedAt: Date | null; any: boolean }>(
    `SELECT min(finished_at) FILTER (WHERE status = 'done') AS "importedAt", count(*) > 0 AS any
     FROM imports WHERE tenant_id = $1`,
    [tenantId],
  )
  const row = found.rows[0]
  return row?.importedAt ?? (row?.any ? clock.now() : null)
}
