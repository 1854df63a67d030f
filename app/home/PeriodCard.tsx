import { BlockStack, Card, InlineGrid, Text } from '@shopify/polaris'
import { type Period, PERIOD_DAYS, type Periods } from '#app/analytics/campaign/period.ts'
import { Figure } from '#app/ui/Figure.tsx'
import { formatCount, formatCountOf, formatPercent, formatPoints } from '#app/ui/format.ts'

type Props = { periods: Periods; ratesOver: 'delivered' | 'sent' }

/** How the campaigns of the last days went, and how those before them did. */
export function PeriodCard({ periods, ratesOver }: Props) {
  const { now, before, unfinished, early } = periods
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Campaigns of the last {PERIOD_DAYS} days
        </Text>
        <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
          <Figure label="Sent" value={formatCount(now.sent)}>
            {formatCountOf(now.campaigns, 'campaign')}
            <br />
            {formatCount(before.sent)} in the {PERIOD_DAYS} days before
          </Figure>
          <Rate label="Delivery rate" of="sent" periods={periods} rate="deliveryRate" />
          <Rate label="Open rate" of={ratesOver} periods={periods} rate="openRate" />
          <Rate label="Click rate" of={ratesOver} periods={periods} rate="clickRate" />
        </InlineGrid>
        {now.campaigns > 1 ? (
          <Text as="p" variant="bodySm" tone="subdued">
            Sums over the campaigns: who got two of them counts in each.
          </Text>
        ) : null}
        {unfinished + early > 0 ? (
          <Text as="p" variant="bodySm" tone="subdued">
            {unfinished > 0
              ? `${formatCountOf(unfinished, 'campaign')} still going out, in none of the rates yet. `
              : ''}
            {early > 0
              ? `Early: ${formatCountOf(early, 'campaign')} of the last 48 hours, whose opens and clicks still come in.`
              : ''}
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  )
}

type RateProps = { label: string; of: string; periods: Periods; rate: Exclude<keyof Period, 'campaigns' | 'sent'> }

function Rate({ label, of, periods, rate }: RateProps) {
  const [now, before] = [periods.now[rate], periods.before[rate]]
  return (
    <Figure label={label} value={formatPercent(now)}>
      of {of} e-mails
      <br />
      {before === null ? 'Nothing to compare with' : `${formatPercent(before)} before`}
      {now !== null && before !== null ? ` (${formatPoints(now - before)})` : ''}
    </Figure>
  )
}
