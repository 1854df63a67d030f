import { Button } from '#app/ui/actions/Button.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import { space } from '#app/ui/layout/tokens.ts'
import { BenchmarkTable } from './BenchmarkTable.tsx'
import type { CampaignAnalytics } from './campaign.server.ts'
import { MetricTile } from './MetricTile.tsx'
import { APPLE_NOTE } from './metrics.ts'
import { panelTiles } from './panel.ts'
import { SeriesChart } from '../chart/SeriesChart.tsx'
import { seriesLines, type SeriesRow } from '../chart/series.ts'

type Props = {
  analytics: CampaignAnalytics
  series: { unit: 'hour' | 'day'; rows: SeriesRow[] }
  refreshing: boolean
  onRefresh: () => void
}

/** What a campaign has done so far. */
export function AnalyticsPanel({ analytics, series, refreshing, onRefresh }: Props) {
  return (
    <Card>
      <Stack gap="huge">
        <div style={{ display: 'flex', gap: space('base'), justifyContent: 'space-between' }}>
          <div style={{ minWidth: 0 }}>
            <Heading breakWord>Campaign analytics: {analytics.name}</Heading>
          </div>
          <div style={{ flex: 'none' }}>
            <Button icon="refresh" loading={refreshing} onClick={onRefresh}>
              Refresh
            </Button>
          </div>
        </div>
        {analytics.counts.sent === 0 ? <NothingSent /> : <Numbers analytics={analytics} series={series} />}
      </Stack>
    </Card>
  )
}

function NothingSent() {
  return (
    <Paragraph tone="subdued">Nothing has been sent yet. Numbers appear here once the first email goes out.</Paragraph>
  )
}

function Numbers({ analytics, series }: Pick<Props, 'analytics' | 'series'>) {
  return (
    <>
      {analytics.warnings.length > 0 ? (
        <Banner tone="warning" title="This campaign needs attention">
          {analytics.warnings.map(({ key, text }) => (
            <p key={key}>{text}</p>
          ))}
        </Banner>
      ) : null}
      <Grid columns={{ phone: 2, desktop: 4 }} gap="base">
        {panelTiles(analytics).map((tile) => (
          <MetricTile key={tile.key} tile={tile} />
        ))}
      </Grid>
      {analytics.ripeAt && !analytics.ripe ? (
        <Paragraph size="small" tone="subdued">
          Early: opens, bounces, and complaints are still coming in. From <Time at={analytics.ripeAt} /> on, 48 hours
          after the last email was sent, each rate is compared with the benchmarks.
        </Paragraph>
      ) : null}
      {analytics.trackOpens ? (
        <Paragraph size="small" tone="subdued">
          {APPLE_NOTE}
        </Paragraph>
      ) : null}
      {series.rows.length > 0 ? (
        <>
          <Divider />
          <SeriesChart {...series} lines={seriesLines(analytics.counts)} />
        </>
      ) : null}
      <Divider />
      <BenchmarkTable />
    </>
  )
}
