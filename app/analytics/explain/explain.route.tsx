import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useLoaderData, useParams } from '@remix-run/react'
import { hasStarted } from '#app/campaigns/draft.ts'
import { listCampaigns } from '#app/campaigns/campaigns.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { memberName, parseMemberId } from '#app/members/core/names.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Columns, MainColumn, SideColumn } from '#app/ui/layout/Columns.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { idParam, notFound } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { CampaignPicker } from './CampaignPicker.tsx'
import { explain } from './explain.ts'
import { findCase } from './explain.server.ts'
import { StepsCard } from './StepsCard.tsx'
import { ConclusionCard } from './ConclusionCard.tsx'

export const meta: MetaFunction = () => [{ title: 'Why didn’t they get it? · Glancito' }]

const PICKABLE = 100

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const memberId = parseMemberId(params['memberId'])
  if (!memberId) throw notFound('member')
  const asked = new URL(request.url).searchParams.get('campaign')
  const listed = await listCampaigns(tenantId, { limit: PICKABLE + 1 })
  const more = listed.length > PICKABLE
  const campaigns = listed
    .slice(0, PICKABLE)
    .filter(({ status }) => hasStarted(status))
    .map(({ campaignId, name }) => ({ campaignId, name }))
  if (asked === null) {
    const member = await findMember(tenantId, memberId)
    if (!member) throw notFound('member')
    return { memberId, name: memberName({ ...member, memberId }), isKnown: true, campaigns, more, found: null }
  }
  const found = await findCase(tenantId, memberId, idParam(asked))
  if (!found) throw notFound('member or campaign')
  const { file, sentAs, mergedInto } = found
  const { campaignId, name } = file.campaign
  const pickable = campaigns.some((campaign) => campaign.campaignId === campaignId)
    ? campaigns
    : [{ campaignId, name }, ...campaigns]
  return {
    memberId,
    name: file.member ? memberName({ ...file.member, memberId: mergedInto ?? memberId }) : `Customer ${memberId}`,
    isKnown: file.member !== null,
    campaigns: pickable,
    more,
    found: { campaign: { campaignId, name }, sentAs, mergedInto, ...explain(file) },
  }
}

export default function ExplainPage() {
  const { memberId, name, isKnown, campaigns, more, found } = useLoaderData<typeof loader>()
  const back = isKnown
    ? { content: name, url: `/app/members/${found?.mergedInto ?? memberId}` }
    : { content: 'Members', url: '/app/members' }
  return (
    <Page
      title="Why didn’t they get it?"
      subtitle={found ? `${name} · ${found.campaign.name}` : name}
      backAction={back}
    >
      <Columns>
        <MainColumn alone={!found}>
          {found ? (
            <Stack gap="large">
              {isKnown ? null : <Erased />}
              {found.mergedInto ? <Merged into={found.mergedInto} name={name} /> : null}
              {found.sentAs && !found.mergedInto ? <SentAs memberId={found.sentAs} /> : null}
              <ConclusionCard conclusion={found.conclusion} />
              <StepsCard steps={found.steps} />
            </Stack>
          ) : (
            <Card padding="none">
              <EmptyList
                icon="search"
                heading="Which campaign?"
                action={
                  campaigns.length > 0 ? <CampaignPicker campaigns={campaigns} chosen={null} more={more} /> : null
                }
              >
                {campaigns.length > 0
                  ? 'Choose a campaign to see, step by step, what happened for this member.'
                  : 'You haven’t started a campaign yet, so no one has missed one.'}
              </EmptyList>
            </Card>
          )}
        </MainColumn>
        {found ? (
          <SideColumn>
            <Card>
              <CampaignPicker campaigns={campaigns} chosen={found.campaign.campaignId} more={more} />
            </Card>
          </SideColumn>
        ) : null}
      </Columns>
    </Page>
  )
}

function Erased() {
  return (
    <Banner tone="info">
      <p>This customer’s data has been erased. What’s left is their number and what happened with the campaign.</p>
    </Banner>
  )
}

function Merged({ into, name }: { into: string; name: string }) {
  return (
    <Banner tone="info">
      <p>
        Shopify has merged this customer into{' '}
        <Link to={`/app/members/${into}`} style={{ color: 'inherit' }}>
          {name}
        </Link>
        .
      </p>
    </Banner>
  )
}

function SentAs({ memberId }: { memberId: string }) {
  return (
    <Banner tone="info">
      <p>This campaign went to customer number {memberId}, which Shopify has since merged into this one.</p>
    </Banner>
  )
}

export function ErrorBoundary() {
  const { memberId } = useParams()
  return <PageError back={{ content: 'Member', url: `/app/members/${memberId}` }} />
}
