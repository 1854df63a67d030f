import { useId } from 'react'
import { useRevalidateEvery } from '../hooks/useRevalidateEvery.ts'
import { Card } from '../layout/Card.tsx'
import { Stack } from '../layout/Stack.tsx'
import { Heading } from '../text/Heading.tsx'
import { Paragraph } from '../text/Paragraph.tsx'
import { ProgressBar } from './ProgressBar.tsx'

const LOOK_EVERY_MS = 1500

/** Work under way; the page looks for news while it is shown. */
export function ProgressCard({ title, percent, text }: { title: string; percent: number; text: string }) {
  const label = useId()
  useRevalidateEvery(LOOK_EVERY_MS)
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
