import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { loadSegmentReport } from '#app/analytics/campaign/report.server.ts'
import { SegmentReport } from '#app/analytics/campaign/SegmentReport.tsx'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { countAndStore } from './counts.server.ts'
import { rulesInWords } from './rule-words.ts'
import { deleteSegment, findSegment } from './segments.server.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.name ?? 'Segment'} · Glancito` }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const tenant = await requireTenant(request)
  const segment = await findSegment(tenant.tenantId, idParam(params['segmentId']))
  if (!segment) throw notFound('segment')
  const { segmentId, name } = segment
  const [count, report] = await Promise.all([
    countAndStore(tenant.tenantId, segment),
    loadSegmentReport(tenant, segmentId, new URL(request.url).searchParams),
  ])
  return { segmentId, name, rules: rulesInWords(segment.rules), count, report }
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const outcome = await deleteSegment(tenantId, idParam(params['segmentId']))
  if (outcome === 'in-use') return data({ inUse: true }, { status: 409 })
  if (outcome === 'unknown') throw notFound('segment')
  return redirect('/app/segments')
}

export default function Segment() {
  const { segmentId, name, rules, count, report } = useLoaderData<typeof loader>()
  const deletion = useFetcher<typeof action>()
  const [asking, setAsking] = useState(false)
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
        <SegmentReport report={report} />
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
