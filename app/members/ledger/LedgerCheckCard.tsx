import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import type { LedgerCheckWords } from './ledger-check-words.ts'

const BADGES = { success: 'Holds', critical: 'Broken', info: 'Waiting' } as const

/** Whether the consent history is as it was written. */
export function LedgerCheckCard({ tone, text, detail }: LedgerCheckWords) {
  return (
    <Card>
      <Stack gap="small">
        <Inline justify="between" align="center" gap="small">
          <Heading>Proof of consent</Heading>
          <Badge tone={tone}>{BADGES[tone]}</Badge>
        </Inline>
        <Paragraph>{text}</Paragraph>
        <Paragraph tone="subdued">{detail}</Paragraph>
      </Stack>
    </Card>
  )
}
