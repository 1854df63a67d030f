import { Badge, Banner, BlockStack, Button, Card, Divider, InlineStack, Text } from '@shopify/polaris'
import { Fragment } from 'react'
import { ListPages } from '#app/ui/tables/ListPages.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import type { Pages } from '#app/ui/tables/useKeysetPages.ts'
import { bounceAdvice, bounceTitle, bounceWords, serverWords } from './bounce-words.ts'
import type { BounceKind } from './bounces.server.ts'

type BounceRow = {
  bounceId: string
  kind: BounceKind
  bounceType: string | null
  subType: string | null
  diagnostic: string | null
  occurredAt: string
  clearedAt: string | null
  clearedBy: string | null
  /** The campaign's name, when the bounce could be traced to one. */
  campaign: string | null
}

type Props = {
  bounces: Pages & { rows: BounceRow[] }
  canClear: boolean
  /** Why clearing failed. */
  error: string | undefined
  onClear: () => void
}

/** Every bounce and complaint, in the words of a person and those of the mail server. */
export function BouncesCard({ bounces, canClear, error, onClear }: Props) {
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            Bounce history
          </Text>
          {canClear ? <Button onClick={onClear}>Clear bounce</Button> : null}
        </InlineStack>
        {error ? <Banner tone="critical">{error}</Banner> : null}
        {bounces.rows.length === 0 ? (
          <Text as="p" tone="subdued">
            No e-mail to this member has bounced, and they never complained.
          </Text>
        ) : null}
        {bounces.rows.map((bounce, index) => (
          <Fragment key={bounce.bounceId}>
            {index > 0 ? <Divider /> : null}
            <Entry bounce={bounce} />
          </Fragment>
        ))}
        <ListPages pages={bounces} list="bounces" />
      </BlockStack>
    </Card>
  )
}

function Entry({ bounce }: { bounce: BounceRow }) {
  const { kind, occurredAt, clearedAt, clearedBy, campaign } = bounce
  const server = serverWords(bounce.diagnostic)
  const tone = clearedAt ? undefined : kind === 'soft' ? 'attention' : 'critical'
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <Badge {...(tone ? { tone } : {})}>{bounceTitle(bounce)}</Badge>
        <Text as="span" tone="subdued">
          <Time at={occurredAt} />
        </Text>
      </InlineStack>
      <Text as="p">
        {bounceWords(bounce)}
        {campaign ? ` In “${campaign}”.` : ''}
      </Text>
      {clearedAt ? null : <Text as="p">{bounceAdvice(bounce)}</Text>}
      {server ? (
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          The mail server wrote: <code>{server}</code>
        </Text>
      ) : null}
      {clearedAt ? (
        <Text as="p" variant="bodySm" tone="subdued">
          Cleared <Time at={clearedAt} />
          {clearedBy ? ` by ${clearedBy}` : ''}
        </Text>
      ) : null}
    </BlockStack>
  )
}
