import { BlockStack, Modal, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'

type Props = {
  open: boolean
  sending: boolean
  error?: string | undefined
  /** What the page said of a test that left. */
  sentTo?: string | undefined
  onSend: (address: string) => void
  onClose: () => void
}

/** Asks for the address of a test e-mail. */
export function TestModal({ open, sending, error, sentTo, onSend, onClose }: Props) {
  const [address, setAddress] = useState('')
  return (
    <Modal
      open={open}
      onClose={onClose}
      title="Send a test e-mail"
      primaryAction={{
        content: 'Send test',
        loading: sending,
        disabled: !address.trim(),
        onAction: () => onSend(address.trim()),
      }}
      secondaryActions={[{ content: 'Cancel', onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <TextField
            label="E-mail address"
            type="email"
            value={address}
            onChange={setAddress}
            error={error}
            helpText={sentTo}
            autoComplete="email"
          />
          <Text as="p" tone="subdued">
            The test shows the draft as you see it now. Its opens and clicks are not tracked and it counts in no
            statistics.
          </Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  )
}
