import { BlockStack, Card, Text } from '@shopify/polaris'
import { Time } from '#app/ui/Time.tsx'
import { type Change, changeTitle, sourceWords } from './consent-words.ts'

export type ConsentEntry = Change & {
  seq: number
  /** Shopify's time where Shopify told it, else ours. */
  at: string
  campaign: string | null
}

/** Every change of consent, the newest first. */
export function ConsentTimeline({ entries }: { entries: ConsentEntry[] }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Consent history
          </Text>
          <Text as="p" tone="subdued">
            Each change, with its time and how it became known. It is kept as evidence and never rewritten.
          </Text>
        </BlockStack>
        {entries.length === 0 ? (
          <Text as="p" tone="subdued">
            Nothing has changed since the customer became known.
          </Text>
        ) : (
          <ol style={{ listStyle: 'none', margin: 0, padding: 0 }}>
            {entries.map((entry, index) => (
              <Entry key={entry.seq} entry={entry} isLast={index === entries.length - 1} />
            ))}
          </ol>
        )}
      </BlockStack>
    </Card>
  )
}

const DOTS = {
  SUBSCRIBED: 'var(--p-color-bg-fill-success)',
  UNSUBSCRIBED: 'var(--p-color-bg-fill-critical)',
} as Record<string, string>

function Entry({ entry, isLast }: { entry: ConsentEntry; isLast: boolean }) {
  return (
    <li style={isLast ? LAST_ENTRY : ENTRY}>
      <span aria-hidden style={{ ...DOT, background: DOTS[entry.newState] ?? 'var(--p-color-icon-disabled)' }} />
      <BlockStack gap="050">
        <Text as="p" fontWeight="medium">
          {changeTitle(entry)}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {sourceWords(entry.source)}
          {entry.campaign ? `, in “${entry.campaign}”` : ''}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          <Time at={entry.at} />
        </Text>
      </BlockStack>
    </li>
  )
}

const ENTRY = {
  position: 'relative',
  marginLeft: 'var(--p-space-150)',
  padding: '0 0 var(--p-space-400) var(--p-space-500)',
  borderLeft: '2px solid var(--p-color-border)',
} as const

const LAST_ENTRY = { ...ENTRY, borderLeftColor: 'transparent', paddingBottom: 0 } as const

const DOT = {
  position: 'absolute',
  left: '-7px',
  top: 'var(--p-space-100)',
  width: '12px',
  height: '12px',
  borderRadius: '50%',
  boxShadow: '0 0 0 3px var(--p-color-bg-surface)',
} as const
