import { Menu } from '#app/ui/actions/Menu.tsx'
import type { CampaignStatus } from './draft.ts'

type Row = { id: number; name: string; status: CampaignStatus; archived?: boolean }
export type RowAction = 'duplicate' | 'delete' | 'archive' | 'unarchive'
export type OnAct = (row: Row, action: RowAction) => void

const MAY_BE_ARCHIVED: readonly CampaignStatus[] = ['draft', 'sent', 'cancelled']

/** What can be done to a campaign from the list. */
export function RowActions({ row, onAct }: { row: Row; onAct: OnAct }) {
  return (
    // A press on what is in a row opens the row's page, unless it ends here.
    <div role="presentation" style={{ display: 'flex' }} onClick={(event) => event.stopPropagation()}>
      <Menu
        label={`Actions for ${row.name}`}
        items={[
          { content: 'Duplicate', onAction: () => onAct(row, 'duplicate') },
          ...archiving(row, onAct),
          ...(row.status === 'draft'
            ? [{ content: 'Delete', destructive: true, onAction: () => onAct(row, 'delete') }]
            : []),
        ]}
      />
    </div>
  )
}

function archiving(row: Row, onAct: OnAct) {
  if (row.archived) return [{ content: 'Restore from archive', onAction: () => onAct(row, 'unarchive') }]
  return MAY_BE_ARCHIVED.includes(row.status) ? [{ content: 'Archive', onAction: () => onAct(row, 'archive') }] : []
}
