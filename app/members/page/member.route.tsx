import { useFetcher, useLoaderData } from '@remix-run/react'
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useState } from 'react'
import { MemberCampaigns } from '#app/analytics/member/MemberCampaigns.tsx'
import { findScore } from '#app/analytics/member/score.server.ts'
import { ScoreCard } from '#app/analytics/member/ScoreCard.tsx'
import { listMemberCampaigns } from '#app/analytics/member/member-campaigns.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { OrdersCard } from '#app/orders/OrdersCard.tsx'
import { listMemberOrders, ordersKnownSince } from '#app/orders/orders.server.ts'
import { requireStaff, requireTenant } from '#app/tenants/authenticate.server.ts'
import { Columns, MainColumn, SideColumn } from '#app/ui/layout/Columns.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { notFound } from '#app/ui/params.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { liftBounce } from '../bounces/bounces.server.ts'
import { BouncesCard } from '../bounces/BouncesCard.tsx'
import { ClearBounceModal } from '../bounces/ClearBounceModal.tsx'
import { bounceBadges, consentBadges } from '../consent/consent-badges.ts'
import { countHeld } from '../consent/held-opt-outs.server.ts'
import { HeldBanner } from '../consent/HeldBanner.tsx'
import { ConsentCard } from '../consent/ConsentCard.tsx'
import { ConsentTimeline } from '../consent/ConsentTimeline.tsx'
import { AllowTrackingModal } from './AllowTrackingModal.tsx'
import { CustomerCard } from './CustomerCard.tsx'
import { GatesCard } from './GatesCard.tsx'
import { TrackingCard } from './TrackingCard.tsx'
import { useListLeft } from '../list/useListLeft.ts'
import { allowTracking } from '../core/do-not-track.server.ts'
import { findMember, followMerge } from '../core/members.server.ts'
import { parseMemberId } from '../core/names.ts'
import { findProfile } from './profile.server.ts'
import { StateBadges } from '../consent/StateBadges.tsx'
import { findTimeline } from '../consent/timeline.server.ts'
import { WriteBackCard } from '../outbox/WriteBackCard.tsx'

const LISTED_ORDERS = 5

const BACK = { content: 'Members', url: '/app/members' }

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.name ?? 'Member'} · Glancito` }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const memberId = parseMemberId(params['memberId'])
  if (!memberId) throw notFound('member')
  const search = new URL(request.url).searchParams
  const [profile, campaigns, timeline, score, held, orders, ordersSince] = await Promise.all([
    findProfile(tenantId, memberId, search),
    listMemberCampaigns(tenantId, memberId, search),
    findTimeline(tenantId, memberId, search),
    findScore(tenantId, memberId),
    countHeld(tenantId, memberId),
    listMemberOrders(tenantId, memberId, LISTED_ORDERS),
    ordersKnownSince(tenantId),
  ])
  if (profile)
    return { ...profile, campaigns, timeline, score, held, orders, ordersSince: ordersSince?.toISOString() ?? null }
  const kept = String(await followMerge(db(), tenantId, memberId))
  if (kept === memberId) throw notFound('member')
  throw redirect(`/app/members/${kept}`)
}

/** Clears the member's bounce, here and on the suppression list of Amazon SES; or lifts their wish not to be tracked. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { tenant, staff } = await requireStaff(request)
  const { tenantId } = tenant
  const memberId = parseMemberId(params['memberId'])
  const member = memberId ? await findMember(tenantId, memberId) : null
  if (!member) throw notFound('member')
  const intent = new URLSearchParams(await request.text()).get('intent')
  if (intent === 'allow-tracking') {
    const lifted = await allowTracking(tenantId, member.memberId)
    return { toast: lifted ? 'Tracked again from the next email on' : 'This member is tracked already' }
  }
  const by = staff ? `staff member ${staff}` : 'your staff'
  const outcome = await liftBounce(tenantId, { ...member, bounce: member.emailBounceType }, by)
  if (outcome === 'ses-unreachable')
    return { error: 'Amazon SES couldn’t be reached, so nothing was changed. Try again in a moment.' }
  return { toast: outcome === 'cleared' ? 'Bounce cleared' : 'There was no bounce to clear' }
}

export default function MemberPage() {
  const member = useLoaderData<typeof loader>()
  const [asking, setAsking] = useState(false)
  const fetcher = useFetcher<typeof action>()
  useToast(fetcher.data)
  const [lifting, setLifting] = useState(false)
  const lift = () => {
    fetcher.submit({ intent: 'allow-tracking' }, { method: 'post' })
    setLifting(false)
  }
  const isUntracked = member.untracked.byBrowser || member.untracked.byShopify
  const clear = () => {
    fetcher.submit({}, { method: 'post' })
    setAsking(false)
  }
  return (
    <Page
      title={member.name}
      backAction={{ ...BACK, url: useListLeft() }}
      accessory={
        <Inline gap="tight">
          <StateBadges badges={[...consentBadges(member), ...bounceBadges(member)]} />
        </Inline>
      }
      secondaryActions={[{ content: 'Open in Shopify', url: member.shopifyUrl, target: '_top' }]}
    >
      <Columns>
        <MainColumn>
          <Stack gap="large">
            <HeldBanner count={member.held} ofOne />
            <GatesCard {...member.deliverability} />
            <MemberCampaigns memberId={member.memberId} campaigns={member.campaigns} />
            <BouncesCard
              bounces={member.bounces}
              canClear={member.bounce !== null}
              error={fetcher.data && 'error' in fetcher.data ? fetcher.data.error : undefined}
              onClear={() => setAsking(true)}
            />
            <ConsentTimeline memberId={member.memberId} {...member.timeline} />
          </Stack>
        </MainColumn>
        <SideColumn>
          <Stack gap="large">
            <CustomerCard customer={member.customer} />
            <OrdersCard orders={member.orders} count={member.customer.ordersCount} knownSince={member.ordersSince} />
            <ScoreCard score={member.score} />
            <ConsentCard {...member.consent} />
            {isUntracked ? <TrackingCard untracked={member.untracked} onAllow={() => setLifting(true)} /> : null}
            {member.writeBack ? <WriteBackCard writeBack={member.writeBack} shopifyUrl={member.shopifyUrl} /> : null}
          </Stack>
        </SideColumn>
      </Columns>
      <AllowTrackingModal
        open={lifting}
        loading={fetcher.state !== 'idle'}
        onConfirm={lift}
        onClose={() => setLifting(false)}
      />
      <ClearBounceModal
        open={asking}
        email={member.customer.email}
        kind={member.bounce ?? 'soft'}
        reason={member.lastBounce}
        loading={fetcher.state !== 'idle'}
        onConfirm={clear}
        onClose={() => setAsking(false)}
      />
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={BACK} />
}
