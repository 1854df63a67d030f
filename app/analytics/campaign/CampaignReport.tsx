import { useFetcher, useRevalidator } from '@remix-run/react'
import { BlockStack, Card, Layout, Page, Text } from '@shopify/polaris'
import { useState } from 'react'
import type { CampaignAnswer } from '#app/campaigns/actions.ts'
import { CancelModal } from '#app/campaigns/send/CancelModal.tsx'
import { ProgressCard, type UnderWay } from '#app/campaigns/send/ProgressCard.tsx'
import { SkipList } from '#app/campaigns/send/SkipList.tsx'
import { skippedTotal } from '#app/campaigns/send/skip-words.ts'
import { StatusBadge } from '#app/campaigns/StatusBadge.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { useRevalidateEvery } from '#app/ui/hooks/useRevalidateEvery.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { AnalyticsPanel } from './AnalyticsPanel.tsx'
import { FactsCard } from '../explain/FactsCard.tsx'
import { FindMemberForm } from '../explain/FindMemberForm.tsx'
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
  const isSettling = campaign.status === 'cancelled' && progress.queued + progress.sending > 0
  useRevalidateEvery(isUnderWay || isSettling ? WHILE_SENDING : null)
  const [cancelling, setCancelling] = useState(false)
  const ask = (intent: 'pause' | 'resume' | 'cancel' | 'duplicate') =>
    asking.submit({ intent }, { method: 'post', encType: 'application/json' })
  const underWay = underWayOf(campaign)
  const skipped = skippedTotal(progress.skipped)
  return (
    <Page
      title={campaign.name}
      titleMetadata={<StatusBadge status={campaign.status} />}
      backAction={{ content: 'Campaigns', url: '/app/campaigns' }}
      secondaryActions={[{ content: 'Duplicate', onAction: () => ask('duplicate') }]}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {underWay ? (
              <ProgressCard
                campaign={underWay}
                progress={progress}
                problems={asking.data?.problems ?? []}
                busy={asking.state !== 'idle'}
                onPause={() => ask('pause')}
                onResume={() => ask('resume')}
                onCancel={() => setCancelling(true)}
              />
            ) : null}
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
      <CancelModal
        open={cancelling}
        loading={false}
        progress={progress}
        onConfirm={() => {
          setCancelling(false)
          ask('cancel')
        }}
        onClose={() => setCancelling(false)}
      />
    </Page>
  )
}

function underWayOf({ status, pauseReason, pauseDetail }: Report['campaign']): UnderWay | null {
  if (status !== 'preparing' && status !== 'sending' && status !== 'paused') return null
  return { status, pauseReason, pauseDetail }
}
