import { BlockStack, Box, Icon, Text } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { type IconName, ICONS } from '../text/icons.ts'

type Props = {
  icon: IconName
  heading: string
  /** One sentence: why there is nothing yet. */
  children: ReactNode
  /** The button that brings the first one. */
  action?: ReactNode
}

/** What a list shows before there is anything in it. */
export function EmptyList({ icon, heading, children, action }: Props) {
  return (
    <Box padding={{ xs: '800', sm: '1000' }}>
      <BlockStack gap="400" inlineAlign="center">
        <Box background="bg-fill-tertiary" borderRadius="full" padding="400">
          <Icon source={ICONS[icon]} tone="subdued" />
        </Box>
        <BlockStack gap="100" inlineAlign="center">
          <Text as="h2" variant="headingMd" alignment="center">
            {heading}
          </Text>
          <Box maxWidth="26rem">
            <Text as="p" tone="subdued" alignment="center">
              {children}
            </Text>
          </Box>
        </BlockStack>
        {action}
      </BlockStack>
    </Box>
  )
}
