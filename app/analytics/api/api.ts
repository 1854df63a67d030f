// The public JSON of a campaign's analytics: names stay as they are, others may be added. Counts are of people unless
// their name begins with `total_` or `machine_`; a rate is a share from 0 to 1 of what `over` names. Null is what nobody
// knows: opens or clicks while tracking was off, a rate over nothing, and the benchmark of a rate that is not yet to be
// judged: while e-mails go out, and for two days after (`early`).
import type { CampaignAnalytics } from '../campaign/campaign.server.ts'
import { deliveredOf, isTracked } from '../campaign/metrics.ts'

export function campaignJson({
  campaignId,
  name,
  status,
  startedAt,
  finishedAt,
  ratesOver,
  ...rest
}: CampaignAnalytics) {
  const { counts, metrics, recipients, warnings, trackOpens, trackClicks, ripe, ripeAt } = rest
  const ifOpens = (count: number) => (trackOpens ? count : null)
  const ifClicks = (count: number) => (trackClicks ? count : null)
  return {
    campaign_id: campaignId,
    name,
    status,
    started_at: startedAt,
    finished_at: finishedAt,
    track_opens: trackOpens,
    track_clicks: trackClicks,
    sent: counts.sent,
    delivered: deliveredOf(counts),
    delivery_confirmed: counts.deliveryConfirmed,
    bounced: counts.bounced,
    hard_bounced: counts.hardBounced,
    soft_bounced: counts.softBounced,
    suppressed: counts.suppressed,
    rejected: counts.rejected,
    opened: ifOpens(counts.opened),
    opened_by_apple_proxy_only: ifOpens(counts.openedByAppleOnly),
    clicked: ifClicks(counts.clicked),
    unsubscribed: counts.unsubscribed,
    resubscribed: counts.resubscribed,
    complained: counts.complained,
    failed: recipients.failed,
    skipped: recipients.skipped,
    skipped_by: recipients.skippedBy,
    unconfirmed: recipients.unconfirmed,
    untracked_by_choice: isTracked('untracked', rest) ? counts.untracked : null,
    total_opens: ifOpens(counts.totalOpens),
    total_clicks: ifClicks(counts.totalClicks),
    machine_opens: ifOpens(counts.machineOpens),
    machine_clicks: ifClicks(counts.machineClicks),
    rates_over: ratesOver,
    early: ripeAt !== null && !ripe,
    rates: Object.fromEntries(
      metrics.flatMap(({ key, rate }) => {
        if (!rate) return []
        const known = isTracked(key, rest)
        const benchmark = known && ripe ? rate.band : null
        return [[snake(rate.key), { value: known ? rate.share : null, over: rate.over, benchmark }]]
      }),
    ),
    warnings: warnings.map(({ key, text }) => ({ rate: snake(key), text })),
  }
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
