import { useFetcher } from '@remix-run/react'
import { useEffect } from 'react'
import { Skeleton } from '#app/ui/feedback/Skeleton.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Dialog } from '#app/ui/actions/Dialog.tsx'
import { MONOSPACED } from '#app/ui/layout/tokens.ts'
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
      <Stack gap="base">
        <Paragraph tone="subdued" breakWord>
          {message.topic} · {message.webhookId}
        </Paragraph>
        {data ? <pre style={TEXT}>{data.text}</pre> : <Skeleton lines={6} />}
      </Stack>
    </Dialog>
  )
}

const TEXT = {
  margin: 0,
  whiteSpace: 'pre-wrap',
  overflowWrap: 'anywhere',
  fontFamily: MONOSPACED,
} as const
