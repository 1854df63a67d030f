// Every metric: what it counts, over what its rate is taken, how it compares. Tiles, tooltips, the API and the docs read
// this one file. Opens and clicks count people, by hits of a person or an image proxy; machines are kept apart.

import type { Tracking } from '#app/campaigns/tracking.ts'

export type RatesOver = 'delivered' | 'sent'
export type Band = 'low' | 'fair' | 'good' | 'excellent'

/** How many people, unless the name says otherwise. */
const COUNTED = [
  'sent',
  'bounced',
  'hardBounced',
  'softBounced',
  /** On the suppression list of SES, which did not try. */
  'suppressed',
  'rejected',
  /** Whose delivery SES has confirmed; it publishes that with delay, and promises it to nobody. */
  'deliveryConfirmed',
  'opened',
  'totalOpens',
  /** Whose mail only machines have opened. */
  'openedByMachineOnly',
  /** Of those who opened, whose images only Apple's privacy proxy has loaded, which it does whether or not they look. */
  'openedByAppleOnly',
  'machineOpens',
  'clicked',
  'totalClicks',
  'clickedByMachineOnly',
  'machineClicks',
  /** Where replies are received: elsewhere they go to the shop, and nobody knows of them. */
  'replied',
  'unsubscribed',
  'resubscribed',
  'complained',
  'failed',
  'delayed',
  /** Who chose not to be tracked before it was sent: opens and clicks of theirs are never known. */
  'untracked',
  'untrackedUndelivered',
] as const
export type Counts = Record<(typeof COUNTED)[number], number>

export const noCounts = () => Object.fromEntries(COUNTED.map((name) => [name, 0])) as Counts

export type CountKey = keyof Counts | 'delivered'
export type RateKey =
  | 'deliveryRate'
  | 'bounceRate'
  | 'hardBounceRate'
  | 'openRate'
  | 'clickRate'
  | 'ctor'
  | 'unsubscribeRate'
  | 'complaintRate'

/** Sent − Bounced, less what SES accepted and never tried. */
export function deliveredOf(counts: Counts): number {
  return Math.max(0, counts.sent - counts.bounced - counts.suppressed - counts.rejected)
}

/** Of those who count as sent or delivered, who chose not to be tracked. A person may have got the one mailing tracked and the other not. */
function untrackedAmong(over: CountKey, { untracked, untrackedUndelivered }: Counts): number {
  return over === 'delivered' ? Math.max(0, untracked - untrackedUndelivered) : untracked
}

export type Metric = {
  key: CountKey | 'ctor'
  label: string
  definition: string
  count?: CountKey
  /** `ofTracked`: who chose not to be tracked is left out of what it is a share of. */
  rate?: { key: RateKey; label: string; of: CountKey; over: 'sent' | 'opened' | 'setting'; ofTracked?: true }
}

