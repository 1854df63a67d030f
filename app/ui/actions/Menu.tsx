import { ActionList, Button, Popover } from '@shopify/polaris'
import { MenuHorizontalIcon } from '@shopify/polaris-icons'
import { useState } from 'react'

type Props = {
  /** What it is called: it shows three dots. */
  label: string
  items: { content: string; destructive?: boolean; onAction: () => void }[]
}

/** What can be done to one of many, behind three dots. */
export function Menu({ label, items }: Props) {
  const [open, setOpen] = useState(false)
  const button = (
    <Button icon={MenuHorizontalIcon} variant="tertiary" accessibilityLabel={label} onClick={() => setOpen(!open)} />
  )
  return (
    <Popover active={open} onClose={() => setOpen(false)} preferredAlignment="right" activator={button}>
      <ActionList
        actionRole="menuitem"
        items={items.map(({ onAction, ...item }) => ({
          ...item,
          onAction: () => {
            setOpen(false)
            onAction()
          },
        }))}
      />
    </Popover>
  )
}
