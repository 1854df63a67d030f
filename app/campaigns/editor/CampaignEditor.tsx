import { useState } from 'react'
import { Studio } from '#app/designer/studio/Studio.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { FormBar } from '#app/ui/forms/FormBar.tsx'
import { useLeave } from '#app/ui/actions/useLeave.ts'
import { AudienceCard } from './AudienceCard.tsx'
import { EditorLayout } from './EditorLayout.tsx'
import { DeleteModal } from '../DeleteModal.tsx'
import type { CampaignDraft } from '../draft.ts'
import { MessageCard } from './MessageCard.tsx'
import { PreviewCard } from './PreviewCard.tsx'
import { ReadinessCard } from '../send/ReadinessCard.tsx'
import { SendModal } from '../send/SendModal.tsx'
import { StatusBadge } from '../StatusBadge.tsx'
import { TemplateModal } from './TemplateModal.tsx'
import { TestModal } from './TestModal.tsx'
import type { Tracking } from '../tracking.ts'
import { TrackingCard } from './TrackingCard.tsx'
import { useAudience } from './useAudience.ts'
import { useEditor } from './useEditor.ts'
import { usePreview } from './usePreview.ts'

type Props = {
  /** A campaign that is not saved yet can neither be sent nor deleted. */
  isNew: boolean
  saved: CampaignDraft
  segments: { id: number; name: string }[]
  shop: Tracking
}

type Modal = 'send' | 'test' | 'template' | 'delete'

/** Writes a campaign, with its preview and its audience beside it. */
export function CampaignEditor({ isNew, saved, segments, shop }: Props) {
  const { draft, change, discard, dirty, ask, busyWith, tested, kept, ...refused } = useEditor(saved)
  const [memberId, setMemberId] = useState('')
  const [modal, setModal] = useState<Modal | null>(null)
  const found = useAudience(draft.segmentId)
  const members = found?.members ?? []
  const chosen = members.some((member) => member.memberId === memberId) ? memberId : (members[0]?.memberId ?? '')
  const { preview, loading } = usePreview(draft, chosen)
  const leave = useLeave()
  const close = () => setModal(null)
  const errors = { ...preview?.errors, ...refused.errors }
  const problems = [...new Set([...(preview?.problems ?? []), ...refused.problems])]
  const more = moreActions(Boolean(draft.design), setModal, () => leave(() => ask('duplicate')))
  const shown = (
    <PreviewCard
      rendered={preview}
      loading={loading}
      members={members.map(({ memberId: id, name, email }) => ({ id, label: name ? `${name} (${email})` : email }))}
      memberId={chosen}
      onMember={setMemberId}
    />
  )
  return (
    <Page
      title={saved.name || 'New campaign'}
      {...(draft.design && { width: 'full' })}
      accessory={<StatusBadge status="draft" />}
      backAction={{ content: 'Campaigns', onAction: () => leave('/app/campaigns') }}
      {...(isNew ? {} : { primaryAction: { content: 'Send now', onAction: () => setModal('send') } })}
      secondaryActions={isNew ? [] : more}
    >
      <FormBar
        id="campaign"
        dirty={dirty && busyWith !== 'send'}
        saving={busyWith === 'save'}
        onSave={() => ask('save')}
        onDiscard={isNew ? () => leave('/app/campaigns') : discard}
      />
      <EditorLayout
        message={<MessageCard value={draft} errors={errors} hasOwnHtml={!draft.design} onChange={change} />}
        preview={shown}
        settings={
          <>
            <AudienceCard
              segments={segments}
              segmentId={draft.segmentId}
              count={found?.audience ?? null}
              error={errors.segmentId}
              onChange={(segmentId) => change({ segmentId })}
            />
            <TrackingCard value={draft} shop={shop} onChange={change} />
          </>
        }
        readiness={<ReadinessCard isNew={isNew} problems={problems} warnings={preview?.warnings ?? []} />}
        studio={
          draft.design ? (
            <Studio document={draft.design} onChange={(design) => change({ design })} preview={shown} />
          ) : null
        }
      />
      <SendModal
        open={modal === 'send'}
        sending={busyWith === 'send'}
        segmentName={segments.find(({ id }) => id === draft.segmentId)?.name ?? ''}
        audience={found?.audience ?? null}
        problems={problems}
        warnings={preview?.warnings ?? []}
        onSend={() => ask('send')}
        onClose={close}
      />
      <TestModal
        open={modal === 'test'}
        sending={busyWith === 'test'}
        {...tested}
        onSend={(address) => ask('test', { address, ...(chosen ? { memberId: chosen } : {}) })}
        onClose={close}
      />
      <TemplateModal
        open={modal === 'template'}
        saving={busyWith === 'save-template'}
        {...kept}
        onSave={(name) => ask('save-template', { name })}
        onClose={close}
      />
      <DeleteModal
        name={modal === 'delete' ? saved.name : null}
        loading={busyWith === 'delete'}
        onConfirm={() => ask('delete')}
        onClose={close}
      />
    </Page>
  )
}

/** What else can be done with a draft that is saved. */
const moreActions = (isDesigned: boolean, onModal: (modal: Modal) => void, onDuplicate: () => void) => [
  { content: 'Send test email', onAction: () => onModal('test') },
  { content: 'Duplicate', onAction: onDuplicate },
  ...(isDesigned ? [{ content: 'Save as template', onAction: () => onModal('template') }] : []),
  { content: 'Delete', destructive: true, onAction: () => onModal('delete') },
]
