import { memo } from 'react'
import { BlockStack, Text } from '@shopify/polaris'
import { LeaveLink } from '#app/ui/LeaveLink.tsx'
import { Section } from './Section.tsx'

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
        <BlockStack key={url} gap="050">
          <LeaveLink to={url}>
            <Text as="span" fontWeight="semibold">
              {title}
            </Text>
          </LeaveLink>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
      ))}
    </Section>
  )
})
