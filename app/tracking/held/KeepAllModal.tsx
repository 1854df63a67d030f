import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { formatCountOf } from '#app/ui/format/format.ts'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'

type Props = { open: boolean; count: number; loading: boolean; onConfirm: () => void; onClose: () => void }

/** Says what it means to keep everybody subscribed at once. */
export function KeepAllModal({ open, count, loading, onConfirm, onClose }: Props) {
  return (
    <ConfirmModal
      open={open}
      title={`Keep ${formatCountOf(count, 'customer')} subscribed?`}
      confirm="Keep all subscribed"
      loading={loading}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Paragraph>
        They stay subscribed, and this list is emptied. Each decision is noted in the customer’s consent history.
        Whoever wants to leave can still unsubscribe in any of your emails.
      </Paragraph>
    </ConfirmModal>
  )
}
