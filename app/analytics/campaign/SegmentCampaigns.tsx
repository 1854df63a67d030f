import { Button } from '#app/ui/actions/Button.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { formatCount, formatPercent } from '#app/ui/format/format.ts'
import { hasStarted } from '#app/campaigns/draft.ts'
import { StatusBadge } from '#app/campaigns/StatusBadge.tsx'
import { ListPages } from '#app/ui/tables/ListPages.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import type { Pages } from '#app/ui/tables/useKeysetPages.ts'
import { COLORS, space } from '#app/ui/layout/tokens.ts'
import type { SegmentCampaign } from './segment.server.ts'

type Props = {
  campaigns: Pages & { rows: SegmentCampaign[] }
  /** The campaign whose analytics are shown. */
  shown: number | null
  onShow: (campaignId: number) => void
}

/** A segment's campaigns: what each reached, and which one the analytics panel shows. */
export function SegmentCampaigns({ campaigns, shown, onShow }: Props) {
  return (
    <Card padding="none">
      {campaigns.rows.map((campaign, index) => (
        <div
          key={campaign.campaignId}
          style={{
            padding: space('large'),
            borderTop: index > 0 ? `1px solid ${COLORS.faintLine}` : undefined,
            background: campaign.campaignId === shown ? COLORS.chosen : undefined,
          }}
        >
          <Row campaign={campaign} isShown={campaign.campaignId === shown} onShow={onShow} />
        </div>
      ))}
      {campaigns.next || campaigns.previous ? (
        <Box padding="large" line="above">
          <ListPages pages={campaigns} />
        </Box>
      ) : null}
    </Card>
  )
}

type RowProps = { campaign: SegmentCampaign; isShown: boolean; onShow: (campaignId: number) => void }

function Row({ campaign, isShown, onShow }: RowProps) {
  const { campaignId, name, status, startedAt, createdAt } = campaign
  return (
    <Grid columns={{ phone: 1, desktop: 2 }} gap="base" align="center">
      <Stack gap="tight">
        <Inline gap="small" align="center">
          <RowLink to={`/app/campaigns/${campaignId}`} look="name">
            {name}
          </RowLink>
          <StatusBadge status={status} />
        </Inline>
        <Text size="small" tone="subdued">
          {startedAt ? 'Started ' : 'Created '}
          <Time at={startedAt ?? createdAt} />
        </Text>
      </Stack>
      {hasStarted(status) ? (
        <Inline gap="large" justify="between" align="center">
          <Number label="Sent" value={formatCount(campaign.sent)} />
          <Number label="Members" value={formatCount(campaign.members)} />
          <Number label="Open rate" value={formatPercent(campaign.openRate)} />
          <Number label="Click rate" value={formatPercent(campaign.clickRate)} />
          <Button pressed={isShown} accessibilityLabel={`Analytics of ${name}`} onClick={() => onShow(campaignId)}>
            Analytics
          </Button>
        </Inline>
      ) : null}
    </Grid>
  )
}

function Number({ label, value }: { label: string; value: string }) {
  return (
    <Stack>
      <Text size="small" tone="subdued">
        {label}
      </Text>
      <Text numeric>{value}</Text>
    </Stack>
  )
}
