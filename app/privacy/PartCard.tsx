import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
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
      <Stack gap="large">
        <Stack gap="tight">
          <Heading>{title}</Heading>
          <Paragraph tone="subdued">{about}</Paragraph>
        </Stack>
        {entries.length === 1 && first && !first.heading ? (
          <Facts facts={first.facts.map(({ label, text }) => ({ name: label, value: <Own>{text}</Own> }))} />
        ) : (
          entries.map((entry, index) => <EntryLines key={index} entry={entry} />)
        )}
        {more ? (
          <Paragraph tone="subdued">
            Showing the first {entries.length}. The page and the JSON include all of them.
          </Paragraph>
        ) : null}
      </Stack>
    </Card>
  )
}

function EntryLines({ entry: { heading, facts } }: { entry: Entry }) {
  return (
    <Stack gap="tiny">
      {heading ? (
        <Heading level={3} size="body" weight="semibold" breakWord>
          {heading}
        </Heading>
      ) : null}
      <Paragraph size="small" breakWord>
        {facts.map(({ label, text }, index) => (
          <span key={label}>
            {index > 0 ? ' · ' : ''}
            <Text tone="subdued">{label}:</Text> <Own>{text}</Own>
          </span>
        ))}
      </Paragraph>
    </Stack>
  )
}

/** What a person or a server wrote keeps the direction of its script. */
function Own({ children }: { children: string }) {
  return <bdi>{children}</bdi>
}
