import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { discardWarning, type MessageRow, topicWords } from './message-words.ts'

type Props = { message: MessageRow | null; onConfirm: (message: MessageRow) => void; onClose: () => void }

/** Asks before a message is given up. */
export function DiscardModal({ message, onConfirm, onClose }: Props) {
  const { timezone } = useShell()
  return (
    <ConfirmModal
      open={message !== null}
      title="Discard this message?"
      confirm="Discard message"
      destructive
      onConfirm={() => {
        if (message) onConfirm(message)
      }}
      onClose={onClose}
    >
      {message ? (
        <>
          <Paragraph weight="semibold">{topicWords(message.topic)}</Paragraph>
          <Paragraph>{discardWarning(message, timezone)} This can’t be undone.</Paragraph>
        </>
      ) : null}
    </ConfirmModal>
  )
}
