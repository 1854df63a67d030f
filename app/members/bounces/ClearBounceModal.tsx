import { List, Text } from '@shopify/polaris'
import { ConfirmModal } from '#app/ui/ConfirmModal.tsx'

type Props = {
  open: boolean
  email: string | null
  kind: 'soft' | 'hard'
  /** Why the last e-mail bounced, in words. */
  reason: string | null
  loading: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Says what it costs to mail a bounced address again. */
export function ClearBounceModal({ open, email, kind, reason, loading, onConfirm, onClose }: Props) {
  return (
    <ConfirmModal
      open={open}
      title="Clear the bounce?"
      confirm="Clear bounce"
      destructive={kind === 'hard'}
      loading={loading}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Text as="p" breakWord>
        The next campaign will email {email ?? 'this member'} again. Only do this if you know the address works, for
        example because the customer wrote to you from it.
      </Text>
      {reason ? <Text as="p">Last bounce: {reason}</Text> : null}
      {kind === 'hard' ? (
        <List>
          <List.Item>If the address still doesn’t work, it will bounce and be blocked again.</List.Item>
          <List.Item>
            Each bounce hurts your sender reputation. Above a 5% bounce rate, Amazon SES puts an account under review,
            and more of your emails land in spam.
          </List.Item>
          <List.Item>The address is also removed from the Amazon SES suppression list.</List.Item>
        </List>
      ) : null}
      <Text as="p">This doesn’t change missing consent, an unsubscribe, or a spam complaint.</Text>
    </ConfirmModal>
  )
}
