import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Figure } from '#app/ui/text/Figure.tsx'
import { formatCount, formatCountOf, formatPercent, formatPoints } from '#app/ui/format/format.ts'
import { type Period, PERIOD_DAYS, type Periods } from './period.ts'

type Props = { periods: Periods; ratesOver: 'delivered' | 'sent' }

/** How the campaigns of the last days went, and how those before them did. */
export function PeriodCard({ periods, ratesOver }: Props) {
  const { now, before, unfinished, early } = periods
  return (
    <Card>
      <Stack gap="large">
        <Heading>Campaigns in the last {PERIOD_DAYS} days</Heading>
        <Grid columns={{ phone: 2, desktop: 4 }} gap="large">
          <Figure label="Sent" value={formatCount(now.sent)}>
            {formatCountOf(now.campaigns, 'campaign')}
            <br />
            {formatCount(before.sent)} in the {PERIOD_DAYS} days before
          </Figure>
          <Rate label="Delivery rate" of="sent" periods={periods} rate="deliveryRate" />
          <Rate label="Open rate" of={ratesOver} periods={periods} rate="openRate" />
          <Rate label="Click rate" of={ratesOver} periods={periods} rate="clickRate" />
        </Grid>
        {now.campaigns > 1 ? (
          <Paragraph size="small" tone="subdued">
            Sums over the campaigns: a customer who got two of them counts in each.
          </Paragraph>
        ) : null}
        {unfinished + early > 0 ? (
          <Paragraph size="small" tone="subdued">
            {unfinished > 0 ? `${formatCountOf(unfinished, 'campaign')} still sending, not in the rates yet.  ` : ''}
            {early > 0
              ? `Early: opens and clicks are still coming in for ${formatCountOf(early, 'campaign')} from the last 48 hours.`
              : ''}
          </Paragraph>
        ) : null}
      </Stack>
    </Card>
  )
}

type RateProps = { label: string; of: string; periods: Periods; rate: Exclude<keyof Period, 'campaigns' | 'sent'> }

function Rate({ label, of, periods, rate }: RateProps) {
  const [now, before] = [periods.now[rate], periods.before[rate]]
  return (
    <Figure label={label} value={formatPercent(now)}>
      of {of} emails
      <br />
      {before === null ? 'Nothing to compare with' : `${formatPercent(before)} before`}
      {now !== null && before !== null ? ` (${formatPoints(now - before)})` : ''}
    </Figure>
  )
}
