import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { memberName } from '#app/members/core/names.ts'
import { clock } from '#app/platform/clock.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { requestBadge } from './data-request-words.ts'
import { listDataRequests } from './data-requests.server.ts'
import { DataRequestTable } from './DataRequestTable.tsx'

export const meta: MetaFunction = () => [{ title: 'Data requests · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const requests = await listDataRequests(tenantId)
  return {
    rows: requests.map((row) => ({
      requestId: row.requestId,
      name: memberName(row),
      requestedAt: row.requestedAt.toISOString(),
      dueAt: row.dueAt.toISOString(),
      badge: requestBadge(row, clock.now()),
    })),
  }
}

export default function DataRequests() {
  const { rows } = useLoaderData<typeof loader>()
  return (
    <Page
      title="Data requests"
      subtitle="Customers who asked your store for a copy of their data"
      backAction={{ content: 'Settings', url: '/app/settings' }}
    >
      <Card padding="none">
        {rows.length > 0 ? (
          <DataRequestTable rows={rows} />
        ) : (
          <EmptyList icon="receipt" heading="No data requests yet">
            When a customer asks for a copy of their data and you submit the request in Shopify, what Glancito stores
            about them is ready here to hand over within 30 days.
          </EmptyList>
        )}
      </Card>
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Settings', url: '/app/settings' }} />
}
