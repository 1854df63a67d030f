import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Button, Card, Page } from '@shopify/polaris'
import { EmailIcon } from '@shopify/polaris-icons'
import { listCampaignRows } from '#app/analytics/campaign-rows.server.ts'
import { requireTenant } from '#app/shop/authenticate.server.ts'
import { EmptyList } from '#app/ui/EmptyList.tsx'
import { PageError } from '#app/ui/PageError.tsx'
import { CampaignTable } from './CampaignTable.tsx'

export const meta: MetaFunction = () => [{ title: 'Campaigns · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return listCampaignRows(await requireTenant(request), new URL(request.url).searchParams)
}

export default function Campaigns() {
  const { rows, ...pages } = useLoaderData<typeof loader>()
  const create = { content: 'Create campaign', url: '/app/campaigns/new' }
  return (
    <Page title="Campaigns" {...(rows.length > 0 ? { primaryAction: create } : {})}>
      <Card padding="0">
        {rows.length > 0 ? (
          <CampaignTable rows={rows} pages={pages} />
        ) : (
          <EmptyList
            icon={EmailIcon}
            heading="Write your first campaign"
            action={
              <Button variant="primary" url={create.url}>
                {create.content}
              </Button>
            }
          >
            It goes only to members who consented, and you see what became of every e-mail.
          </EmptyList>
        )}
      </Card>
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Home', url: '/app' }} />
}
