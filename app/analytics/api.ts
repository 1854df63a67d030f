// The public JSON of a campaign's analytics: names stay as they are, others may be added.
import type { CampaignAnalytics } from './campaign.server.ts'
import { deliveredOf } from './metrics.ts'

export function campaignJson({
  campaignId,
  name,
  status,
  startedAt,
  finishedAt,
  ratesOver,
  ...rest
}: CampaignAnalytics) {
  const { counts, metrics, recipients, warnings } = rest
  return {
    campaign_id: campaignId,
    name,
    status,
    started_at: startedAt,
    finished_at: finishedAt,
    sent: counts.sent,
    delivered: deliveredOf(counts),
    bounced: counts.bounced,
    hard_bounced: counts.hardBounced,
    soft_bounced: counts.softBounced,
    suppressed: counts.suppressed,
    rejected: counts.rejected,
    opened: counts.opened,
    clicked: counts.clicked,
    unsubscribed: counts.unsubscribed,
    resubscribed: counts.resubscribed,
    complained: counts.complained,
    failed: recipients.failed,
    skipped: recipients.skipped,
    skipped_by: recipients.skippedBy,
    unconfirmed: recipients.unconfirmed,
    total_opens: counts.totalOpens,
    total_clicks: counts.totalClicks,
    machine_opens: counts.machineOpens,
    machine_clicks: counts.machineClicks,
    rates_over: ratesOver,
    rates: Object.fromEntries(
      metrics.flatMap(({ rate }) =>
        rate ? [[snake(rate.key), { value: rate.share, over: rate.over, benchmark: rate.band }]] : [],
      ),
    ),
    warnings: warnings.map(({ key, text }) => ({ rate: snake(key), text })),
  }
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
