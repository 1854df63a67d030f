import { OPT_OUT_LABELS } from '#app/tracking/pages/opt-out-reasons.ts'
import { formatCount } from '#app/ui/format/format.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import type { ReasonCount } from './reasons.server.ts'

/** Why people say that they unsubscribed; most say nothing. */
export function ReasonsCard({ reasons }: { reasons: ReasonCount[] }) {
  return (
    <Card>
      <Stack gap="base">
        <Heading>Why people unsubscribed</Heading>
        <Stack as="ul" gap="tight">
          {reasons.map(({ reason, count }) => (
            <li key={reason} style={{ listStyle: 'none' }}>
              <Inline justify="between" gap="small" wrap={false}>
                <Text tone="subdued">{OPT_OUT_LABELS[reason]}</Text>
                <Text numeric>{formatCount(count)}</Text>
              </Inline>
            </li>
          ))}
        </Stack>
        <Paragraph size="small" tone="subdued">
          They’re asked after unsubscribing, and answer only if they like.
        </Paragraph>
      </Stack>
    </Card>
  )
}
