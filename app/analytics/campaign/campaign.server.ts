// What a campaign has done, read from the rollups: a few rows however many events there are. Writes nothing.
import { campaignProgress } from '#app/campaigns/send/progress.server.ts'
import { STATE } from '#app/campaigns/state.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { namesOf } from '#app/platform/text/code-names.ts'
import type { Progress } from '#app/sending/recipients.server.ts'
import { campaignPeople } from '#app/tracking/campaign-people.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import {
  type Counts,
  measure,
  type MetricValue,
  noCounts,
  type RatesOver,
  type Ripeness,
  ripenessOf,
} from './metrics.ts'
import { type Warning, warningsOf } from './warnings.ts'

/** `unconfirmed`: handed to SES without an answer, may have been sent, is never sent again, settled by any later sign of it. */
type RecipientCounts = Omit<Progress, 'skipped'> & { total: number; skipped: number; skippedBy: Progress['skipped'] }

export type CampaignAnalytics = Ripeness & {
  campaignId: number
  name: string
  status: string
  trackOpens: boolean
  trackClicks: boolean
  startedAt: string | null
  finishedAt: string | null
  ratesOver: RatesOver
  recipients: RecipientCounts
  counts: Counts
  metrics: MetricValue[]
  warnings: Warning[]
}

/** Everything the analytics panel shows of a campaign, or null when the shop has no such campaign. */
export async function campaignAnalytics(tenantId: number, campaignId: number): Promise<CampaignAnalytics | null> {
  const [campaign, counts, progress] = await Promise.all([
    findCampaign(tenantId, campaignId),
    countEvents(tenantId, [campaignId]),
    campaignProgress(tenantId, campaignId),
  ])
  if (!campaign) return null
  const counted = counts.get(campaignId) ?? noCounts()
  const metrics = measure(counted, campaign.ratesOver)
  const ripeness = ripenessOf(campaign.finishedAt, clock.now())
  const recipients = recipientsOf(progress)
  return { campaignId, ...campaign, ...ripeness, recipients, counts: counted, metrics, warnings: warningsOf(metrics) }
}

type MeasuredCampaign = Pick<
  CampaignAnalytics,
  'name' | 'status' | 'trackOpens' | 'trackClicks' | 'startedAt' | 'finishedAt' | 'ratesOver'
>

async function findCampaign(tenantId: number, campaignId: number): Promise<MeasuredCampaign | null> {
  const found = await db().query<
    Omit<MeasuredCampaign, 'startedAt' | 'finishedAt'> & { startedAt: Date | null; finishedAt: Date | null }
  >(
    `SELECT c.name, state.status, c.track_opens AS "trackOpens", c.track_clicks AS "trackClicks",
       c.started_at AS "startedAt", state.finished_at AS "finishedAt", coalesce(rates_over, 'delivered') AS "ratesOver"
     FROM campaigns c ${STATE} LEFT JOIN settings s ON s.tenant_id = c.tenant_id
     WHERE c.tenant_id = $1 AND c.campaign_id = $2`,
    [tenantId, campaignId],
  )
  const row = found.rows[0]
  if (!row) return null
  return { ...row, startedAt: row.startedAt?.toISOString() ?? null, finishedAt: row.finishedAt?.toISOString() ?? null }
}

function recipientsOf({ skipped: skippedBy, ...states }: Progress): RecipientCounts {
  const skipped = Object.values(skippedBy).reduce((sum, count) => sum + count, 0)
  const total = Object.values(states).reduce((sum, count) => sum + count, skipped)
  return { total, ...states, skipped, skippedBy }
}

type StatsRow = {
  campaignId: number
  type: number
  people: number
  hits: number
  machinePeople: number
  machineHits: number
  seenPeople: number
}

/**
 * The counts of several campaigns at once. A person counts once in each, however many of its mailings they got; `total…` and
 * `machine…` are sums over its mailings.
 */
export async function countEvents(tenantId: number, campaignIds: number[]): Promise<Map<number, Counts>> {
  const [found, people] = await Promise.all([
    db().query<StatsRow>(
      `SELECT m.source_id AS "campaignId", type, sum(people)::int AS people, sum(hits)::int AS hits,
         sum(machine_people)::int AS "machinePeople", sum(machine_hits)::int AS "machineHits",
         sum(seen_people)::int AS "seenPeople"
       FROM mailings m JOIN mail_stats s ON s.tenant_id = m.tenant_id AND s.mailing_id = m.mailing_id
       WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = ANY($2) GROUP BY 1, 2`,
      [tenantId, campaignIds],
    ),
    campaignPeople(tenantId, campaignIds),
  ])
  const all = new Map<number, Counts>()
  for (const row of found.rows) {
    const counts = all.get(row.campaignId) ?? noCounts()
    Object.assign(counts, countsOf({ ...row, ...people.get(row.campaignId)?.get(row.type) }))
    all.set(row.campaignId, counts)
  }
  return all
}

const NAMES = namesOf(EVENT)

function countsOf({ type, people, hits, machinePeople, machineHits, seenPeople }: StatsRow): Partial<Counts> {
  const name = NAMES.get(type)
  if (name === 'opened') {
    // Who got several mailings of the campaign may be seen in each, and is one of its people.
    const openedByAppleOnly = Math.max(0, people - seenPeople)
    const byMachines = { openedByMachineOnly: machinePeople, machineOpens: machineHits }
    return { opened: people, totalOpens: hits, openedByAppleOnly, ...byMachines }
  }
  if (name === 'clicked')
    return { clicked: people, totalClicks: hits, clickedByMachineOnly: machinePeople, machineClicks: machineHits }
  if (name === 'delivered') return { deliveryConfirmed: people }
  return name ? { [name]: people } : {}
}
