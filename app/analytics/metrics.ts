// Every metric: what it counts, over what its rate is taken, how it compares. Tiles, tooltips, the API and the docs read
// this one file. Opens and clicks count people, by hits of a person or an image proxy; machines are kept apart.

export type RatesOver = 'delivered' | 'sent'
export type Band = 'low' | 'good' | 'excellent'

/** How many people, unless the name says otherwise. */
export type Counts = {
  sent: number
  bounced: number
  hardBounced: number
  softBounced: number
  suppressed: number
  rejected: number
  /** Whose delivery SES has confirmed; it publishes that with delay, and promises it to nobody. */
  deliveryConfirmed: number
  opened: number
  totalOpens: number
  /** Whose mail only machines have opened. */
  openedByMachineOnly: number
  machineOpens: number
  clicked: number
  totalClicks: number
  clickedByMachineOnly: number
  machineClicks: number
  unsubscribed: number
  resubscribed: number
  complained: number
  failed: number
  delayed: number
}

export const noCounts = (): Counts => ({
  sent: 0,
  bounced: 0,
  hardBounced: 0,
  softBounced: 0,
  suppressed: 0,
  rejected: 0,
  deliveryConfirmed: 0,
  opened: 0,
  totalOpens: 0,
  openedByMachineOnly: 0,
  machineOpens: 0,
  clicked: 0,
  totalClicks: 0,
  clickedByMachineOnly: 0,
  machineClicks: 0,
  unsubscribed: 0,
  resubscribed: 0,
  complained: 0,
  failed: 0,
  delayed: 0,
})

export type CountKey = keyof Counts | 'delivered'
export type RateKey =
  | 'deliveryRate'
  | 'bounceRate'
  | 'openRate'
  | 'clickRate'
  | 'ctor'
  | 'unsubscribeRate'
  | 'complaintRate'

/** Sent − Bounced, less what SES accepted and never tried. */
export function deliveredOf(counts: Counts): number {
  return Math.max(0, counts.sent - counts.bounced - counts.suppressed - counts.rejected)
}

export type Metric = {
  key: CountKey | 'ctor'
  label: string
  definition: string
  count?: CountKey
  rate?: { key: RateKey; label: string; of: CountKey; over: 'sent' | 'opened' | 'setting' }
}

export const METRICS: Metric[] = [
  { key: 'sent', label: 'Sent', count: 'sent', definition: 'E-mails that Amazon SES accepted for sending.' },
  {
    key: 'delivered',
    label: 'Delivered',
    count: 'delivered',
    definition:
      "Sent − Bounced: e-mails that reached the recipient's mail server. Those that SES never tried (suppressed or rejected) are not among them.",
    rate: { key: 'deliveryRate', label: 'Delivery rate', of: 'delivered', over: 'sent' },
  },
  {
    key: 'bounced',
    label: 'Bounced',
    count: 'bounced',
    definition: 'E-mails that the recipient’s mail server refused, for good (hard) or for now (soft).',
    rate: { key: 'bounceRate', label: 'Bounce rate', of: 'bounced', over: 'sent' },
  },
  {
    key: 'hardBounced',
    label: 'Hard bounces',
    count: 'hardBounced',
    definition: 'The address does not exist or refuses for good. The member gets no further campaign.',
  },
  {
    key: 'softBounced',
    label: 'Soft bounces',
    count: 'softBounced',
    definition:
      'Refused for now: the mailbox is full, the server is away, or an automatic answer came back. The member still gets the next campaign.',
  },
  {
    key: 'opened',
    label: 'Opens',
    count: 'opened',
    definition:
      'Members whose mail client loaded the invisible image, each counted once. Scanners and prefetchers are not counted.',
    rate: { key: 'openRate', label: 'Open rate', of: 'opened', over: 'setting' },
  },
  {
    key: 'clicked',
    label: 'Clicks',
    count: 'clicked',
    definition: 'Members who followed at least one link, each counted once. Scanners and prefetchers are not counted.',
    rate: { key: 'clickRate', label: 'Click rate', of: 'clicked', over: 'setting' },
  },
  {
    key: 'ctor',
    label: 'Click-to-open rate',
    definition: 'Click-to-open rate: Clicks ÷ Opens. How well the content does with those who looked. Aim for 10–20 %.',
    rate: { key: 'ctor', label: 'Click-to-open rate', of: 'clicked', over: 'opened' },
  },
  {
    key: 'unsubscribed',
    label: 'Unsubscribes',
    count: 'unsubscribed',
    definition:
      'Members who used the unsubscribe link or their mail client’s unsubscribe button. They are suppressed at once and Shopify is told.',
    rate: { key: 'unsubscribeRate', label: 'Unsubscribe rate', of: 'unsubscribed', over: 'setting' },
  },
  {
    key: 'complained',
    label: 'Complaints',
    count: 'complained',
    definition:
      'Members who marked the e-mail as spam, as far as their provider tells SES (Gmail does not). Keep below 0.1 %.',
    rate: { key: 'complaintRate', label: 'Complaint rate', of: 'complained', over: 'setting' },
  },
]

/** Bounds in percent. `better` says which way is good. */
export type Benchmark = {
  rate: RateKey
  label: string
  better: 'more' | 'less'
  low: number
  good: number
  excellent: number
  words: Record<Band, string>
}