export const METRICS: Metric[] = [
  { key: 'sent', label: 'Sent', count: 'sent', definition: 'Emails that Amazon SES accepted for sending.' },
  {
    key: 'delivered',
    label: 'Delivered',
    count: 'delivered',
    definition:
      "Sent − Bounced: emails that reached the recipient's mail server. Emails that SES never tried (the address is on its suppression list) or rejected aren’t included. Confirmed ones are those whose mail server told SES so; some never do.",
    rate: { key: 'deliveryRate', label: 'Delivery rate', of: 'delivered', over: 'sent' },
  },
  {
    key: 'bounced',
    label: 'Bounced',
    count: 'bounced',
    definition: 'Emails that the recipient’s mail server rejected, permanently (hard) or temporarily (soft).',
    rate: { key: 'bounceRate', label: 'Bounce rate', of: 'bounced', over: 'sent' },
  },
  {
    key: 'hardBounced',
    label: 'Hard bounces',
    count: 'hardBounced',
    definition:
      'The address doesn’t exist or permanently rejects email. The member gets no more campaigns. Keep below 2%.',
    rate: { key: 'hardBounceRate', label: 'Hard bounce rate', of: 'hardBounced', over: 'sent' },
  },
  {
    key: 'softBounced',
    label: 'Soft bounces',
    count: 'softBounced',
    definition:
      'Rejected for now: the mailbox is full, the server is unavailable, or an automatic reply came back. The member still gets the next campaign.',
  },
  {
    key: 'opened',
    label: 'Opens',
    count: 'opened',
    definition:
      'Members whose mail client loaded the invisible image, each counted once. Security scanners aren’t counted. Opens by Apple’s privacy proxy are, and are shown separately.',
    rate: { key: 'openRate', label: 'Open rate', of: 'opened', over: 'setting', ofTracked: true },
  },
  {
    key: 'clicked',
    label: 'Clicks',
    count: 'clicked',
    definition:
      'Members who followed at least one link, each counted once. Clicks by security scanners aren’t counted, and are shown separately.',
    rate: { key: 'clickRate', label: 'Click rate', of: 'clicked', over: 'setting', ofTracked: true },
  },
  {
    key: 'ctor',
    label: 'Click-to-open rate',
    definition:
      'Click-to-open rate: Clicks ÷ Opens. How well the content works for those who opened it. Aim for 10–20%.',
    rate: { key: 'ctor', label: 'Click-to-open rate', of: 'clicked', over: 'opened' },
  },
  {
    key: 'replied',
    label: 'Replies',
    count: 'replied',
    definition: 'Members who replied to the email, each counted once. Automatic replies aren’t counted.',
  },
  {
    key: 'unsubscribed',
    label: 'Unsubscribes',
    count: 'unsubscribed',
    definition:
      'Members who used the unsubscribe link or their mail client’s unsubscribe button. They’re suppressed right away, and Shopify is told.',
    rate: { key: 'unsubscribeRate', label: 'Unsubscribe rate', of: 'unsubscribed', over: 'setting' },
  },
  {
    key: 'complained',
    label: 'Complaints',
    count: 'complained',
    definition:
      'Members who marked the email as spam, as far as their provider tells SES (Gmail doesn’t). Keep below 0.1%.',
    rate: { key: 'complaintRate', label: 'Complaint rate', of: 'complained', over: 'sent' },
  },
  {
    key: 'untracked',
    label: 'Untracked by choice',
    count: 'untracked',
    definition:
      'Members who chose not to be tracked before the email was sent: their browser asks not to be tracked, or they declined open tracking in Shopify. Their email has plain links and no invisible image. They’re left out of open and click rates.',
  },
]

type Sign = '<' | '≤' | '≥' | '>'
/** In percent; whether the bound itself belongs to it says the sign. */
export type Bound = [sign: Sign, percent: number]

/** The three documented bands. What lies between Low and Good is Fair; what lies between Good and Excellent is Good. */
export type Benchmark = { rate: RateKey; label: string } & Record<'low' | 'good' | 'excellent', Bound>

export const BENCHMARKS: Benchmark[] = [
  { rate: 'deliveryRate', label: 'Delivery rate', low: ['<', 95], good: ['≥', 95], excellent: ['>', 98] },
  { rate: 'openRate', label: 'Open rate', low: ['<', 20], good: ['≥', 25], excellent: ['>', 40] },
  { rate: 'clickRate', label: 'Click rate', low: ['<', 2], good: ['≥', 3], excellent: ['>', 8] },
  { rate: 'ctor', label: 'CTOR', low: ['<', 8], good: ['≥', 10], excellent: ['>', 25] },
  { rate: 'unsubscribeRate', label: 'Unsubscribe rate', low: ['>', 1], good: ['≤', 0.5], excellent: ['<', 0.2] },
  { rate: 'complaintRate', label: 'Complaint rate', low: ['>', 0.1], good: ['<', 0.05], excellent: ['<', 0.02] },
]

/** The band of a rate (a share, 0 to 1); null where there is no benchmark, or nothing to take a share of. */
export function bandOf(rate: RateKey, share: number | null): Band | null {
  const benchmark = BENCHMARKS.find((each) => each.rate === rate)
  if (!benchmark || share === null) return null
  const { low, good, excellent } = benchmark
  if (isWithin(low, share)) return 'low'
  if (isWithin(excellent, share)) return 'excellent'
  return isWithin(good, share) ? 'good' : 'fair'
}

/** Whether a share (0 to 1) is within a bound. */
export function isWithin([sign, bound]: Bound, share: number): boolean {
  // A share of whole people is not exact in binary: 0.07 * 100 is 7.000000000000001.
  const percent = Number((share * 100).toFixed(9))
  switch (sign) {
    case '<':
      return percent < bound
    case '≤':
      return percent <= bound
    case '≥':
      return percent >= bound
    case '>':
      return percent > bound
  }
}

