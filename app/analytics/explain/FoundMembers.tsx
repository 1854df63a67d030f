import { Badge, BlockStack, Divider, InlineStack, Text } from '@shopify/polaris'
import { Fragment } from 'react'
import type { FoundMember } from './found-members.server.ts'
import { OUTCOME_BADGES } from '../campaign/member-campaigns.ts'
import { RowLink } from '#app/ui/tables/RowLink.tsx'

/** Members by that name or address, each with what the campaign came to for them and the way to the reason. */
export function FoundMembers({ members, campaignId }: { members: FoundMember[]; campaignId: number }) {
  return (
    <BlockStack gap="300">
      {members.map(({ memberId, name, email, outcome }, index) => {
        const { text, tone } = outcome ? OUTCOME_BADGES[outcome] : NOT_A_RECIPIENT
        return (
          <Fragment key={memberId}>
            {index > 0 ? <Divider /> : null}
            <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
              <BlockStack>
                <RowLink to={`/app/members/${memberId}/explain?campaign=${campaignId}`} look="link">
                  {name}
                </RowLink>
                <Text as="span" variant="bodySm" tone="subdued" breakWord>
                  {email ?? 'Shopify shares no address'}
                </Text>
              </BlockStack>
              <Badge {...(tone ? { tone } : {})}>{text}</Badge>
            </InlineStack>
          </Fragment>
        )
      })}
    </BlockStack>
  )
}

const NOT_A_RECIPIENT: { text: string; tone?: 'info' } = { text: 'Not a recipient' }
