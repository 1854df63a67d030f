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
    text: 'What Shopify told Glancito, and what could not be processed.',
  },
  {
    url: '/app/settings/consent-check',
    title: 'Consent check',
    text: 'Compares the consent of every member with Shopify, each night or now.',
  },
  {
    url: '/app/settings/data-requests',
    title: 'Data requests',
    text: 'Customers who asked for their data, and all that is held of each.',
  },
]

/** The ways to the pages about how Glancito and Shopify agree. */
export const SyncSection = memo(function SyncSection() {
  return (
    <Section title="Sync and privacy" description="How Glancito and Shopify agree, and what customers may ask for.">
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
