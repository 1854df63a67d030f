import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import type { HeldRow } from './HeldList.tsx'

type Props = {
  /** Whom it is about; nobody while it is closed. */
  row: HeldRow | null
  loading: boolean
  onConfirm: (row: HeldRow) => void
  onClose: () => void
}

/** Says what it means to unsubscribe a customer for good. */
export function UnsubscribeModal({ row, loading, onConfirm, onClose }: Props) {
  return (
    <ConfirmModal
      open={row !== null}
      title={`Unsubscribe ${row?.name ?? 'this customer'}?`}
      confirm="Unsubscribe them"
      destructive
      loading={loading}
      onConfirm={() => row && onConfirm(row)}
      onClose={onClose}
    >
      <Paragraph breakWord>
        They’ll be unsubscribed from {row?.channels ?? 'email'}, and Shopify is told right away. You can’t undo this:
        only the customer can subscribe again.
      </Paragraph>
    </ConfirmModal>
  )
}
