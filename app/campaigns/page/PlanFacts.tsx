import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Facts } from '#app/ui/text/Facts.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import type { Plan } from './plan.server.ts'

type Props = { plan: Plan; count: { members: number; reachable: number } | null }

const onOff = (on: boolean) => (on ? 'On' : 'Off')

/** What goes out, and to whom as of now. */
export function PlanFacts({ plan: { draft, segmentName, tracking }, count }: Props) {
  return (
    <Card>
      <Stack gap="base">
        <Heading>Campaign</Heading>
        <Facts
          facts={[
            { name: 'Subject', value: draft.subject },
            { name: 'Segment', value: segmentName ?? 'Deleted segment' },
            {
              name: 'Can be emailed now',
              value: count ? `${formatCount(count.reachable)} of ${formatCount(count.members)}` : '…',
            },
            { name: 'Track opens', value: onOff(tracking.trackOpens) },
            { name: 'Track clicks', value: onOff(tracking.trackClicks) },
            { name: 'UTM tracking', value: onOff(tracking.utm) },
          ]}
        />
      </Stack>
    </Card>
  )
}
