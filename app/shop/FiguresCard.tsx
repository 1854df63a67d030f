import { BlockStack, Card, InlineGrid, Link, Text } from '@shopify/polaris'
import { Figure } from '#app/ui/Figure.tsx'
import { formatCount, formatPercent } from '#app/ui/format.ts'

type LastCampaign = {
  campaignId: number
  name: string
  status: string
  sent: number
  openRate: number | null
  clickRate: number | null
}

type Props = {
  audience: { members: number; reachable: number; unsubscribed: number }
  last: LastCampaign | null
  ratesOver: 'delivered' | 'sent'
}

/** The numbers of today: who can be mailed, and how the last campaign went. */
export function FiguresCard({ audience, last, ratesOver }: Props) {
  const { members, reachable, unsubscribed } = audience
  const share = (count: number) => (members > 0 ? `${formatPercent(count / members, 0)} of members` : undefined)
  return (
    <Card>
      <BlockStack gap="400">
        <InlineGrid columns={{ xs: 2, md: last ? 5 : 3 }} gap="400">
          <Figure label="Members" value={formatCount(members)} />
          <Figure label="Can be mailed" value={formatCount(reachable)}>
            {share(reachable)}
          </Figure>
          <Figure label="Unsubscribed" value={formatCount(unsubscribed)}>
            {share(unsubscribed)}
          </Figure>
          {last ? (
            <>
              <Figure label="Open rate" value={formatPercent(last.openRate)}>
                of {ratesOver} e-mails
              </Figure>
              <Figure label="Click rate" value={formatPercent(last.clickRate)}>
                of {ratesOver} e-mails
              </Figure>
            </>
          ) : null}
        </InlineGrid>
        {last ? (
          <Text as="p" variant="bodySm" tone="subdued" breakWord>
            Rates are those of your last campaign, <Link url={`/app/campaigns/${last.campaignId}`}>{last.name}</Link>,
            sent to {formatCount(last.sent)}
            {last.status === 'sent' ? '' : ' so far'}.
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  )
}
