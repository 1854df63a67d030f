import { Fragment } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
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
      <Stack gap="large">
        <Inline justify="between" align="center" gap="small">
          <Heading>Bounce history</Heading>
          {canClear ? <Button onClick={onClear}>Clear bounce</Button> : null}
        </Inline>
        {error ? <Banner tone="critical">{error}</Banner> : null}
        {bounces.rows.length === 0 ? (
          <Paragraph tone="subdued">No emails to this member have bounced, and they’ve never complained.</Paragraph>
        ) : null}
        {bounces.rows.map((bounce, index) => (
          <Fragment key={bounce.bounceId}>
            {index > 0 ? <Divider /> : null}
            <Entry bounce={bounce} />
          </Fragment>
        ))}
        <ListPages pages={bounces} list="bounces" />
      </Stack>
    </Card>
  )
}

function Entry({ bounce }: { bounce: BounceRow }) {
  const { kind, occurredAt, clearedAt, clearedBy, campaign } = bounce
  const server = serverWords(bounce.diagnostic)
  const tone = clearedAt ? undefined : kind === 'soft' ? 'attention' : 'critical'
  return (
    <Stack gap="tight">
      <Inline gap="small" align="center">
        <Badge tone={tone}>{bounceTitle(bounce)}</Badge>
        <Text tone="subdued">
          <Time at={occurredAt} />
        </Text>
      </Inline>
      <Paragraph>
        {bounceWords(bounce)}
        {campaign ? ` In “${campaign}”.` : ''}
      </Paragraph>
      {clearedAt ? null : <Paragraph>{bounceAdvice(bounce)}</Paragraph>}
      {server ? (
        <Paragraph size="small" tone="subdued" breakWord>
          Mail server response: <code>{server}</code>
        </Paragraph>
      ) : null}
      {clearedAt ? (
        <Paragraph size="small" tone="subdued">
          Cleared <Time at={clearedAt} />
          {clearedBy ? ` by ${clearedBy}` : ''}
        </Paragraph>
      ) : null}
    </Stack>
  )
}