const OPPOSITE = { '<': '≥', '≥': '<', '>': '≤', '≤': '>' } as const
const beyond = ([sign, bound]: Bound): Bound => [OPPOSITE[sign], bound]

/** The bounds of each band of a benchmark; none where no rate can be in it. */
export function boundsOf({ low, good, excellent }: Benchmark): Record<Band, Bound[]> {
  const [aboveLow, belowGood] = [beyond(low), beyond(good)]
  // Where Good begins at the bound where Low ends, nothing lies between.
  const fair = low[1] === good[1] && low[0] === belowGood[0] ? [] : [aboveLow, belowGood]
  return { low: [low], fair, good: [good, beyond(excellent)], excellent: [excellent] }
}

const EARLY_HOURS = 48

/** `ripeAt` is null while there is still something to send. */
export type Ripeness = { ripe: boolean; ripeAt: string | null }

/**
 * Whether rates can be judged: not while e-mails are going out, and early until two days after, for most who will open an
 * e-mail do it by then, and most bounces and complaints are reported.
 */
export function ripenessOf(finishedAt: Date | string | null, now: Date): Ripeness {
  if (finishedAt === null) return { ripe: false, ripeAt: null }
  const at = new Date(new Date(finishedAt).getTime() + EARLY_HOURS * 3_600_000)
  return { ripe: at <= now, ripeAt: at.toISOString() }
}

/** Whether the rates of a list are still to change much: of a campaign that was begun, until two days after its last e-mail. */
export function isEarly(
  { startedAt, finishedAt }: { startedAt: Date | null; finishedAt: Date | null },
  now: Date,
): boolean {
  return startedAt !== null && !ripenessOf(finishedAt, now).ripe
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
    /** How many of `over` are not in `overCount`, for they chose not to be tracked. */
    leftOut: number
    band: Band | null
  } | null
}

/** Every metric of a campaign with its rate, what that is a share of, and its band. */
export function measure(counts: Counts, ratesOver: RatesOver): MetricValue[] {
  const all = { ...counts, delivered: deliveredOf(counts) }
  return METRICS.map(({ key, label, definition, count, rate }) => {
    if (!rate) return { key, label, definition, count: count ? all[count] : null, rate: null }
    const over = rate.over === 'setting' ? ratesOver : rate.over
    const leftOut = rate.ofTracked ? Math.min(all[over], untrackedAmong(over, counts)) : 0
    const overCount = all[over] - leftOut
    const share = overCount > 0 ? all[rate.of] / overCount : null
    const measured = {
      key: rate.key,
      label: rate.label,
      share,
      over,
      overCount,
      leftOut,
      band: bandOf(rate.key, share),
    }
    return { key, label, definition, count: count ? all[count] : null, rate: measured }
  })
}

/** The switches of a campaign without which there are no opens or clicks to count. */
export type HitTracking = Omit<Tracking, 'utm'>

/** For counts of tracked campaigns alone, and where a rate without data would be over nobody. */
export const TRACKED: HitTracking = { trackOpens: true, trackClicks: true }

/** Whether a metric was looked for at all: a switch that was off leaves no data, and zero would be a lie. */
export function isTracked(key: Metric['key'], { trackOpens, trackClicks }: HitTracking): boolean {
  if (key === 'opened') return trackOpens
  if (key === 'clicked') return trackClicks
  if (key === 'untracked') return trackOpens || trackClicks
  return key !== 'ctor' || (trackOpens && trackClicks)
}

/** The rates that lists show; null where the campaign was not tracked or nothing was delivered. */
export function headlineRates(counts: Counts, tracking: HitTracking, ratesOver: RatesOver) {
  const metrics = measure(counts, ratesOver)
  const share = (key: Metric['key']) =>
    isTracked(key, tracking) ? (metrics.find((metric) => metric.key === key)?.rate?.share ?? null) : null
  return {
    deliveryRate: share('delivered'),
    openRate: share('opened'),
    clickRate: share('clicked'),
    ctor: share('ctor'),
  }
}

/** Shown wherever opens are. */
export const APPLE_NOTE =
  'Apple Mail Privacy Protection (iOS 15 and later) loads images before anybody looks, which can inflate open rates. Treat opens as a directional signal, not an exact count.'
