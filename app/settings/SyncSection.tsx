import { memo } from 'react'
import { BlockStack, Text } from '@shopify/polaris'
import { LeaveLink } from '#app/ui/actions/LeaveLink.tsx'
import { Section } from './Section.tsx'

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
