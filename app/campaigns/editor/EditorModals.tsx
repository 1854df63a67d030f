import type { WallClock } from '#app/platform/text/wall-clock.ts'
import type { Manifest } from '#app/sending/manifest.ts'
import type { CampaignAnswer } from '../actions.ts'
import { DeleteModal } from '../DeleteModal.tsx'
import type { CampaignDraft } from '../draft.ts'
import { ScheduleModal } from '../schedule/ScheduleModal.tsx'
import { SendModal } from '../send/SendModal.tsx'
import type { StartTime } from '../start-time.ts'
import { TemplateModal } from './TemplateModal.tsx'
import { TestModal } from './TestModal.tsx'

export type EditorModal = 'send' | 'schedule' | 'test' | 'template' | 'delete'

type Props = {
  open: EditorModal | null
  draft: CampaignDraft
  segmentName: string
  audience: Manifest | null
  problems: string[]
  warnings: string[]
  proposed: WallClock
  tested: { error?: string | undefined; detail?: string | undefined; sentTo?: string | undefined }
  /** What became of keeping the design as a template. */
  kept: { error?: string | undefined; saved?: string | undefined }
  answeredStart: CampaignAnswer['start']
  busyWith: string | null
  onTest: (address: string) => void
  onKeep: (name: string) => void
  onAsk: (intent: 'send' | 'schedule' | 'delete', more?: { start: StartTime }) => void
  onClose: () => void
}

/** What the editor asks before it does it. */
export function EditorModals(props: Props) {
  const { open, draft, audience, problems, warnings, busyWith, onAsk, onClose } = props
  return (
    <>
      <SendModal
        open={open === 'send'}
        sending={busyWith === 'send'}
        segmentName={props.segmentName}
        audience={audience}
        problems={problems}
        warnings={warnings}
        onSend={() => onAsk('send')}
        onClose={onClose}
      />
      <ScheduleModal
        open={open === 'schedule'}
        scheduling={busyWith === 'schedule'}
        proposed={props.proposed}
        problems={problems}
        answer={props.answeredStart}
        onSchedule={(start) => onAsk('schedule', { start })}
        onClose={onClose}
      />
      <TestModal
        open={open === 'test'}
        sending={busyWith === 'test'}
        {...props.tested}
        onSend={props.onTest}
        onClose={onClose}
      />
      <TemplateModal
        open={open === 'template'}
        saving={busyWith === 'save-template'}
        {...props.kept}
        onSave={props.onKeep}
        onClose={onClose}
      />
      <DeleteModal
        name={open === 'delete' ? draft.name : null}
        loading={busyWith === 'delete'}
        onConfirm={() => onAsk('delete')}
        onClose={onClose}
      />
    </>
  )
}
