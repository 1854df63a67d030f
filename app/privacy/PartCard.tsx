import { BlockStack, Card, Text } from '@shopify/polaris'
import { Facts } from '#app/ui/text/Facts.tsx'
import type { Entry } from './data-request-files.ts'

type Props = {
  title: string
  about: string
  entries: Entry[]
  /** Whether there are more than are shown. */
  more: boolean
}

/** One kind of what is held of a person: the profile as a list of facts, everything else entry by entry. */
export function PartCard({ title, about, entries, more }: Props) {
  const [first] = entries
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {about}
          </Text>
        </BlockStack>
        {entries.length === 1 && first && !first.heading ? (
          <Facts facts={first.facts.map(({ label, text }) => ({ name: label, value: <Own>{text}</Own> }))} />
        ) : (
          entries.map((entry, index) => <EntryLines key={index} entry={entry} />)
        )}
        {more ? (
          <Text as="p" tone="subdued">
            These are the first {entries.length}. The page and the JSON hold all of them.
          </Text>
        ) : null}
      </BlockStack>
    </Card>
  )
}

function EntryLines({ entry: { heading, facts } }: { entry: Entry }) {
  return (
    <BlockStack gap="050">
      {heading ? (
        <Text as="h3" variant="bodyMd" fontWeight="semibold" breakWord>
          {heading}
        </Text>
      ) : null}
      <Text as="p" variant="bodySm" breakWord>
        {facts.map(({ label, text }, index) => (
          <span key={label}>
            {index > 0 ? ' · ' : ''}
            <Text as="span" tone="subdued">
              {label}:
            </Text>{' '}
            <Own>{text}</Own>
          </span>
        ))}
      </Text>
    </BlockStack>
  )
}

/** What a person or a server wrote keeps the direction of its script. */
function Own({ children }: { children: string }) {
  return <bdi>{children}</bdi>
}
