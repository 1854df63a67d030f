import { Fragment } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { ListPages } from '#app/ui/tables/ListPages.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import type { Pages } from '#app/ui/tables/useKeysetPages.ts'
import { PlainList } from '#app/ui/text/PlainList.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { MomentLine } from '../hits/MomentLine.tsx'
import { explanation, type MemberCampaign, OUTCOME_BADGES, SOURCE_LABELS } from './member-campaigns.ts'
import { RowLink } from '#app/ui/tables/RowLink.tsx'

type Props = { memberId: string; campaigns: Pages & { rows: MemberCampaign[] } }

/** A member's campaigns, the newest first, and what became of each. */
export function MemberCampaigns({ memberId, campaigns }: Props) {
  return (
    <Card>
      <Stack gap="large">
        <Inline justify="between" align="center" gap="small">
          <Heading>Campaigns</Heading>
          <Button variant="plain" url={`/app/members/${memberId}/explain`}>
            Why didn’t they get it?
          </Button>
        </Inline>
        {campaigns.rows.length === 0 ? (
          <Paragraph tone="subdued">This member hasn’t been in a campaign yet.</Paragraph>
        ) : null}
        {campaigns.rows.map((campaign, index) => (
          <Fragment key={campaign.mailingId}>
            {index > 0 ? <Divider /> : null}
            <Entry memberId={memberId} campaign={campaign} />
          </Fragment>
        ))}
        <ListPages pages={campaigns} list="campaigns" />
      </Stack>
    </Card>
  )
}

function Entry({ memberId, campaign }: { memberId: string; campaign: MemberCampaign }) {
  const { campaignId, name, moments } = campaign
  const { text, tone } = OUTCOME_BADGES[campaign.outcome]
  const why = explanation(campaign)
  return (
    <Stack gap="tight">
      <Inline justify="between" align="start" gap="small" wrap={false}>
        {campaignId === null ? (
          <Text weight="medium" breakWord>
            {name}
          </Text>
        ) : (
          <RowLink to={`/app/campaigns/${campaignId}`} look="link">
            {name}
          </RowLink>
        )}
        <Badge tone={tone}>{text}</Badge>
      </Inline>
      <Paragraph size="small" tone="subdued">
        {SOURCE_LABELS[campaign.source]} · {campaign.state === 'sent' ? 'Sent ' : ''}
        <Time at={campaign.at} />
      </Paragraph>
      {why ? (
        <Paragraph size="small" tone="subdued">
          {why}
        </Paragraph>
      ) : null}
      <PlainList gap="tight" ordered>
        {moments.map((moment) =>
          moment.name === 'sent' ? null : (
            <li key={moment.name}>
              <MomentLine moment={moment} />
            </li>
          ),
        )}
      </PlainList>
      {campaignId === null ? null : (
        <Inline>
          <Button
            variant="plain"
            size="tiny"
            url={`/app/members/${memberId}/explain?campaign=${campaignId}`}
            accessibilityLabel={`Step by step: ${name}`}
          >
            Step by step
          </Button>
        </Inline>
      )}
    </Stack>
  )
}
