import { Menu } from '#app/ui/actions/Menu.tsx'
import type { CampaignStatus } from './draft.ts'

type Row = { id: number; name: string; status: CampaignStatus }
export type OnAct = (row: Row, action: 'duplicate' | 'delete') => void

/** What can be done to a campaign from the list. */
export function RowActions({ row, onAct }: { row: Row; onAct: OnAct }) {
  return (
    // A press on what is in a row opens the row's page, unless it ends here.
    <div role="presentation" style={{ display: 'flex' }} onClick={(event) => event.stopPropagation()}>
      <Menu
        label={`Actions for ${row.name}`}
        items={[
          { content: 'Duplicate', onAction: () => onAct(row, 'duplicate') },
          ...(row.status === 'draft'
            ? [{ content: 'Delete', destructive: true, onAction: () => onAct(row, 'delete') }]
            : []),
        ]}
      />
    </div>
  )
}
