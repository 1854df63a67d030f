import { useFetcher, useRevalidator } from '@remix-run/react'
import { useState } from 'react'
import type { SendProgress } from '#app/campaigns/send/progress.server.ts'
import type { CampaignAnswer } from '#app/campaigns/actions.ts'
import { CancelModal } from '#app/campaigns/send/CancelModal.tsx'
import { ResendModal } from '#app/campaigns/send/ResendModal.tsx'
import { ProgressCard, type UnderWay } from '#app/campaigns/send/ProgressCard.tsx'
import { SkipList } from '#app/campaigns/send/SkipList.tsx'
import { skippedTotal } from '#app/campaigns/send/skip-words.ts'
import { StatusBadge } from '#app/campaigns/StatusBadge.tsx'
import { useCampaignToasts } from '#app/campaigns/useCampaignToasts.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Columns, MainColumn, SideColumn } from '#app/ui/layout/Columns.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { useProgress } from '#app/ui/hooks/useProgress.ts'
import { AnalyticsPanel } from './AnalyticsPanel.tsx'
import { ClickAuditCard } from './ClickAuditCard.tsx'
import { FactsCard } from './FactsCard.tsx'
import { FindMemberForm } from './FindMemberForm.tsx'
import { LastEventsCard } from './LastEventsCard.tsx'
import { ManifestCard } from './ManifestCard.tsx'
import { LinkTable } from './LinkTable.tsx'
import { ReasonsCard } from './ReasonsCard.tsx'
import type { Report } from './report.server.ts'

/** The figures change of themselves when the state does, or when a cancelled campaign's last email is settled. */
const stageOf = ({ status, progress }: SendProgress) => `${status} ${isSettling(status, progress)}`

/** A started campaign: how far it is, and what came of it. */
export function CampaignReport({ report }: { report: Report }) {
  const { campaign, analytics, series, links, audit, lastEvents } = report
  const revalidator = useRevalidator()
  const asking = useFetcher<CampaignAnswer>()
  useCampaignToasts(asking)
  const isUnderWay = campaign.status === 'preparing' || campaign.status === 'sending'
  const { progress } = useProgress<SendProgress>({
    url: `/app/campaigns/${campaign.campaignId}/progress`,
    loaded: { status: campaign.status, progress: report.progress },
    isUnderWay: isUnderWay || isSettling(campaign.status, report.progress),
    stageOf,
  })
  const [modal, setModal] = useState<'cancel' | 'resend' | null>(null)
  const [answered, setAnswered] = useState(asking.data)
  if (asking.data !== answered) {
    setAnswered(asking.data)
    if (asking.data?.toast) setModal(null)
  }
  const ask = (intent: 'pause' | 'resume' | 'cancel' | 'duplicate' | 'resend', more: Record<string, string> = {}) =>
    asking.submit({ intent, ...more }, { method: 'post', encType: 'application/json' })
  const mayResend = campaign.status === 'sent' || campaign.status === 'cancelled'
  const underWay = underWayOf(campaign)
  return (
    <Page
      title={campaign.name}
      accessory={<StatusBadge status={campaign.status} />}
      backAction={{ content: 'Campaigns', url: '/app/campaigns' }}
      secondaryActions={[
        ...(mayResend ? [{ content: 'Send again', onAction: () => setModal('resend') }] : []),
        { content: 'Duplicate', onAction: () => ask('duplicate') },
      ]}
    >
      <Columns>
        <MainColumn>
          <Stack gap="large">
            {underWay ? (
              <ProgressCard
                campaign={underWay}
                progress={progress}
                problems={asking.data?.problems ?? []}
                busy={asking.state !== 'idle'}
                onPause={() => ask('pause')}
                onResume={() => ask('resume')}
                onCancel={() => setModal('cancel')}
              />
            ) : null}
            <AnalyticsPanel
              analytics={analytics}
              series={series}
              refreshing={!isUnderWay && revalidator.state !== 'idle'}
              onRefresh={() => revalidator.revalidate()}
            />
            <LinkTable performance={links} tracked={campaign.trackClicks} />
            {campaign.trackClicks && analytics.counts.sent > 0 ? (
              <ClickAuditCard campaignId={campaign.campaignId} audit={audit} />
            ) : null}
            {lastEvents.length > 0 ? <LastEventsCard events={lastEvents} /> : null}
          </Stack>
        </MainColumn>
        <SideColumn>
          <Side report={report} progress={progress} />
        </SideColumn>
      </Columns>
      <CancelModal
        open={modal === 'cancel'}
        loading={false}
        progress={progress}
        onConfirm={() => {
          setModal(null)
          ask('cancel')
        }}
        onClose={() => setModal(null)}
      />
      {mayResend ? (
        <ResendModal
          open={modal === 'resend'}
          campaignId={campaign.campaignId}
          subject={campaign.subject}
          sending={asking.state !== 'idle'}
          problems={asking.data?.problems ?? []}
          onSend={(again) => ask('resend', again)}
          onClose={() => setModal(null)}
        />
      ) : null}
    </Page>
  )
}

/** What was sent, what was planned, and who was left out. */
function Side({ report, progress }: { report: Report } & Pick<SendProgress, 'progress'>) {
  const { campaign, segment, manifest, reasons } = report
  const skipped = skippedTotal(progress.skipped)
  return (
    <Stack gap="large">
      <FactsCard campaign={campaign} segment={segment} progress={progress} />
      {manifest && campaign.status !== 'preparing' ? <ManifestCard manifest={manifest} progress={progress} /> : null}
      {skipped > 0 ? (
        <Card>
          <Stack gap="base">
            <Heading>{formatCount(skipped)} skipped</Heading>
            <SkipList counts={progress.skipped} />
          </Stack>
        </Card>
      ) : null}
      {reasons.length > 0 ? <ReasonsCard reasons={reasons} /> : null}
      <Card>
        <Stack gap="base">
          <Heading>Why didn’t they get it?</Heading>
          <FindMemberForm campaignId={campaign.campaignId} />
        </Stack>
      </Card>
    </Stack>
  )
}

function isSettling(status: SendProgress['status'], { queued, sending }: SendProgress['progress']): boolean {
  return status === 'cancelled' && queued + sending > 0
}

function underWayOf({ status, pauseReason, pauseDetail }: Report['campaign']): UnderWay | null {
  if (status !== 'preparing' && status !== 'sending' && status !== 'paused') return null
  return { status, pauseReason, pauseDetail }
}
