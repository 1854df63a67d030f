import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Icon } from '#app/ui/text/Icon.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import { space } from '#app/ui/layout/tokens.ts'
import { PlainList } from '#app/ui/text/PlainList.tsx'
import type { Deliverability } from './deliverability.ts'

/** Whether campaigns reach the member, and each check that decides it. */
export function GatesCard({ blockedBy, verdict, gates }: Deliverability) {
  return (
    <Card>
      <Stack gap="large">
        <Stack gap="small">
          <Inline gap="small" align="center">
            <Heading>Can this member be emailed?</Heading>
            <Badge tone={blockedBy ? 'critical' : 'success'}>{blockedBy ? 'No' : 'Yes'}</Badge>
          </Inline>
          <Paragraph>{verdict}</Paragraph>
        </Stack>
        <PlainList gap="base">
          {gates.map(({ name, at, passed, note, noteAt }) => (
            <li key={name} style={{ display: 'flex', gap: space('small') }}>
              <span style={{ flexShrink: 0 }}>
                <Icon
                  name={passed ? 'check-circle' : 'x-circle'}
                  tone={passed ? 'success' : 'critical'}
                  spoken={passed ? 'OK:' : 'Blocking:'}
                />
              </span>
              <Stack>
                <Text>
                  {name}
                  {at ? <On at={at} /> : null}
                </Text>
                <Text size="small" tone="subdued" breakWord>
                  {note}
                  {noteAt ? <On at={noteAt} /> : null}
                </Text>
              </Stack>
            </li>
          ))}
        </PlainList>
      </Stack>
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
