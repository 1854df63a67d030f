import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { SKIP_LABELS, skipRows } from '#app/campaigns/send/skip-words.ts'
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
import { bigIdParam, idParam, notFound } from '#app/ui/params.ts'
import { pageParameters, placeIn } from '#app/ui/tables/keyset-page.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { countAndStore } from './counts.server.ts'
import { namesFor } from './names.server.ts'
import { PEOPLE_LIST, readPeopleFilter } from './people-filter.ts'
import { listPeople } from './people.server.ts'
import { type People, PeopleCard } from './PeopleCard.tsx'
import { rulesInWords } from './rule-words.ts'
import { MAX_RULES } from './rules.ts'
import { deleteSegment, findSegment, type Segment as Saved, type SegmentCount } from './segments.server.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.name ?? 'Segment'} · Glancito` }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const tenant = await requireTenant(request)
  const segment = await findSegment(tenant.tenantId, idParam(params['segmentId']))
  if (!segment) throw notFound('segment')
  const { segmentId, name } = segment
  const search = new URL(request.url).searchParams
  const [count, report, names] = await Promise.all([
    countAndStore(tenant.tenantId, segment),
    loadSegmentReport(tenant, segmentId, search),
    namesFor(tenant.tenantId, [segment.rules]),
  ])
  const people = await loadPeople({ tenantId: tenant.tenantId, segment, count }, search)
  return { segmentId, name, rules: rulesInWords(segment.rules, { names, shown: MAX_RULES }), count, people, report }
}

type Counted = { tenantId: number; segment: Saved; count: SegmentCount }

async function loadPeople({ tenantId, segment, count }: Counted, search: URLSearchParams): Promise<People> {
  const filter = readPeopleFilter(search)
  const place = placeIn(search, bigIdParam, pageParameters(PEOPLE_LIST))
  const { rows, ...pages } = await listPeople(
    tenantId,
    { rules: segment.rules, members: count.members },
    { ...filter, place },
  )
  return {
    segmentId: segment.segmentId,
    rows: rows.map(({ reason, ...person }) => ({ ...person, reason: reason && SKIP_LABELS[reason] })),
    pages,
    reasons: skipRows(count.skipped).map((row) => ({ ...row, words: SKIP_LABELS[row.reason] })),
    reachable: count.reachable,
    search: filter.search,
    reason: filter.reason ?? '',
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
  const { segmentId, name, rules, count, people, report } = useLoaderData<typeof loader>()
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
            <Paragraph breakWord>{rules}</Paragraph>
          </Stack>
        </Card>
        <PeopleCard people={people} />
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
