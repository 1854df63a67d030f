import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { Columns, MainColumn, SideColumn } from '#app/ui/layout/Columns.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import type { CampaignAnswer } from '../actions.ts'
import { PreviewCard } from '../editor/PreviewCard.tsx'
import { useReader } from '../editor/useReader.ts'
import { ReadinessCard } from '../send/ReadinessCard.tsx'
import { SendModal } from '../send/SendModal.tsx'
import { StatusBadge } from '../StatusBadge.tsx'
import { useCampaignToasts } from '../useCampaignToasts.ts'
import { PlanCard } from './PlanCard.tsx'
import { PlanFacts } from './PlanFacts.tsx'
import type { Plan } from './plan.server.ts'
import { ScheduleModal } from '../schedule/ScheduleModal.tsx'
import type { StartTime } from '../start-time.ts'

/** A campaign that waits for its time, or for a person's word once that has passed. */
export function PlannedCampaign({ plan }: { plan: Plan }) {
  const { draft, status, segmentName } = plan
  const fetcher = useFetcher<CampaignAnswer>()
  const [modal, setModal] = useState<'send' | 'time' | null>(null)
  const [asked, setAsked] = useState('')
  useCampaignToasts(fetcher)
  const { audience, preview, card } = useReader(draft)
  const isBusy = fetcher.state !== 'idle'
  const { start, problems: refused = [] } = (isBusy ? undefined : fetcher.data) ?? {}
  const [answered, setAnswered] = useState(fetcher.data)
  if (fetcher.data !== answered) {
    setAnswered(fetcher.data)
    if (fetcher.data?.toast) setModal(null)
  }
  const ask = (intent: string, more: { start?: StartTime } = {}) => {
    setAsked(intent)
    fetcher.submit({ intent, ...more }, { method: 'post', encType: 'application/json' })
  }
  const problems = [...new Set([...(preview?.problems ?? []), ...refused])]
  const busyWith = isBusy ? asked : null
  return (
    <Page
      title={draft.name}
      accessory={<StatusBadge status={status} />}
      backAction={{ content: 'Campaigns', url: '/app/campaigns' }}
      secondaryActions={[{ content: 'Duplicate', onAction: () => ask('duplicate') }]}
    >
      <Columns>
        <MainColumn>
          <Stack gap="large">
            <PlanCard
              plan={plan}
              busyWith={busyWith}
              refused={modal === null ? refused : []}
              onTime={() => setModal('time')}
              onSend={() => setModal('send')}
              onEdit={() => ask('unschedule')}
            />
            <PreviewCard {...card} />
          </Stack>
        </MainColumn>
        <SideColumn>
          <Stack gap="large">
            <PlanFacts plan={plan} count={audience} />
            <ReadinessCard
              isNew={false}
              problems={problems}
              warnings={preview?.warnings ?? []}
              hints={preview?.hints ?? []}
            />
          </Stack>
        </SideColumn>
      </Columns>
      <SendModal
        open={modal === 'send'}
        sending={busyWith === 'start'}
        segmentName={segmentName ?? ''}
        audience={audience}
        problems={problems}
        warnings={preview?.warnings ?? []}
        onSend={() => ask('start')}
        onClose={() => setModal(null)}
      />
      <ScheduleModal
        open={modal === 'time'}
        scheduling={busyWith === 'reschedule'}
        proposed={plan.proposed}
        problems={problems}
        answer={asked === 'reschedule' ? start : undefined}
        onSchedule={(time) => ask('reschedule', { start: time })}
        onClose={() => setModal(null)}
      />
    </Page>
  )
}
