import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'

type Props = {
  untracked: { byBrowser: boolean; byShopify: boolean }
  onAllow: () => void
}

/** Why a member’s e-mails are not tracked, and how to lift it. */
export function TrackingCard({ untracked: { byBrowser, byShopify }, onAllow }: Props) {
  return (
    <Card>
      <Stack gap="base">
        <Heading>Untracked by choice</Heading>
        <Paragraph>
          Emails to this member have plain links and no invisible image. They’re left out of open and click rates.
        </Paragraph>
        {byBrowser && !byShopify ? (
          <>
            <Paragraph>
              Their browser asks not to be tracked. Only track them again if they ask you to: if their browser still
              asks, tracking stops again the next time it opens or clicks an email.
            </Paragraph>
            <Button onClick={onAllow}>Track again</Button>
          </>
        ) : null}
        {byShopify ? (
          <Paragraph>They declined open tracking in Shopify. Only the customer can change that.</Paragraph>
        ) : null}
      </Stack>
    </Card>
  )
}
