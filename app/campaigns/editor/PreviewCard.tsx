import {
  BlockStack,
  Box,
  Button,
  ButtonGroup,
  Card,
  InlineStack,
  Scrollable,
  Select,
  Spinner,
  Text,
} from '@shopify/polaris'
import { useState } from 'react'
import type { RenderedMail } from '#app/sending/compile.server.ts'
import { PreviewFrame } from './PreviewFrame.tsx'

type PreviewMember = { id: string; label: string }

type Props = {
  rendered: RenderedMail | null
  loading: boolean
  members: PreviewMember[]
  memberId: string
  onMember: (memberId: string) => void
}

const WIDTHS = { desktop: 700, phone: 390 } as const
const VIEWS = [
  { view: 'desktop', label: 'Desktop' },
  { view: 'phone', label: 'Phone' },
  { view: 'text', label: 'Plain text' },
] as const
type View = (typeof VIEWS)[number]['view']

/** The e-mail as one member would get it, through the same steps as the real one, without tracking. */
export function PreviewCard({ rendered, loading, members, memberId, onMember }: Props) {
  const [view, setView] = useState<View>('desktop')
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              Preview
            </Text>
            {loading ? <Spinner size="small" accessibilityLabel="Loading preview" /> : null}
          </InlineStack>
          <ButtonGroup variant="segmented">
            {VIEWS.map((choice) => (
              <Button key={choice.view} size="slim" pressed={view === choice.view} onClick={() => setView(choice.view)}>
                {choice.label}
              </Button>
            ))}
          </ButtonGroup>
        </InlineStack>
        {members.length > 0 ? (
          <Select
            label="As seen by"
            labelInline
            options={members.map(({ id, label }) => ({ value: id, label }))}
            value={memberId}
            onChange={onMember}
          />
        ) : null}
        {rendered ? <Mail rendered={rendered} view={view} /> : <Box minHeight="560px" />}
      </BlockStack>
    </Card>
  )
}

function Mail({ rendered, view }: { rendered: RenderedMail; view: View }) {
  return (
    <BlockStack gap="300">
      <Box background="bg-surface-secondary" padding="300" borderRadius="200">
        <BlockStack gap="050">
          <Text as="p" fontWeight="semibold" breakWord>
            {rendered.subject || 'No subject'}
          </Text>
          <Text as="p" tone="subdued" variant="bodySm" breakWord>
            {rendered.preheader}
          </Text>
        </BlockStack>
      </Box>
      {view === 'text' ? (
        <Scrollable shadow focusable horizontal={false} style={{ height: 560 }}>
          <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: 0, fontSize: 13 }}>
            {rendered.text}
          </pre>
        </Scrollable>
      ) : (
        <PreviewFrame html={rendered.html} width={WIDTHS[view]} />
      )}
    </BlockStack>
  )
}
