import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listRecentCampaigns } from '#app/analytics/campaign/campaign-rows.server.ts'
import { campaignPeriods } from '#app/analytics/campaign/period.server.ts'
import { PeriodCard } from '#app/analytics/campaign/PeriodCard.tsx'
import { countHeldCampaigns } from '#app/campaigns/campaigns.server.ts'
import { HeldCampaignsBanner } from '#app/campaigns/HeldCampaignsBanner.tsx'
import { CampaignTable } from '#app/campaigns/CampaignTable.tsx'
import { openRequestsWords } from '#app/privacy/data-request-words.ts'
import { countOpenRequests } from '#app/privacy/data-requests.server.ts'
import { DataRequestsBanner } from '#app/privacy/DataRequestsBanner.tsx'
import { countHeld } from '#app/members/consent/held-opt-outs.server.ts'
import { HeldBanner } from '#app/members/consent/HeldBanner.tsx'
import { importProgress } from '#app/sync/import/import.server.ts'
import { describeImport } from '#app/sync/import/import-words.ts'
import { CheckCard } from '#app/sync/reconcile/CheckCard.tsx'
import { ImportCard } from '#app/sync/import/ImportCard.tsx'
import { describeLastCheck } from '#app/sync/reconcile/reconcile-words.ts'
import { findLastCheck } from '#app/sync/reconcile/reconcile.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { dismissGuide, getSettings } from '#app/settings/settings.server.ts'
import { Button } from '#app/ui/actions/Button.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { formatCount, formatCountOf, formatDate, formatPercent } from '#app/ui/format/format.ts'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { FiguresCard } from './FiguresCard.tsx'
import { GuideCard } from './GuideCard.tsx'
import { countAudience, findGuide } from './home.server.ts'
import { replayMessages } from '#app/inbox/messages/messages.server.ts'
import { findProblems, isInStep } from './problems.server.ts'
import { ProblemsBanner } from './ProblemsBanner.tsx'

export const meta: MetaFunction = () => [{ title: 'Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId, timezone } = await requireTenant(request)
  const { ratesOver } = await getSettings(tenantId)
  const [audience, campaigns, periods, guide, problems, progress, last, requests, held, heldCampaigns] =
    await Promise.all([
      countAudience(tenantId),
      listRecentCampaigns(tenantId, ratesOver),
      campaignPeriods(tenantId, ratesOver),
      findGuide(tenantId),
      findProblems(tenantId),
      importProgress(tenantId),
      findLastCheck(tenantId),
      countOpenRequests(tenantId),
      countHeld(tenantId),
      countHeldCampaigns(tenantId),
    ])
  return {
    ratesOver,
    audience,
    campaigns,
    periods,
    guide,
    problems,
    held,
    heldCampaigns,
    inStep: isInStep(problems, last),
    asked: openRequestsWords(requests, clock.now(), timezone),
    importing: describeImport(progress),
    check: describeLastCheck(last, clock.now(), timezone),
  }
}

export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const intent = (await request.formData()).get('intent')
  if (intent === 'retry-deliveries') {
    return { toast: `Retrying ${formatCountOf(await replayMessages(tenantId), 'message')}` }
  }
  if (intent !== 'dismiss-guide')
    throw new Response('This action isn’t available here. Reload the page and try again.', { status: 400 })
  await dismissGuide(tenantId)
  return {}
}

export default function Home() {
  const { ratesOver, audience, campaigns, periods, guide, problems, held, heldCampaigns, inStep, ...words } =
    useLoaderData<typeof loader>()
  const { asked, importing, check } = words
  const hasPeriod = periods.now.campaigns + periods.before.campaigns > 0
  return (
    <Page title="Home" primaryAction={{ content: 'Create campaign', url: '/app/campaigns/new' }}>
      <Stack gap="large">
        <ProblemsBanner problems={problems} inStep={inStep} />
        <HeldCampaignsBanner count={heldCampaigns} />
        <DataRequestsBanner words={asked} />
        <HeldBanner count={held} />
        <ImportCard importing={importing} />
        {guide ? <GuideCard steps={guide} /> : null}
        <FiguresCard audience={audience} />
        {hasPeriod ? <PeriodCard periods={periods} ratesOver={ratesOver} /> : null}
        <CheckCard title="Consent check" words={check} url="/app/settings/consent-check" />
        <Card padding="none">
          <Box padding="large">
            <Heading>Recent campaigns</Heading>
          </Box>
          {campaigns.length > 0 ? (
            <RecentCampaigns campaigns={campaigns} />
          ) : (
            <EmptyList
              icon="email"
              heading="No campaigns yet"
              action={<Button url="/app/campaigns/new">Create campaign</Button>}
            >
              Once you send one, you’ll see its results here.
            </EmptyList>
          )}
        </Card>
      </Stack>
    </Page>
  )
}

type Recent = Awaited<ReturnType<typeof listRecentCampaigns>>

function RecentCampaigns({ campaigns }: { campaigns: Recent }) {
  const { timezone } = useShell()
  return (
    <CampaignTable
      rows={campaigns.map(({ campaignId, segmentName, started, at, sent, openRate, clickRate, ...campaign }) => ({
        id: campaignId,
        ...campaign,
        segment: segmentName ?? '—',
        sent: started ? formatCount(sent) : '—',
        openRate: formatPercent(openRate),
        clickRate: formatPercent(clickRate),
        date: formatDate(at, timezone),
      }))}
    />
  )
}
