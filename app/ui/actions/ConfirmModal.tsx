import type { ReactNode } from 'react'
import { Stack } from '../layout/Stack.tsx'
import { Dialog } from './Dialog.tsx'

type Props = {
  open: boolean
  title: string
  /** What will happen and what it costs. */
  children: ReactNode
  /** The word on the button: what is done, not OK. */
  confirm: string
  /** The word on the button that leaves all as it is. */
  dismiss?: string
  destructive?: boolean
  /** There is nothing to do, or not yet. */
  disabled?: boolean
  loading?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that can not be taken back. */
export function ConfirmModal(props: Props) {
  const {
    open,
    title,
    children,
    confirm,
    dismiss = 'Cancel',
    destructive = false,
    disabled = false,
    loading = false,
    onConfirm,
    onClose,
  } = props
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      primaryAction={{ content: confirm, destructive, disabled, loading, onAction: onConfirm }}
      secondaryActions={[{ content: dismiss, onAction: onClose }]}
    >
      <Stack gap="base">{children}</Stack>
    </Dialog>
  )
}
