import { List, ListItem } from '#app/ui/text/List.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'

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
      <Paragraph breakWord>
        The next campaign will email {email ?? 'this member'} again. Only do this if you know the address works, for
        example because the customer wrote to you from it.
      </Paragraph>
      {reason ? <Paragraph>Last bounce: {reason}</Paragraph> : null}
      {kind === 'hard' ? (
        <List>
          <ListItem>If the address still doesn’t work, it will bounce and be blocked again.</ListItem>
          <ListItem>
            Each bounce hurts your sender reputation. Above a 5% bounce rate, Amazon SES puts an account under review,
            and more of your emails land in spam.
          </ListItem>
          <ListItem>The address is also removed from the Amazon SES suppression list.</ListItem>
        </List>
      ) : null}
      <Paragraph>This doesn’t change missing consent, an unsubscribe, or a spam complaint.</Paragraph>
    </ConfirmModal>
  )
}
