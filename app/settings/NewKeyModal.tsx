import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Modal, Text, TextField } from '@shopify/polaris'
import { useAppBridge } from '@shopify/app-bridge-react'
import { useState } from 'react'

/** Names a key and shows it, once. */
export function NewKeyModal({ onClose }: { onClose: () => void }) {
  const shopify = useAppBridge()
  const creation = useFetcher<{ key: string } | { nameError: string }>()
  const [name, setName] = useState('')
  const answer = creation.data
  const key = answer && 'key' in answer ? answer.key : null
  const create = () => creation.submit({ intent: 'create-key', name }, { method: 'post', encType: 'application/json' })
  const copy = () => {
    if (key) void navigator.clipboard.writeText(key).then(() => shopify.toast.show('Key copied'))
  }
  return (
    <Modal
      open
      onClose={onClose}
      title={key ? 'Your new API key' : 'Create API key'}
      primaryAction={
        key
          ? { content: 'Copy key', onAction: copy }
          : { content: 'Create key', onAction: create, loading: creation.state !== 'idle' }
      }
      secondaryActions={[{ content: key ? 'Done' : 'Cancel', onAction: onClose }]}
    >
      <Modal.Section>
        {key ? (
          <BlockStack gap="300">
            <Banner tone="warning">Copy it now: it is kept only as a fingerprint and can not be shown again.</Banner>
            <TextField label="API key" value={key} readOnly autoComplete="off" monospaced selectTextOnFocus />
            <Text as="p" tone="subdued" breakWord>
              Send it as <code>Authorization: Bearer {'<key>'}</code>.
            </Text>
          </BlockStack>
        ) : (
          <TextField
            label="Name"
            value={name}
            error={answer && 'nameError' in answer ? answer.nameError : undefined}
            placeholder="For instance: Weekly report"
            helpText="So that you know later what uses it."
            onChange={setName}
            autoComplete="off"
            maxLength={80}
          />
        )}
      </Modal.Section>
    </Modal>
  )
}
