// What a campaign's rates warn of.
import { formatPercent } from '#app/ui/format/format.ts'
import { type Bound, isWithin, type MetricValue, type RateKey } from './metrics.ts'

export type Warning = { key: RateKey; text: string }

/** What the merchant must know about. AWS reviews accounts whose bounces or complaints are past these marks. */
const WARNINGS: { rate: RateKey; when: Bound; text: (bound: string) => string }[] = [
  {
    rate: 'bounceRate',
    when: ['>', 5],
    text: (bound) =>
      `The bounce rate is above ${bound}. Review the segment for stale addresses before you send to it again.`,
  },
  {
    rate: 'hardBounceRate',
    when: ['>', 2],
    text: (bound) =>
      `Hard bounces are above ${bound}. Find out where these addresses came from, and leave out members who haven’t bought or opened in a long time.`,
  },
  {
    rate: 'deliveryRate',
    when: ['<', 90],
    text: (bound) =>
      `Less than ${bound} was delivered. Check your sending domain and how old the segment’s addresses are before you send again.`,
  },
  {
    rate: 'unsubscribeRate',
    when: ['>', 0.5],
    text: (bound) =>
      `Unsubscribes are above ${bound}. What you send, or how often, may not be what these members expect.`,
  },
  {
    rate: 'complaintRate',
    when: ['>', 0.1],
    text: (bound) =>
      `The complaint rate is above ${bound}. Amazon SES may suspend sending: only email members who expect it.`,
  },
]

/** The warnings that a campaign's rates call for. */
export function warningsOf(metrics: MetricValue[]): Warning[] {
  const share = (key: RateKey) => metrics.find(({ rate }) => rate?.key === key)?.rate?.share ?? null
  return WARNINGS.flatMap(({ rate, when, text }) => {
    const found = share(rate)
    return found !== null && isWithin(when, found) ? [{ key: rate, text: text(formatPercent(when[1] / 100)) }] : []
  })
}
