import { BlockStack, Box, Button, Popover, Text } from '@shopify/polaris'
import { InfoIcon } from '@shopify/polaris-icons'
import { type ReactNode, useState } from 'react'

type Props = {
  /** What the button is called: it shows an i. */
  label: string
  title: string
  children: ReactNode
}

/** What something means, for who asks. */
export function Hint({ label, title, children }: Props) {
  const [open, setOpen] = useState(false)
  const toggle = () => setOpen((was) => !was)
  const button = <Button variant="tertiary" size="micro" icon={InfoIcon} accessibilityLabel={label} onClick={toggle} />
  return (
    <Popover active={open} activator={button} onClose={toggle} preferredAlignment="right">
      <Box padding="400" maxWidth="320px">
        <BlockStack gap="200">
          <Text as="h4" variant="headingSm">
            {title}
          </Text>
          <Text as="p">{children}</Text>
        </BlockStack>
      </Box>
    </Popover>
  )
}
