import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { PlainList } from '#app/ui/text/PlainList.tsx'
import { MomentLine } from '../hits/MomentLine.tsx'
import type { LastEvent } from './last-events.server.ts'

/** What happened last, to whom and with what. */
export function LastEventsCard({ events }: { events: LastEvent[] }) {
  return (
    <Card>
      <Stack gap="large">
        <Heading>Last events</Heading>
        <PlainList gap="base" ordered>
          {events.map(({ memberId, name, moment }) => (
            <li key={`${memberId} ${moment.name} ${moment.at}`}>
              <Stack>
                <Inline>
                  <RowLink to={`/app/members/${memberId}`} look="link">
                    {name}
                  </RowLink>
                </Inline>
                <MomentLine moment={moment} />
              </Stack>
            </li>
          ))}
        </PlainList>
      </Stack>
    </Card>
  )
}
