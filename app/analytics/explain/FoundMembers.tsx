import { Fragment } from 'react'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import type { FoundMember } from './found-members.server.ts'
import { OUTCOME_BADGES } from '../member/member-campaigns.ts'
import { RowLink } from '#app/ui/tables/RowLink.tsx'

/** Members by that name or address, each with what the campaign came to for them and the way to the reason. */
export function FoundMembers({ members, campaignId }: { members: FoundMember[]; campaignId: number }) {
  return (
    <Stack gap="base">
      {members.map(({ memberId, name, email, outcome }, index) => {
        const { text, tone } = outcome ? OUTCOME_BADGES[outcome] : NOT_A_RECIPIENT
        return (
          <Fragment key={memberId}>
            {index > 0 ? <Divider /> : null}
            <Inline justify="between" align="start" gap="small" wrap={false}>
              <Stack>
                <RowLink to={`/app/members/${memberId}/explain?campaign=${campaignId}`} look="link">
                  {name}
                </RowLink>
                <Text size="small" tone="subdued" breakWord>
                  {email ?? 'Address not shared by Shopify'}
                </Text>
              </Stack>
              <Badge tone={tone}>{text}</Badge>
            </Inline>
          </Fragment>
        )
      })}
    </Stack>
  )
}

const NOT_A_RECIPIENT: { text: string; tone?: 'info' } = { text: 'Not a recipient' }
