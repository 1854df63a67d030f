import type { Progress } from '#app/sending/recipients.server.ts'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { cancelWords } from './progress-words.ts'

type Props = { open: boolean; loading: boolean; progress: Progress; onConfirm: () => void; onClose: () => void }

/** Says who has got the campaign and who will not, before it is given up. */
export function CancelModal({ open, loading, progress, onConfirm, onClose }: Props) {
  return (
    <ConfirmModal
      open={open}
      title="Cancel this campaign?"
      confirm="Cancel campaign"
      dismiss="Keep campaign"
      destructive
      loading={loading}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {cancelWords(progress).map((sentence) => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
    </ConfirmModal>
  )
}
