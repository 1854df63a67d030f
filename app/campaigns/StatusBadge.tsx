import { Badge } from '#app/ui/text/Badge.tsx'
import type { CampaignStatus } from './draft.ts'

/** Where a campaign stands, in a word. */
export function StatusBadge({ status }: { status: CampaignStatus }) {
  switch (status) {
    case 'draft':
      return <Badge>Draft</Badge>
    case 'scheduled':
      return <Badge tone="info">Scheduled</Badge>
    case 'missed':
      return <Badge tone="warning">Missed</Badge>
    case 'stopped':
      return <Badge tone="critical">Not started</Badge>
    case 'preparing':
      return <Badge tone="info">Preparing</Badge>
    case 'sending':
      return (
        <Badge tone="attention" progress="some">
          Sending
        </Badge>
      )
    case 'paused':
      return (
        <Badge tone="warning" progress="none">
          Paused
        </Badge>
      )
    case 'sent':
      return (
        <Badge tone="success" progress="all">
          Sent
        </Badge>
      )
    case 'cancelled':
      return <Badge>Cancelled</Badge>
  }
}
