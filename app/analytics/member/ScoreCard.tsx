import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Facts } from '#app/ui/text/Facts.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import type { Score } from './score.server.ts'

/** How engaged a member is, and what it is made of. */
export function ScoreCard({ score }: { score: Score | null }) {
  return (
    <Card>
      <Stack gap="large">
        <Heading>Engagement</Heading>
        {score ? <Parts score={score} /> : <Paragraph tone="subdued">No emails sent to this member yet.</Paragraph>}
      </Stack>
    </Card>
  )
}

function Parts({ score: { score, above, receipts, opens, clicks, lastOpenAt, lastClickAt, lastUsed } }: Props) {
  return (
    <>
      <Facts
        facts={[
          { name: 'Score', value: `${score} of 100` },
          { name: 'Emails sent', value: formatCount(receipts) },
          { name: 'Opened', value: formatCount(opens) },
          { name: 'Clicked', value: formatCount(clicks) },
          { name: 'Last opened', value: lastOpenAt ? <Time at={lastOpenAt} /> : 'Never' },
          { name: 'Last clicked', value: lastClickAt ? <Time at={lastClickAt} /> : 'Never' },
          ...(lastUsed ? [{ name: 'Last app and device', value: lastUsed }] : []),
        ]}
      />
      <Paragraph size="small" tone="subdued">
        {above === null ? '' : `Higher than ${above}% of members who have opened or clicked. `}
        A click counts four times as much as an open. Both count half as much after 30 days. Opens made only by Apple’s
        privacy proxy or a scanner don’t count.
      </Paragraph>
    </>
  )
}

type Props = { score: Score }
