import { Badge, BlockStack, Card, Icon, InlineStack, Text } from '@shopify/polaris'
import { CheckCircleIcon, XCircleIcon } from '@shopify/polaris-icons'
import { Time } from '#app/ui/format/Time.tsx'
import type { Deliverability } from './deliverability.ts'

/** Whether campaigns reach the member, and each check that decides it. */
export function GatesCard({ blockedBy, verdict, gates }: Deliverability) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              Can this member be mailed?
            </Text>
            <Badge tone={blockedBy ? 'critical' : 'success'}>{blockedBy ? 'No' : 'Yes'}</Badge>
          </InlineStack>
          <Text as="p">{verdict}</Text>
        </BlockStack>
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 'var(--p-space-300)' }}>
          {gates.map(({ name, at, passed, note, noteAt }) => (
            <li key={name} style={{ display: 'flex', gap: 'var(--p-space-200)' }}>
              <span style={{ flexShrink: 0 }}>
                <Icon
                  source={passed ? CheckCircleIcon : XCircleIcon}
                  tone={passed ? 'success' : 'critical'}
                  accessibilityLabel={passed ? 'Fine:' : 'In the way:'}
                />
              </span>
              <BlockStack>
                <Text as="span">
                  {name}
                  {at ? <On at={at} /> : null}
                </Text>
                <Text as="span" variant="bodySm" tone="subdued" breakWord>
                  {note}
                  {noteAt ? <On at={noteAt} /> : null}
                </Text>
              </BlockStack>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  )
}

function On({ at }: { at: string }) {
  return (
    <>
      {' on '}
      <Time at={at} />
    </>
  )
}
