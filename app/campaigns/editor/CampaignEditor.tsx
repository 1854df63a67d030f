import { useState } from 'react'
import { Studio } from '#app/designer/studio/Studio.tsx'
import type { WallClock } from '#app/platform/text/wall-clock.ts'
import type { Frequency } from '#app/sending/frequency.server.ts'
import { Page } from '#app/ui/layout/Page.tsx'
import { FormBar } from '#app/ui/forms/FormBar.tsx'
import { useLeave } from '#app/ui/actions/useLeave.ts'
import { AudienceCard } from './AudienceCard.tsx'
import { ChangedBanner } from './ChangedBanner.tsx'
import { EditorLayout } from './EditorLayout.tsx'
import { type EditorModal, EditorModals } from './EditorModals.tsx'
import { MessageCard } from './MessageCard.tsx'
import { PreviewCard } from './PreviewCard.tsx'
import { ReadinessCard } from '../send/ReadinessCard.tsx'
import { SaveState } from './SaveState.tsx'
import { StatusBadge } from '../StatusBadge.tsx'
import type { Tracking } from '../tracking.ts'
import { TrackingCard } from './TrackingCard.tsx'
import { type EditedCampaign, useEditor } from './useEditor.ts'
import { useReader } from './useReader.ts'

/** One that is not saved yet can neither be sent nor deleted. */
type Props = EditedCampaign & {
  segments: { id: number; name: string }[]
  shop: Tracking
  /** The time that is proposed for a start. */
  proposed: WallClock
  limit: Frequency | null
}

/** Writes a campaign, with its preview and its audience beside it. */
export function CampaignEditor({ segments, shop, proposed, limit, ...campaign }: Props) {
  const { saved } = campaign
  const isNew = campaign.campaignId === null
  const { draft, change, discard, unsaved, ask, busyWith, tested, kept, saver, state, ...refused } = useEditor(campaign)
  const [modal, setModal] = useState<EditorModal | null>(null)
  const { audience, chosen, preview, card } = useReader(draft)
  const leave = useLeave()
  const errors = { ...preview?.errors, ...refused.errors }
  const problems = [...new Set([...(preview?.problems ?? []), ...refused.problems])]
  const more = moreActions(Boolean(draft.design), setModal, () => leave(() => ask('duplicate')))
  const shown = <PreviewCard {...card} />
  return (
    <Page
      title={(isNew ? saved.name : draft.name) || 'New campaign'}
      {...(draft.design && { width: 'full' })}
      accessory={
        <>
          <StatusBadge status="draft" /> {isNew ? null : <SaveState state={state} />}
        </>
      }
      backAction={{
        content: 'Campaigns',
        onAction: () => void saver.flush().then(() => leave('/app/campaigns')),
      }}
      {...(isNew ? {} : { primaryAction: { content: 'Send now', onAction: () => setModal('send') } })}
      secondaryActions={isNew ? [] : more}
    >
      <FormBar
        id="campaign"
        dirty={unsaved && busyWith !== 'send'}
        saving={busyWith === 'save' || state.kind === 'saving'}
        onSave={() => (isNew ? ask('save') : void saver.flush())}
        onDiscard={isNew ? () => leave('/app/campaigns') : discard}
      />
      {state.kind === 'changed' ? (
        <ChangedBanner
          mine={draft}
          other={state.other.draft}
          onTake={refused.takeOther}
          onKeep={() => saver.keepMine()}
        />
      ) : null}
      <EditorLayout
        message={<MessageCard value={draft} errors={errors} hasOwnHtml={!draft.design} onChange={change} />}
        preview={shown}
        settings={
          <>
            <AudienceCard
              segments={segments}
              segmentId={draft.segmentId}
              count={audience}
              error={errors.segmentId}
              limit={limit}
              exempt={draft.frequencyExempt}
              onChange={change}
            />
            <TrackingCard value={draft} shop={shop} onChange={change} />
          </>
        }
        readiness={
          <ReadinessCard
            isNew={isNew}
            problems={problems}
            warnings={preview?.warnings ?? []}
            hints={preview?.hints ?? []}
          />
        }
        studio={
          draft.design ? (
            <Studio document={draft.design} onChange={(design) => change({ design })} preview={shown} />
          ) : null
        }
      />
      <EditorModals
        open={modal}
        draft={draft}
        segmentName={segments.find(({ id }) => id === draft.segmentId)?.name ?? ''}
        audience={audience}
        problems={problems}
        warnings={preview?.warnings ?? []}
        proposed={proposed}
        tested={tested}
        kept={kept}
        answeredStart={refused.answeredStart}
        busyWith={busyWith}
        onTest={(address) => ask('test', { address, ...(chosen ? { memberId: chosen } : {}) })}
        onKeep={(name) => ask('save-template', { name })}
        onAsk={ask}
        onClose={() => setModal(null)}
      />
    </Page>
  )
}

/** What else can be done with a draft that is saved. */
const moreActions = (isDesigned: boolean, onModal: (modal: EditorModal) => void, onDuplicate: () => void) => [
  { content: 'Schedule', onAction: () => onModal('schedule') },
  { content: 'Send test email', onAction: () => onModal('test') },
  { content: 'Duplicate', onAction: onDuplicate },
  ...(isDesigned ? [{ content: 'Save as template', onAction: () => onModal('template') }] : []),
  { content: 'Delete', destructive: true, onAction: () => onModal('delete') },
]
