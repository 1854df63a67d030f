import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useFetcher, useLoaderData, useNavigation } from '@remix-run/react'
import { useState } from 'react'
import { listCampaignRows } from '#app/analytics/campaign/campaign-rows.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Button } from '#app/ui/actions/Button.tsx'
import { FocusKeeper } from '#app/ui/actions/FocusKeeper.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import type { CampaignAnswer } from '../actions.ts'
import { CampaignTable } from '../CampaignTable.tsx'
import { DeleteModal } from '../DeleteModal.tsx'
import type { RowAction } from '../RowActions.tsx'
import { useCampaignToasts } from '../useCampaignToasts.ts'
import { CampaignFilters } from './CampaignFilters.tsx'
import { isWholeList, readListQuery } from './list-query.ts'
import { useArchivedToast } from './useArchivedToast.ts'

export const meta: MetaFunction = () => [{ title: 'Campaigns · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  return { ...(await listCampaignRows(await requireTenant(request), searchParams)), query: readListQuery(searchParams) }
}

export default function Campaigns() {
  const { rows, query, ...pages } = useLoaderData<typeof loader>()
  const navigation = useNavigation()
  const fetcher = useFetcher<CampaignAnswer>()
  const [deleting, setDeleting] = useState<{ id: number; name: string } | null>(null)
  const ask = (intent: RowAction, { id }: { id: number }) =>
    fetcher.submit({ intent }, { method: 'post', action: `/app/campaigns/${id}`, encType: 'application/json' })
  useCampaignToasts(fetcher)
  useArchivedToast(fetcher.data, (id) => ask('unarchive', { id }))
  const isEmpty = rows.length === 0 && isWholeList(query)
  const [problem] = fetcher.state === 'idle' ? (fetcher.data?.problems ?? []) : []
  const create = { content: 'Create campaign', url: '/app/campaigns/new' }
  return (
    <Page title="Campaigns" primaryAction={isEmpty ? undefined : create}>
      <Stack gap="large">
        {problem ? <Banner tone="critical">{problem}</Banner> : null}
        <Card padding="none">
          {isEmpty ? null : <CampaignFilters query={query} loading={navigation.state === 'loading'} />}
          <FocusKeeper>
            {rows.length > 0 ? (
              <CampaignTable
                rows={rows}
                pages={pages}
                onAct={(row, action) => (action === 'delete' ? setDeleting(row) : ask(action, row))}
              />
            ) : null}
            {rows.length === 0 && !isEmpty ? (
              <EmptyList icon="email" heading="No campaigns found">
                Try another tab, or other words.
              </EmptyList>
            ) : null}
            {isEmpty ? (
              <EmptyList
                icon="email"
                heading="Write your first campaign"
                action={
                  <Button variant="primary" url={create.url}>
                    {create.content}
                  </Button>
                }
              >
                It only goes to members who consented, and you see what happened to every email.
              </EmptyList>
            ) : null}
          </FocusKeeper>
        </Card>
      </Stack>
      <DeleteModal
        name={deleting?.name ?? null}
        loading={false}
        onConfirm={() => {
          if (deleting) ask('delete', deleting)
          setDeleting(null)
        }}
        onClose={() => setDeleting(null)}
      />
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Home', url: '/app' }} />
}
