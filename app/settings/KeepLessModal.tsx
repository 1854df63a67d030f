import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'

type Props = {
  /** What will be deleted, a sentence each; empty while nothing is to be asked. */
  losses: string[]
  loading: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Says what is deleted when less is kept. */
export function KeepLessModal({ losses, loading, onConfirm, onClose }: Props) {
  return (
    <ConfirmModal
      open={losses.length > 0}
      title="Keep less and delete the rest?"
      confirm="Save and delete"
      destructive
      loading={loading}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <Paragraph>Deleted data can’t be restored:</Paragraph>
      <List>
        {losses.map((loss) => (
          <ListItem key={loss}>{loss}</ListItem>
        ))}
      </List>
      <Paragraph>Totals and rates are kept, and so are unsubscribes, bounces, and the consent history.</Paragraph>
    </ConfirmModal>
  )
}
