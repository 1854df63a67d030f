import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { countAgain, listSegmentRows } from './list.server.ts'
import { SegmentTable } from './SegmentTable.tsx'
import { Suggestions } from './Suggestions.tsx'

export const meta: MetaFunction = () => [{ title: 'Segments · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  return { rows: await listSegmentRows(tenantId) }
}

/** Counts the segments again. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const { counted, segments } = await countAgain(tenantId)
  const all = formatCountOf(segments, 'segment')
  return { toast: counted === segments ? `Counted ${all}` : `Counted ${formatCount(counted)} of ${all}` }
}

export default function Segments() {
  const { rows } = useLoaderData<typeof loader>()
  const counting = useFetcher<typeof action>()
  useToast(counting.data)
  const again = {
    content: 'Count again',
    loading: counting.state !== 'idle',
    onAction: () => counting.submit(null, { method: 'post' }),
  }
  const create = { content: 'Create segment', url: '/app/segments/new' }
  return (
    <Page
      title="Segments"
      primaryAction={rows.length > 0 ? create : undefined}
      secondaryActions={rows.length > 0 ? [again] : undefined}
    >
      {rows.length > 0 ? (
        <Card padding="none">
          <SegmentTable rows={rows} />
        </Card>
      ) : (
        <Stack gap="huge">
          <Card padding="none">
            <EmptyList
              icon="person-segment"
              heading="Group members by what they have in common"
              action={
                <Button variant="primary" url={create.url}>
                  {create.content}
                </Button>
              }
            >
              Campaigns go to a segment. Its rules are checked at every send, so it’s never out of date.
            </EmptyList>
          </Card>
          <Suggestions />
        </Stack>
      )}
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Home', url: '/app' }} />
}
