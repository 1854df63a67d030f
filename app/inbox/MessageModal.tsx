import { useFetcher } from '@remix-run/react'
import { BlockStack, Modal, SkeletonBodyText, Text } from '@shopify/polaris'
import { useEffect } from 'react'
import { Dialog } from '#app/ui/actions/Dialog.tsx'
import { type MessageRow, topicWords } from './message-words.ts'

/** What a message says, as Shopify sent it; fetched when it is asked for. */
export function MessageModal({ message, onClose }: { message: MessageRow; onClose: () => void }) {
  const { load, data } = useFetcher<{ text: string }>()
  const url = `/app/settings/messages/${encodeURIComponent(message.webhookId)}`
  useEffect(() => load(url), [load, url])
  return (
    <Dialog
      open
      title={topicWords(message.topic)}
      onClose={onClose}
      secondaryActions={[{ content: 'Close', onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <Text as="p" tone="subdued" breakWord>
            {message.topic} · {message.webhookId}
          </Text>
          {data ? <pre style={TEXT}>{data.text}</pre> : <SkeletonBodyText lines={6} />}
        </BlockStack>
      </Modal.Section>
    </Dialog>
  )
}

const TEXT = {
  margin: 0,
  whiteSpace: 'pre-wrap',
  overflowWrap: 'anywhere',
  fontFamily: 'var(--p-font-family-mono)',
} as const
