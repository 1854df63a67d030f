import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'

type Props = {
  /** Of the draft that is asked about; null for none. */
  name: string | null
  loading: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before a draft is deleted. */
export function DeleteModal({ name, loading, onConfirm, onClose }: Props) {
  return (
    <ConfirmModal
      open={name !== null}
      title="Delete this draft?"
      confirm="Delete draft"
      destructive
      loading={loading}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Paragraph breakWord>“{name}” and its HTML will be deleted. This can’t be undone.</Paragraph>
    </ConfirmModal>
  )
}
