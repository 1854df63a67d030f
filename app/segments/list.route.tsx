import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Button, Card, Page } from '@shopify/polaris'
import { PersonSegmentIcon } from '@shopify/polaris-icons'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { listSegmentRows } from './list.server.ts'
import { SegmentTable } from './SegmentTable.tsx'
import { Suggestions } from './Suggestions.tsx'

export const meta: MetaFunction = () => [{ title: 'Segments · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  return { rows: await listSegmentRows(tenantId) }
}

export default function Segments() {
  const { rows } = useLoaderData<typeof loader>()
  const create = { content: 'Create segment', url: '/app/segments/new' }
  return (
    <Page title="Segments" {...(rows.length > 0 ? { primaryAction: create } : {})}>
      {rows.length > 0 ? (
        <Card padding="0">
          <SegmentTable rows={rows} />
        </Card>
      ) : (
        <BlockStack gap="500">
          <Card padding="0">
            <EmptyList
              icon={PersonSegmentIcon}
              heading="Group members by what they have in common"
              action={
                <Button variant="primary" url={create.url}>
                  {create.content}
                </Button>
              }
            >
              Campaigns go to a segment: rules that are read anew each time, so that it is never out of date.
            </EmptyList>
          </Card>
          <Suggestions />
        </BlockStack>
      )}
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Home', url: '/app' }} />
}
