import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { BlockStack, Card, Page, Text } from '@shopify/polaris'
import { findCampaign } from '#app/campaigns/campaigns.server.ts'
import { isOnlySymbols } from '#app/members/list/query/list.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { FindMemberForm } from './FindMemberForm.tsx'
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
      narrowWidth
      title="Why didn’t they get it?"
      subtitle={name}
      backAction={{ content: name, url: `/app/campaigns/${campaignId}` }}
    >
      <Card>
        <BlockStack gap="400">
          <FindMemberForm key={search} campaignId={campaignId} search={search} />
          {found === null ? (
            <Text as="p" tone="subdued">
              Find the member who says that this campaign did not arrive.
            </Text>
          ) : isOnlySymbols(search) ? (
            <Text as="p" tone="subdued">
              Type at least one letter or digit of the name or the address.
            </Text>
          ) : found.members.length === 0 ? (
            <Nobody />
          ) : (
            <FoundMembers members={found.members} campaignId={campaignId} />
          )}
          {found?.more ? (
            <Text as="p" tone="subdued">
              There are more of them: type more of the name, or the whole address.
            </Text>
          ) : null}
        </BlockStack>
      </Card>
    </Page>
  )
}

/** That is an answer, too. */
function Nobody() {
  return (
    <BlockStack gap="100">
      <Text as="p" fontWeight="medium">
        No customer has this name or address, so no campaign can reach them.
      </Text>
      <Text as="p" tone="subdued">
        Look for a typing error, or ask which address they gave your shop: it may be another one. Who is no customer in
        Shopify gets no campaign.
      </Text>
    </BlockStack>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Campaigns', url: '/app/campaigns' }} />
}
