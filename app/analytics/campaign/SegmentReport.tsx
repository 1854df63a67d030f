import { useRevalidator, useSearchParams } from '@remix-run/react'
import { Card } from '#app/ui/layout/Card.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { AnalyticsPanel } from './AnalyticsPanel.tsx'
import type { SegmentReportData } from './report.server.ts'
import { SegmentCampaigns } from './SegmentCampaigns.tsx'

/** How campaigns to a segment went; `?campaign=` in the URL chooses the one whose analytics are shown. */
export function SegmentReport({ report: { campaigns, figures } }: { report: SegmentReportData }) {
  const [, setSearch] = useSearchParams()
  const revalidator = useRevalidator()
  const show = (campaignId: number) =>
    setSearch(
      (search) => {
        search.set('campaign', String(campaignId))
        return search
      },
      { preventScrollReset: true },
    )
  return (
    <>
      {campaigns.rows.length > 0 ? (
        <SegmentCampaigns campaigns={campaigns} shown={figures?.analytics.campaignId ?? null} onShow={show} />
      ) : (
        <Card padding="none">
          <EmptyList icon="email" heading="No campaigns sent to this segment yet">
            Its campaigns and their results appear here.
          </EmptyList>
        </Card>
      )}
      {figures ? (
        <AnalyticsPanel
          {...figures}
          refreshing={revalidator.state !== 'idle'}
          onRefresh={() => revalidator.revalidate()}
        />
      ) : null}
    </>
  )
}
