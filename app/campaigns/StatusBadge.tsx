import { Badge } from '@shopify/polaris'
import type { CampaignStatus } from './draft.ts'

/** Where a campaign stands, in a word. */
export function StatusBadge({ status }: { status: CampaignStatus }) {
  switch (status) {
    case 'draft':
      return <Badge>Draft</Badge>
    case 'preparing':
      return <Badge tone="info">Preparing</Badge>
    case 'sending':
      return (
        <Badge tone="attention" progress="partiallyComplete">
          Sending
        </Badge>
      )
    case 'paused':
      return (
        <Badge tone="warning" progress="incomplete">
          Paused
        </Badge>
      )
    case 'sent':
      return (
        <Badge tone="success" progress="complete">
          Sent
        </Badge>
      )
    case 'cancelled':
      return <Badge>Cancelled</Badge>
  }
}
