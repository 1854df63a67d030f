import { useFetcher } from '@remix-run/react'
import { useEffect } from 'react'
import { memberName } from '#app/members/core/names.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { PlainList } from '#app/ui/text/PlainList.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { useDebounced } from '#app/ui/hooks/useDebounced.ts'
import type { Names } from '../fields/field.ts'
import { rulesInWords } from '../rule-words.ts'
import { MAX_RULES, type SegmentRules } from '../rules.ts'

/** How many members rules hold, and some of them; why one can not be mailed is in words. */
export type Counted = { members: number; reachable: number; people: CountedPerson[] }
type CountedPerson = {
  memberId: string
  firstName: string | null
  lastName: string | null
  email: string | null
  reason: string | null
}

const PAUSE = 350

type Props = { rules: SegmentRules | null; names: Names }

/** Whom the rules hold in words, in number and by example, anew a moment after they changed; null while they are incomplete. */
export function CountCard({ rules, names }: Props) {
  const counting = useFetcher<Counted>()
  const question = useDebounced(rules ? JSON.stringify(rules) : null, PAUSE)
  const { load } = counting
  useEffect(() => {
    if (question) load(`/app/segments/count?rules=${encodeURIComponent(question)}`)
  }, [question, load])
  const count = rules ? counting.data : null
  return (
    <Card>
      <Stack gap="base">
        <Stack gap="small">
          <Heading>Size right now</Heading>
          <div aria-live="polite">
            {count ? (
              <Stack gap="tiny">
                <Paragraph size="figure" numeric>
                  {formatCountOf(count.members, 'member')}
                </Paragraph>
                <Paragraph tone="subdued">{formatCount(count.reachable)} can be emailed</Paragraph>
              </Stack>
            ) : (
              <Paragraph tone="subdued">
                {rules ? 'Counting…' : 'Complete the rules to see how many members match.'}
              </Paragraph>
            )}
          </div>
          <Paragraph size="small" tone="subdued">
            Members without consent, or who unsubscribed, hard bounced, or complained, are counted but never emailed.
          </Paragraph>
        </Stack>
        {rules ? <InWords rules={rules} names={names} /> : null}
        {count && count.people.length > 0 ? <Examples people={count.people} /> : null}
      </Stack>
    </Card>
  )
}

function InWords({ rules, names }: { rules: SegmentRules; names: Names }) {
  return (
    <Stack gap="tiny">
      <Heading level={3}>In words</Heading>
      <Paragraph breakWord>{rulesInWords(rules, { names, shown: MAX_RULES })}</Paragraph>
    </Stack>
  )
}

function Examples({ people }: { people: CountedPerson[] }) {
  return (
    <Stack gap="tiny">
      <Heading level={3}>Some of them</Heading>
      <PlainList gap="tiny">
        {people.map((person) => (
          <li key={person.memberId}>
            <Text breakWord>{memberName(person)}</Text>
            {person.reason ? (
              <Text size="small" tone="subdued" breakWord>
                {` · ${person.reason}`}
              </Text>
            ) : null}
          </li>
        ))}
      </PlainList>
    </Stack>
  )
}
