import { useFetcher, useRevalidator } from '@remix-run/react'
import { BlockStack, Card, Layout, Page, Text } from '@shopify/polaris'
import type { CampaignAnswer } from '#app/campaigns/actions.ts'
import { ProgressCard } from '#app/campaigns/ProgressCard.tsx'
import { SkipList } from '#app/campaigns/SkipList.tsx'
import { skippedTotal } from '#app/campaigns/skip-words.ts'
import { StatusBadge } from '#app/campaigns/StatusBadge.tsx'
import { formatCount } from '#app/ui/format.ts'
import { useRevalidateEvery } from '#app/ui/useRevalidateEvery.ts'
import { useToast } from '#app/ui/useToast.ts'
import { AnalyticsPanel } from './AnalyticsPanel.tsx'
import { FactsCard } from './FactsCard.tsx'
import { FindMemberForm } from './FindMemberForm.tsx'
import { LinkTable } from './LinkTable.tsx'
import type { Report } from './report.server.ts'

const WHILE_SENDING = 2000

/** A started campaign: how far it is, and what came of it. */
export function CampaignReport({ report }: { report: Report }) {
  const { campaign, analytics, series, links, progress, segment } = report
  const revalidator = useRevalidator()
  const asking = useFetcher<CampaignAnswer>()
  useToast(asking.data)
  const isUnderWay = campaign.status === 'preparing' || campaign.status === 'sending'
  useRevalidateEvery(isUnderWay ? WHILE_SENDING : null)
  const ask = (intent: 'pause' | 'resume') => asking.submit({ intent }, { method: 'post', encType: 'application/json' })
  const skipped = skippedTotal(progress.skipped)
  return (
    <Page
      title={campaign.name}
      titleMetadata={<StatusBadge status={campaign.status} />}
      backAction={{ content: 'Campaigns', url: '/app/campaigns' }}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {campaign.status === 'sent' || campaign.status === 'draft' ? null : (
              <ProgressCard
                status={campaign.status}
                progress={progress}
                pauseReason={campaign.pauseReason}
                problems={asking.data?.problems ?? []}
                busy={asking.state !== 'idle'}
                onPause={() => ask('pause')}
                onResume={() => ask('resume')}
              />
            )}
            <AnalyticsPanel
              analytics={analytics}
              series={series}
              refreshing={!isUnderWay && revalidator.state !== 'idle'}
              onRefresh={() => revalidator.revalidate()}
            />
            <LinkTable performance={links} tracked={campaign.trackClicks} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <FactsCard campaign={campaign} segment={segment} progress={progress} />
            {skipped > 0 ? (
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    {formatCount(skipped)} skipped
                  </Text>
                  <SkipList counts={progress.skipped} />
                </BlockStack>
              </Card>
            ) : null}
            <Card>
              <BlockStack gap="300">
                <Text as="h2" variant="headingMd">
                  Why didn’t they get it?
                </Text>
                <FindMemberForm campaignId={campaign.campaignId} />
              </BlockStack>
            </Card>
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  )
}
