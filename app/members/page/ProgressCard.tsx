import { BlockStack, Card, ProgressBar, Text } from '@shopify/polaris'
import { useId } from 'react'
import { useRevalidateEvery } from '#app/ui/hooks/useRevalidateEvery.ts'

const LOOK_EVERY_MS = 1500

/** Work under way; the page looks for news while it is shown. */
export function ProgressCard({ title, percent, text }: { title: string; percent: number; text: string }) {
  const label = useId()
  useRevalidateEvery(LOOK_EVERY_MS)
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd" id={label}>
          {title}
        </Text>
        <ProgressBar progress={percent} size="small" tone="primary" ariaLabelledBy={label} />
        <Text as="p" tone="subdued">
          <span aria-live="polite">{text}</span>. You can go on working; this page follows by itself.
        </Text>
      </BlockStack>
    </Card>
  )
}
