import { Banner, BlockStack, Card, List, Text } from '@shopify/polaris'
import { Reason } from './Reason.tsx'

type Props = {
  /** One that is not saved yet can not be tested. */
  isNew: boolean
  problems: string[]
  warnings: string[]
}

/** What must still be put right before the campaign can be sent, and what should be thought about. */
export function ReadinessCard({ isNew, problems, warnings }: Props) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Before you send
        </Text>
        {problems.length === 0 && warnings.length === 0 ? (
          <Text as="p" tone="subdued">
            {isNew ? 'Ready to save. Then send yourself a test.' : 'Ready to send. Send yourself a test first.'}
          </Text>
        ) : null}
        {problems.length > 0 ? (
          <List>
            {problems.map((problem) => (
              <List.Item key={problem}>
                <Reason text={problem} />
              </List.Item>
            ))}
          </List>
        ) : null}
        {warnings.length > 0 ? (
          <Banner tone="warning">
            {warnings.map((warning) => (
              <p key={warning}>{warning}</p>
            ))}
          </Banner>
        ) : null}
      </BlockStack>
    </Card>
  )
}
