import { Modal, type ModalProps } from '@shopify/polaris'
import { useRef } from 'react'
import { useFocusReturn } from './useFocusReturn.ts'

/** A dialog: Polaris's, which leaves the focus nowhere when it closes, giving it back to what opened it. */
export function Dialog({ children, ...modal }: ModalProps) {
  const content = useRef<HTMLElement | null>(null)
  useFocusReturn(modal.open, content)
  return (
    <Modal {...modal}>
      <div
        ref={(element) => {
          // Kept once it is gone, too: that it is gone is what is waited for.
          if (element) content.current = element
        }}
      >
        {children}
      </div>
    </Modal>
  )
}
