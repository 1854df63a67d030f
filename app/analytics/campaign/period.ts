// The campaigns of the last 30 days beside those of the 30 before: what the home page tells.
import {
  type Counts,
  headlineRates,
  noCounts,
  type RatesOver,
  ripenessOf,
  TRACKED,
  type HitTracking,
} from './metrics.ts'

export const PERIOD_DAYS = 30
const DAY = 86_400_000

export type PeriodCampaign = HitTracking & { startedAt: Date; finishedAt: Date | null; counts: Counts }

export type Period = {
  campaigns: number
  sent: number
  /** Null where nothing is to be taken a share of. */
  deliveryRate: number | null
  openRate: number | null
  clickRate: number | null
}

export type Periods = {
  now: Period
  before: Period
  /** Campaigns of now that are still going out, and so are in no rate. */
  unfinished: number
  /** Campaigns of now whose rates still grow. */
  early: number
}

/** When the earlier of the two periods begins. */
export const beginningOf = (now: Date) => new Date(now.getTime() - 2 * PERIOD_DAYS * DAY)

/** Both periods by when each campaign was started. A campaign that is still going out would pull the rates to zero. */
export function comparePeriods(campaigns: PeriodCampaign[], ratesOver: RatesOver, now: Date): Periods {
  const age = ({ startedAt }: PeriodCampaign) => (now.getTime() - startedAt.getTime()) / DAY
  const current = campaigns.filter((campaign) => age(campaign) < PERIOD_DAYS)
  const earlier = campaigns.filter((campaign) => age(campaign) >= PERIOD_DAYS && age(campaign) < 2 * PERIOD_DAYS)
  const finished = current.filter(isFinished)
  return {
    now: periodOf(current, ratesOver),
    before: periodOf(earlier, ratesOver),
    unfinished: current.length - finished.length,
    early: finished.filter(({ finishedAt }) => !ripenessOf(finishedAt, now).ripe).length,
  }
}

const isFinished = ({ finishedAt }: PeriodCampaign) => finishedAt !== null

function periodOf(campaigns: PeriodCampaign[], ratesOver: RatesOver): Period {
  const finished = campaigns.filter(isFinished)
  const all = total(finished)
  const withOpens = total(finished.filter(({ trackOpens }) => trackOpens))
  const withClicks = total(finished.filter(({ trackClicks }) => trackClicks))
  return {
    campaigns: campaigns.length,
    sent: total(campaigns).sent,
    deliveryRate: headlineRates(all, TRACKED, ratesOver).deliveryRate,
    // One that did not look for opens has none to show, and must not thin out those of the others.
    openRate: headlineRates(withOpens, TRACKED, ratesOver).openRate,
    clickRate: headlineRates(withClicks, TRACKED, ratesOver).clickRate,
  }
}

function total(campaigns: PeriodCampaign[]): Counts {
  const sum = noCounts()
  for (const { counts } of campaigns) {
    for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += counts[name]
  }
  return sum
}
