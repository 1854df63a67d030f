import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Reason } from './Reason.tsx'

type Props = {
  /** One that is not saved yet can not be tested. */
  isNew: boolean
  problems: string[]
  warnings: string[]
  hints: string[]
}

/** What must still be put right before the campaign can be sent, and what should be thought about. */
export function ReadinessCard({ isNew, problems, warnings, hints }: Props) {
  return (
    <Card>
      <Stack gap="base">
        <Heading>Before you send</Heading>
        {problems.length === 0 && warnings.length === 0 ? (
          <Paragraph tone="subdued">
            {isNew ? 'Ready to save. Then send yourself a test.' : 'Ready to send. Send yourself a test first.'}
          </Paragraph>
        ) : null}
        {problems.length > 0 ? (
          <List>
            {problems.map((problem) => (
              <ListItem key={problem}>
                <Reason text={problem} />
              </ListItem>
            ))}
          </List>
        ) : null}
        {warnings.length > 0 ? (
          <Banner tone="warning">
            {warnings.map((warning) => (
              <p key={warning} style={{ overflowWrap: 'anywhere' }}>
                {warning}
              </p>
            ))}
          </Banner>
        ) : null}
        {hints.length > 0 ? (
          <Stack gap="small">
            <Heading level={3}>Tips</Heading>
            <List gap="tight">
              {hints.map((hint) => (
                <ListItem key={hint}>
                  <Text tone="subdued">{hint}</Text>
                </ListItem>
              ))}
            </List>
          </Stack>
        ) : null}
      </Stack>
    </Card>
  )
}
