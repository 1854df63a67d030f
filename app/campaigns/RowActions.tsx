import { ActionList, Button, Popover } from '@shopify/polaris'
import { MenuHorizontalIcon } from '@shopify/polaris-icons'
import { useState } from 'react'
import type { CampaignStatus } from './draft.ts'

type Row = { id: number; name: string; status: CampaignStatus }
export type OnAct = (row: Row, action: 'duplicate' | 'delete') => void

/** What can be done to a campaign from the list. */
export function RowActions({ row, onAct }: { row: Row; onAct: OnAct }) {
  const [open, setOpen] = useState(false)
  const act = (action: 'duplicate' | 'delete') => () => {
    setOpen(false)
    onAct(row, action)
  }
  return (
    // A press on what is in a row opens the row's page, unless it ends here.
    <div role="presentation" style={{ display: 'flex' }} onClick={(event) => event.stopPropagation()}>
      <Popover
        active={open}
        onClose={() => setOpen(false)}
        preferredAlignment="right"
        activator={
          <Button
            icon={MenuHorizontalIcon}
            variant="tertiary"
            accessibilityLabel={`Actions for ${row.name}`}
            onClick={() => setOpen((was) => !was)}
          />
        }
      >
        <ActionList
          actionRole="menuitem"
          items={[
            { content: 'Duplicate', onAction: act('duplicate') },
            ...(row.status === 'draft' ? [{ content: 'Delete', destructive: true, onAction: act('delete') }] : []),
          ]}
        />
      </Popover>
    </div>
  )
}
