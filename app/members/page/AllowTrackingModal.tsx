import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'

type Props = { open: boolean; loading: boolean; onConfirm: () => void; onClose: () => void }

/** Asks before somebody's own choice is overruled. */
export function AllowTrackingModal({ open, loading, onConfirm, onClose }: Props) {
  return (
    <ConfirmModal
      open={open}
      title="Track this member again?"
      confirm="Track again"
      loading={loading}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Paragraph>
        Their browser asked not to be tracked. Only continue if the customer asked you to: from the next email on, their
        opens and clicks are recorded again.
      </Paragraph>
    </ConfirmModal>
  )
}
