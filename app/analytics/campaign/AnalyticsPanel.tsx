import { Banner, BlockStack, Button, Card, Divider, InlineGrid, Text } from '@shopify/polaris'
import { RefreshIcon } from '@shopify/polaris-icons'
import { Time } from '#app/ui/format/Time.tsx'
import { BenchmarkTable } from './BenchmarkTable.tsx'
import type { CampaignAnalytics } from './campaign.server.ts'
import { MetricTile } from './MetricTile.tsx'
import { APPLE_NOTE } from './metrics.ts'
import { panelTiles } from './panel.ts'
import { SeriesChart } from './SeriesChart.tsx'
import { seriesLines, type SeriesRow } from './series.ts'

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
      <BlockStack gap="500">
        <div style={{ display: 'flex', gap: 'var(--p-space-300)', justifyContent: 'space-between' }}>
          <div style={{ minWidth: 0 }}>
            <Text as="h2" variant="headingMd" breakWord>
              Campaign analytics: {analytics.name}
            </Text>
          </div>
          <div style={{ flex: 'none' }}>
            <Button icon={RefreshIcon} loading={refreshing} onClick={onRefresh}>
              Refresh
            </Button>
          </div>
        </div>
        {analytics.counts.sent === 0 ? <NothingSent /> : <Numbers analytics={analytics} series={series} />}
      </BlockStack>
    </Card>
  )
}

function NothingSent() {
  return (
    <Text as="p" tone="subdued">
      Nothing has been sent yet. The numbers appear here as soon as the first e-mail is on its way.
    </Text>
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
      <InlineGrid columns={{ xs: 2, md: 4 }} gap="300">
        {panelTiles(analytics).map((tile) => (
          <MetricTile key={tile.key} tile={tile} />
        ))}
      </InlineGrid>
      {analytics.ripeAt && !analytics.ripe ? (
        <Text as="p" variant="bodySm" tone="subdued">
          Early: opens, bounces and complaints are still coming in. From <Time at={analytics.ripeAt} /> on, 48 hours
          after the last e-mail was sent, each rate is compared with the benchmarks.
        </Text>
      ) : null}
      {analytics.trackOpens ? (
        <Text as="p" variant="bodySm" tone="subdued">
          {APPLE_NOTE}
        </Text>
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
