import { ActionList, Button, Popover } from '@shopify/polaris'
import { useState } from 'react'
import { given } from '../given.ts'

type Props = {
  children: string
  size?: 'small'
  items: { content: string; onAction: () => void }[]
}

/** A button that opens a list of what can be done. */
export function MenuButton({ children, size, items }: Props) {
  const [open, setOpen] = useState(false)
  const button = (
    <Button disclosure {...given({ size: size && ('slim' as const) })} onClick={() => setOpen(!open)}>
      {children}
    </Button>
  )
  return (
    <Popover active={open} onClose={() => setOpen(false)} preferredAlignment="left" activator={button}>
      <ActionList
        actionRole="menuitem"
        items={items.map(({ content, onAction }) => ({
          content,
          onAction: () => {
            setOpen(false)
            onAction()
          },
        }))}
      />
    </Popover>
  )
}
