import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useFetcher, useLoaderData, useRevalidator, useSearchParams } from '@remix-run/react'
import { useState } from 'react'
import { AnalyticsPanel } from '#app/analytics/campaign/AnalyticsPanel.tsx'
import { campaignSeries } from '#app/analytics/campaign/campaign-series.server.ts'
import { campaignAnalytics } from '#app/analytics/campaign/campaign.server.ts'
import { SegmentCampaigns } from '#app/analytics/campaign/SegmentCampaigns.tsx'
import { segmentCampaigns } from '#app/analytics/campaign/segment.server.ts'
import { seriesRows } from '#app/analytics/chart/series.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { countAndStore } from './counts.server.ts'
import { rulesInWords } from './rule-words.ts'
import { deleteSegment, findSegment } from './segments.server.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.name ?? 'Segment'} · Glancito` }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId, timezone } = await requireTenant(request)
  const segment = await findSegment(tenantId, idParam(params['segmentId']))
  if (!segment) throw notFound('segment')
  const search = new URL(request.url).searchParams
  const [count, campaigns] = await Promise.all([
    countAndStore(tenantId, segment),
    segmentCampaigns(tenantId, segment.segmentId, search),
  ])
  const asked = idParam(search.get('campaign'))
  const shown = (
    campaigns.rows.find(({ campaignId }) => campaignId === asked) ??
    campaigns.rows.find(({ status }) => status !== 'draft')
  )?.campaignId
  const [analytics, series] = shown
    ? await Promise.all([campaignAnalytics(tenantId, shown), campaignSeries(tenantId, shown, timezone)])
    : [null, null]
  return {
    segmentId: segment.segmentId,
    name: segment.name,
    rules: rulesInWords(segment.rules),
    count,
    campaigns,
    analytics,
    series: series && { unit: series.unit, rows: seriesRows(series, timezone) },
  }
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const outcome = await deleteSegment(tenantId, idParam(params['segmentId']))
  if (outcome === 'in-use') return data({ inUse: true }, { status: 409 })
  if (outcome === 'unknown') throw notFound('segment')
  return redirect('/app/segments')
}

export default function Segment() {
  const { segmentId, name, rules, count, campaigns, analytics, series } = useLoaderData<typeof loader>()
  const [, setSearch] = useSearchParams()
  const revalidator = useRevalidator()
  const deletion = useFetcher<typeof action>()
  const [asking, setAsking] = useState(false)
  const show = (campaignId: number) =>
    setSearch(
      (search) => {
        search.set('campaign', String(campaignId))
        return search
      },
      { preventScrollReset: true },
    )
  return (
    <Page
      title={name}
      subtitle={`${formatCountOf(count.members, 'member')}, ${formatCount(count.reachable)} can be emailed`}
      backAction={{ content: 'Segments', url: '/app/segments' }}
      primaryAction={{ content: 'Create campaign', url: `/app/campaigns/new?segment=${segmentId}` }}
      secondaryActions={[
        { content: 'Edit rules', url: `/app/segments/${segmentId}/edit` },
        { content: 'Delete', destructive: true, onAction: () => setAsking(true) },
      ]}
    >
      <Stack gap="large">
        <Card>
          <Stack gap="tight">
            <Heading size="small">Rules</Heading>
            <Paragraph>{rules}</Paragraph>
          </Stack>
        </Card>
        {campaigns.rows.length > 0 ? (
          <SegmentCampaigns campaigns={campaigns} shown={analytics?.campaignId ?? null} onShow={show} />
        ) : (
          <Card padding="none">
            <EmptyList icon="email" heading="No campaigns sent to this segment yet">
              Its campaigns and their results appear here.
            </EmptyList>
          </Card>
        )}
        {analytics && series ? (
          <AnalyticsPanel
            analytics={analytics}
            series={series}
            refreshing={revalidator.state !== 'idle'}
            onRefresh={() => revalidator.revalidate()}
          />
        ) : null}
      </Stack>
      <ConfirmModal
        open={asking}
        title={`Delete “${name}”?`}
        confirm="Delete segment"
        destructive
        loading={deletion.state !== 'idle'}
        onConfirm={() => deletion.submit(null, { method: 'post' })}
        onClose={() => setAsking(false)}
      >
        {deletion.data?.inUse ? (
          <Banner tone="critical">
            An unsent campaign uses this segment. Delete the campaign or choose another segment for it first.
          </Banner>
        ) : null}
        <Paragraph>Its members stay, and so do the results of campaigns sent to it.</Paragraph>
      </ConfirmModal>
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Segments', url: '/app/segments' }} />
}
