import { Badge, BlockStack, Button, Card, Divider, InlineStack, Text } from '@shopify/polaris'
import { Fragment } from 'react'
import { ListPages } from '#app/ui/ListPages.tsx'
import { Time } from '#app/ui/Time.tsx'
import type { Pages } from '#app/ui/useKeysetPages.ts'
import { explanation, type MemberCampaign, momentWords, OUTCOME_BADGES } from './member-campaigns.ts'
import { RowLink } from '#app/ui/RowLink.tsx'

type Props = { memberId: string; campaigns: Pages & { rows: MemberCampaign[] } }

/** A member's campaigns, the newest first, and what became of each. */
export function MemberCampaigns({ memberId, campaigns }: Props) {
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            Campaigns
          </Text>
          <Button variant="plain" url={`/app/members/${memberId}/explain`}>
            Why didn’t they get it?
          </Button>
        </InlineStack>
        {campaigns.rows.length === 0 ? (
          <Text as="p" tone="subdued">
            This member was in no campaign yet.
          </Text>
        ) : null}
        {campaigns.rows.map((campaign, index) => (
          <Fragment key={campaign.mailingId}>
            {index > 0 ? <Divider /> : null}
            <Entry memberId={memberId} campaign={campaign} />
          </Fragment>
        ))}
        <ListPages pages={campaigns} list="campaigns" />
      </BlockStack>
    </Card>
  )
}

function Entry({ memberId, campaign }: { memberId: string; campaign: MemberCampaign }) {
  const { text, tone } = OUTCOME_BADGES[campaign.outcome]
  const why = explanation(campaign)
  return (
    <BlockStack gap="100">
      <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
        <RowLink to={`/app/campaigns/${campaign.campaignId}`} look="link">
          {campaign.name}
        </RowLink>
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
      <InlineStack>
        <Button
          variant="plain"
          size="micro"
          url={`/app/members/${memberId}/explain?campaign=${campaign.campaignId}`}
          accessibilityLabel={`Step by step: ${campaign.name}`}
        >
          Step by step
        </Button>
      </InlineStack>
    </BlockStack>
  )
}
