import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { findCampaign } from '#app/campaigns/campaigns.server.ts'
import { isOnlySymbols } from '#app/members/list/query/list.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { idParam, notFound } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { FindMemberForm } from '../campaign/FindMemberForm.tsx'
import { findMembersOf } from './found-members.server.ts'
import { FoundMembers } from './FoundMembers.tsx'

export const meta: MetaFunction = () => [{ title: 'Why didn’t they get it? · Glancito' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const campaign = await findCampaign(tenantId, idParam(params['campaignId']))
  if (!campaign) throw notFound('campaign')
  const { campaignId, name } = campaign
  const search = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 100)
  return { campaignId, name, search, found: search ? await findMembersOf(tenantId, campaignId, search) : null }
}

export default function ExplainSearchPage() {
  const { campaignId, name, search, found } = useLoaderData<typeof loader>()
  return (
    <Page
      width="narrow"
      title="Why didn’t they get it?"
      subtitle={name}
      backAction={{ content: name, url: `/app/campaigns/${campaignId}` }}
    >
      <Card>
        <Stack gap="large">
          <FindMemberForm key={search} campaignId={campaignId} search={search} />
          {found === null ? (
            <Paragraph tone="subdued">Find the member who says this campaign didn’t arrive.</Paragraph>
          ) : isOnlySymbols(search) ? (
            <Paragraph tone="subdued">Enter at least one letter or digit of the name or address.</Paragraph>
          ) : found.members.length === 0 ? (
            <Nobody />
          ) : (
            <FoundMembers members={found.members} campaignId={campaignId} />
          )}
          {found?.more ? (
            <Paragraph tone="subdued">There are more matches. Enter more of the name, or the full address.</Paragraph>
          ) : null}
        </Stack>
      </Card>
    </Page>
  )
}

/** That is an answer, too. */
function Nobody() {
  return (
    <Stack gap="tight">
      <Paragraph weight="medium">No customer has this name or address, so no campaign can reach them.</Paragraph>
      <Paragraph tone="subdued">
        Check for typos, or ask which address they gave your store: it may be a different one. Only customers in Shopify
        get campaigns.
      </Paragraph>
    </Stack>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Campaigns', url: '/app/campaigns' }} />
}
