import { BlockStack, Box, Button, Card, InlineGrid, InlineStack, Link, Text } from '@shopify/polaris'
import { formatCount, formatPercent } from '#app/ui/format/format.ts'
import { StatusBadge } from '#app/campaigns/StatusBadge.tsx'
import { ListPages } from '#app/ui/tables/ListPages.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import type { Pages } from '#app/ui/tables/useKeysetPages.ts'
import type { CampaignRow } from './segment.server.ts'

type Props = {
  campaigns: Pages & { rows: CampaignRow[] }
  /** The campaign whose analytics are shown. */
  shown: number | null
  onShow: (campaignId: number) => void
}

/** A segment's campaigns: what each reached, and which one the analytics panel shows. */
export function SegmentCampaigns({ campaigns, shown, onShow }: Props) {
  return (
    <Card padding="0">
      {campaigns.rows.map((campaign, index) => (
        <div
          key={campaign.campaignId}
          style={{
            padding: 'var(--p-space-400)',
            borderTop: index > 0 ? '1px solid var(--p-color-border-secondary)' : undefined,
            background: campaign.campaignId === shown ? 'var(--p-color-bg-surface-selected)' : undefined,
          }}
        >
          <Row campaign={campaign} isShown={campaign.campaignId === shown} onShow={onShow} />
        </div>
      ))}
      {campaigns.next || campaigns.previous ? (
        <Box padding="400" borderBlockStartWidth="025" borderColor="border-secondary">
          <ListPages pages={campaigns} />
        </Box>
      ) : null}
    </Card>
  )
}

type RowProps = { campaign: CampaignRow; isShown: boolean; onShow: (campaignId: number) => void }

function Row({ campaign, isShown, onShow }: RowProps) {
  const { campaignId, name, status, startedAt, createdAt } = campaign
  return (
    <InlineGrid columns={{ xs: 1, md: ['oneHalf', 'oneHalf'] }} gap="300" alignItems="center">
      <BlockStack gap="100">
        <InlineStack gap="200" blockAlign="center">
          <Link url={`/app/campaigns/${campaignId}`} monochrome removeUnderline>
            <Text as="span" fontWeight="semibold" breakWord>
              {name}
            </Text>
          </Link>
          <StatusBadge status={status} />
        </InlineStack>
        <Text as="span" variant="bodySm" tone="subdued">
          {startedAt ? 'Started ' : 'Created '}
          <Time at={startedAt ?? createdAt} />
        </Text>
      </BlockStack>
      {status === 'draft' ? null : (
        <InlineStack gap="400" align="space-between" blockAlign="center">
          <Number label="Sent" value={formatCount(campaign.sent)} />
          <Number label="Members" value={formatCount(campaign.members)} />
          <Number label="Open rate" value={formatPercent(campaign.openRate)} />
          <Number label="Click rate" value={formatPercent(campaign.clickRate)} />
          <Button pressed={isShown} accessibilityLabel={`Analytics of ${name}`} onClick={() => onShow(campaignId)}>
            Analytics
          </Button>
        </InlineStack>
      )}
    </InlineGrid>
  )
}

function Number({ label, value }: { label: string; value: string }) {
  return (
    <BlockStack>
      <Text as="span" variant="bodySm" tone="subdued">
        {label}
      </Text>
      <Text as="span" numeric>
        {value}
      </Text>
    </BlockStack>
  )
}
