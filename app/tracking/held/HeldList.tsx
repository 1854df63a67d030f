import { Fragment } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { ButtonGroup } from '#app/ui/actions/ButtonGroup.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Link } from '#app/ui/text/Link.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'

export type HeldRow = {
  heldNo: string
  memberId: string
  name: string
  campaign: { campaignId: number; name: string } | null
  at: string
  /** What the link had ended. */
  channels: string
  why: string
}

type Props = {
  rows: HeldRow[]
  busy: boolean
  onKeep: (row: HeldRow) => void
  onUnsubscribe: (row: HeldRow) => void
}

/** Customers whose unsubscribe was taken back, each with why and the two answers. */
export function HeldList({ rows, busy, onKeep, onUnsubscribe }: Props) {
  return (
    <>
      {rows.map((row, index) => (
        <Fragment key={row.heldNo}>
          {index > 0 ? <Divider /> : null}
          <Held row={row} busy={busy} onKeep={() => onKeep(row)} onUnsubscribe={() => onUnsubscribe(row)} />
        </Fragment>
      ))}
    </>
  )
}

type OneProps = { row: HeldRow; busy: boolean; onKeep: () => void; onUnsubscribe: () => void }

function Held({ row, busy, onKeep, onUnsubscribe }: OneProps) {
  const { memberId, name, campaign, at, channels, why } = row
  return (
    <Box padding="large">
      <Stack gap="small">
        <Stack gap="tiny">
          <Heading size="small" breakWord>
            <Link url={`/app/members/${memberId}`} plain>
              {name}
            </Link>
          </Heading>
          <Paragraph breakWord>
            Unsubscribed from {channels} through the link in{' '}
            {campaign ? <Link url={`/app/campaigns/${campaign.campaignId}`}>“{campaign.name}”</Link> : 'an email'},{' '}
            <Time at={at} seconds />
          </Paragraph>
          <Paragraph tone="subdued">{why}</Paragraph>
        </Stack>
        <ButtonGroup>
          <Button disabled={busy} accessibilityLabel={`Keep ${name} subscribed`} onClick={onKeep}>
            Keep subscribed
          </Button>
          <Button tone="critical" disabled={busy} accessibilityLabel={`Unsubscribe ${name}`} onClick={onUnsubscribe}>
            Unsubscribe them
          </Button>
        </ButtonGroup>
      </Stack>
    </Box>
  )
}
