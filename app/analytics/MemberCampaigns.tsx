import { Link } from '@remix-run/react'
import { Badge, BlockStack, Card, Divider, InlineStack, Text } from '@shopify/polaris'
import { Fragment } from 'react'
import { Time } from '#app/ui/Time.tsx'
import { explanation, type MemberCampaign, momentWords, OUTCOME_BADGES } from './member-campaigns.ts'

/** A member's last campaigns and what became of each. */
export function MemberCampaigns({ campaigns }: { campaigns: MemberCampaign[] }) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Last campaigns
        </Text>
        {campaigns.length === 0 ? (
          <Text as="p" tone="subdued">
            This member was in no campaign yet.
          </Text>
        ) : null}
        {campaigns.map((campaign, index) => (
          <Fragment key={campaign.campaignId}>
            {index > 0 ? <Divider /> : null}
            <Entry campaign={campaign} />
          </Fragment>
        ))}
      </BlockStack>
    </Card>
  )
}

function Entry({ campaign }: { campaign: MemberCampaign }) {
  const { text, tone } = OUTCOME_BADGES[campaign.outcome]
  const why = explanation(campaign)
  return (
    <BlockStack gap="100">
      <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
        <Link to={`/app/campaigns/${campaign.campaignId}`} style={LINK}>
          {campaign.name}
        </Link>
        <Badge {...(tone ? { tone } : {})}>{text}</Badge>
      </InlineStack>
      {why ? (
        <Text as="p" variant="bodySm" tone="subdued">
          {why}
        </Text>
      ) : null}
      <Text as="p" variant="bodySm" tone="subdued">
        {campaign.state === 'sent' ? 'Sent ' : ''}
        <Time at={campaign.at} />
        {campaign.moments.map((moment) => (
          <Fragment key={moment.name}>
            {moment.name === 'sent' ? null : (
              <>
                {' · '}
                <span style={{ whiteSpace: 'nowrap' }}>
                  {momentWords(moment)} <Time at={moment.at} />
                </span>
              </>
            )}
          </Fragment>
        ))}
      </Text>
    </BlockStack>
  )
}

const LINK = {
  color: 'var(--p-color-text-link)',
  fontWeight: 'var(--p-font-weight-medium)',
  textDecoration: 'none',
  overflowWrap: 'anywhere',
} as const
