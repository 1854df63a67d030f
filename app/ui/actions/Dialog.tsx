import { Modal } from '@shopify/polaris'
import { type ReactNode, useRef } from 'react'
import { given } from '../given.ts'
import type { Action } from './action.ts'
import { useFocusReturn } from './useFocusReturn.ts'

type Props = {
  open: boolean
  title: string
  primaryAction?: Action
  secondaryActions: Action[]
  onClose: () => void
  children: ReactNode
}

/** A dialog: Polaris's, which leaves the focus nowhere when it closes, giving it back to what opened it. */
export function Dialog({ open, title, primaryAction, secondaryActions, onClose, children }: Props) {
  const content = useRef<HTMLElement | null>(null)
  useFocusReturn(open, content)
  return (
    <Modal open={open} title={title} onClose={onClose} {...given({ primaryAction, secondaryActions })}>
      <div
        ref={(element) => {
          // Kept once it is gone, too: that it is gone is what is waited for.
          if (element) content.current = element
        }}
      >
        <Modal.Section>{children}</Modal.Section>
      </div>
    </Modal>
  )
}
