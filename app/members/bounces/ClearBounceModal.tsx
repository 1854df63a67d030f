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
        The next campaign will mail {email ?? 'this member'} again. Do this only when you know that the address works,
        for instance because the customer wrote to you from it.
      </Paragraph>
      {reason ? <Paragraph>What came back last: {reason}</Paragraph> : null}
      {kind === 'hard' ? (
        <List>
          <ListItem>If the address is still wrong, it bounces again and is blocked again.</ListItem>
          <ListItem>
            Each such bounce hurts your sender reputation: above 5% bounces Amazon SES puts an account under review, and
            more of your e-mails end in spam folders.
          </ListItem>
          <ListItem>The address is also taken off the suppression list of Amazon SES.</ListItem>
        </List>
      ) : null}
      <Paragraph>A missing consent, an unsubscribe or a spam complaint is not changed by this.</Paragraph>
    </ConfirmModal>
  )
}
