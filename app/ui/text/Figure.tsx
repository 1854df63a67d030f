import { BlockStack, Text } from '@shopify/polaris'
import type { ReactNode } from 'react'

type Props = {
  label: string
  value: string
  /** What the number is a share of, or a second number. */
  children?: ReactNode
}

/** One number with its name above it. */
export function Figure({ label, value, children }: Props) {
  return (
    <BlockStack gap="050">
      <Text as="span" tone="subdued">
        {label}
      </Text>
      <Text as="span" variant="headingLg" numeric>
        {value}
      </Text>
      {children ? (
        <Text as="span" variant="bodySm" tone="subdued">
          {children}
        </Text>
      ) : null}
    </BlockStack>
  )
}
