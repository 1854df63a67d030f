import { memo } from 'react'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { LeaveLink } from '#app/ui/actions/LeaveLink.tsx'
import { Section } from '#app/ui/layout/Section.tsx'

const PAGES = [
  {
    url: '/app/settings/messages',
    title: 'Messages from Shopify',
    text: 'What Shopify told Glancito, and what couldn’t be processed.',
  },
  {
    url: '/app/settings/consent-check',
    title: 'Consent check',
    text: 'Compares every member’s consent with Shopify, nightly or on demand.',
  },
  {
    url: '/app/settings/data-requests',
    title: 'Data requests',
    text: 'Customers who asked for their data, and everything stored about them.',
  },
]

/** The ways to the pages about how Glancito and Shopify agree. */
export const SyncSection = memo(function SyncSection() {
  return (
    <Section
      title="Sync and privacy"
      description="Keep Glancito and Shopify in sync, and answer customers’ data requests."
    >
      {PAGES.map(({ url, title, text }) => (
        <Stack key={url} gap="tiny">
          <LeaveLink to={url}>
            <Text weight="semibold">{title}</Text>
          </LeaveLink>
          <Paragraph tone="subdued">{text}</Paragraph>
        </Stack>
      ))}
    </Section>
  )
})
