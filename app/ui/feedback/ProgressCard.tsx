import { useId } from 'react'
import { Card } from '../layout/Card.tsx'
import { Stack } from '../layout/Stack.tsx'
import { Heading } from '../text/Heading.tsx'
import { Paragraph } from '../text/Paragraph.tsx'
import { ProgressBar } from './ProgressBar.tsx'

/** Work under way. */
export function ProgressCard({ title, percent, text }: { title: string; percent: number; text: string }) {
  const label = useId()
  return (
    <Card>
      <Stack gap="base">
        <Heading id={label}>{title}</Heading>
        <ProgressBar percent={percent} tone="primary" labelledBy={label} />
        <Paragraph tone="subdued">
          <span aria-live="polite">{text}</span>. You can keep working; this page updates automatically.
        </Paragraph>
      </Stack>
    </Card>
  )
}
