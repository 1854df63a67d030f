import { BlockStack, Box, Button, Collapsible } from '@shopify/polaris'
import { type ReactNode, useId, useState } from 'react'

/** Something that only some look up, folded away behind its name. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <BlockStack gap="300" inlineAlign="start">
      <Button
        variant="plain"
        disclosure={open ? 'up' : 'down'}
        ariaExpanded={open}
        ariaControls={id}
        onClick={() => setOpen(!open)}
      >
        {label}
      </Button>
      <Box width="100%">
        <Collapsible id={id} open={open}>
          {children}
        </Collapsible>
      </Box>
    </BlockStack>
  )
}