export const BENCHMARKS: Benchmark[] = [
  {
    rate: 'deliveryRate',
    label: 'Delivery rate',
    better: 'more',
    low: 95,
    good: 95,
    excellent: 98,
    words: { low: '< 95%', good: '95–98%', excellent: '> 98%' },
  },
  {
    rate: 'openRate',
    label: 'Open rate',
    better: 'more',
    low: 20,
    good: 25,
    excellent: 40,
    words: { low: '< 20%', good: '25–35%', excellent: '> 40%' },
  },
  {
    rate: 'clickRate',
    label: 'Click rate',
    better: 'more',
    low: 2,
    good: 3,
    excellent: 8,
    words: { low: '< 2%', good: '3–7%', excellent: '> 8%' },
  },
  {
    rate: 'ctor',
    label: 'CTOR',
    better: 'more',
    low: 8,
    good: 10,
    excellent: 25,
    words: { low: '< 8%', good: '10–20%', excellent: '> 25%' },
  },
  {
    rate: 'unsubscribeRate',
    label: 'Unsubscribe rate',
    better: 'less',
    low: 1,
    good: 0.5,
    excellent: 0.2,
    words: { low: '> 1%', good: '0.2–0.5%', excellent: '< 0.2%' },
  },
  {
    rate: 'complaintRate',
    label: 'Complaint rate',
    better: 'less',
    low: 0.1,
    good: 0.05,
    excellent: 0.02,
    words: { low: '> 0.1%', good: '< 0.05%', excellent: '< 0.02%' },
  },
]

/**
 * The band of a rate (a share, 0 to 1), or null. The table has gaps: between Low and Good a rate has no band, for it is
 * neither; between Good and Excellent it is Good, for it has passed that mark.
 */
export function bandOf(rate: RateKey, share: number | null): Band | null {
  const benchmark = BENCHMARKS.find((each) => each.rate === rate)
  if (!benchmark || share === null) return null
  const sign = benchmark.better === 'more' ? 1 : -1
  // A share of whole people is not exact in binary: 0.07 * 100 is 7.000000000000001.
  const percent = sign * Number((share * 100).toFixed(9))
  if (percent < sign * benchmark.low) return 'low'
  if (percent > sign * benchmark.excellent) return 'excellent'
  return percent >= sign * benchmark.good ? 'good' : null
}

export type MetricValue = {
  key: Metric['key']
  label: string
  definition: string
  /** Null where the metric is a rate only. */
  count: number | null
  rate: {
    key: RateKey
    label: string
    share: number | null
    over: CountKey
    overCount: number
    band: Band | null
  } | null
}

/** Every metric of a campaign with its rate, what that is a share of, and its band. */
export function measure(counts: Counts, ratesOver: RatesOver): MetricValue[] {
  const all = { ...counts, delivered: deliveredOf(counts) }
  return METRICS.map(({ key, label, definition, count, rate }) => {
    if (!rate) return { key, label, definition, count: count ? all[count] : null, rate: null }
    const over = rate.over === 'setting' ? ratesOver : rate.over
    const share = all[over] > 0 ? all[rate.of] / all[over] : null
    const measured = {
      key: rate.key,
      label: rate.label,
      share,
      over,
      overCount: all[over],
      band: bandOf(rate.key, share),
    }
    return { key, label, definition, count: count ? all[count] : null, rate: measured }
  })
}

/** The two rates that lists show; null where the campaign was not tracked (zero would be a lie) or nothing was delivered. */
export function headlineRates(
  counts: Counts,
  { trackOpens, trackClicks }: { trackOpens: boolean; trackClicks: boolean },
  ratesOver: RatesOver,
): { openRate: number | null; clickRate: number | null } {
  const metrics = measure(counts, ratesOver)
  const share = (key: RateKey) => metrics.find(({ rate }) => rate?.key === key)?.rate?.share ?? null
  return { openRate: trackOpens ? share('openRate') : null, clickRate: trackClicks ? share('clickRate') : null }
}

export type Warning = { key: 'bounceRate' | 'complaintRate'; text: string }

const LIMITS = { bounceRate: 0.05, complaintRate: 0.001 }

/** What the merchant must know about: AWS reviews accounts past these marks. */
export function warningsOf(metrics: MetricValue[]): Warning[] {
  const share = (key: RateKey) => metrics.find(({ rate }) => rate?.key === key)?.rate?.share ?? 0
  const warnings: Warning[] = []
  if (share('bounceRate') > LIMITS.bounceRate)
    warnings.push({
      key: 'bounceRate',
      text: 'The bounce rate is above 5 %. Review the segment for stale addresses before you send to it again.',
    })
  if (share('complaintRate') > LIMITS.complaintRate)
    warnings.push({
      key: 'complaintRate',
      text: 'The complaint rate is above 0.1 %. Amazon SES may suspend sending: mail only members who expect it.',
    })
  return warnings
}

/** Shown wherever opens are. */
export const APPLE_NOTE =
  'Apple Mail Privacy Protection (iOS 15 and later) loads images before anybody looks, which can inflate open rates. Treat opens as a directional signal, not an exact count.'
