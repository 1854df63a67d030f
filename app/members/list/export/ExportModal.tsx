import { Banner, BlockStack, Modal, ProgressBar, Text } from '@shopify/polaris'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { Dialog } from '#app/ui/actions/Dialog.tsx'
import { useExport } from './useExport.ts'

type Props = { open: boolean; filtered: boolean; parameters: string; onClose: () => void }

/** Saves the list's members as a file, with how far it has come and a way to stop. */
export function ExportModal({ open, filtered, parameters, onClose }: Props) {
  const { progress, start, stop } = useExport()
  const running = progress.state === 'running'
  const close = () => {
    stop()
    onClose()
  }
  return (
    <Dialog
      open={open}
      title="Export members"
      onClose={close}
      primaryAction={
        progress.state === 'done'
          ? { content: 'Done', onAction: close }
          : {
              content: progress.state === 'failed' ? 'Try again' : 'Export CSV',
              loading: running,
              onAction: () => start(`/app/members/export?${parameters}`),
            }
      }
      secondaryActions={progress.state === 'done' ? [] : [{ content: 'Cancel', onAction: close }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <Text as="p">
            {filtered ? 'The members of this list' : 'All your members'}, with their consent and bounces, as a file that
            Excel, Numbers and Google Sheets open. It holds personal data: keep it as safe as your customer list.
          </Text>
          {running ? <Running {...progress} /> : null}
          {progress.state === 'done' ? (
            <Text as="p">{formatCountOf(progress.rows, 'member')} saved in your downloads.</Text>
          ) : null}
          {progress.state === 'failed' ? (
            <Banner tone="critical">
              <p>The export stopped on its way, and nothing was saved. Try it again.</p>
            </Banner>
          ) : null}
        </BlockStack>
      </Modal.Section>
    </Dialog>
  )
}

function Running({ rows, total }: { rows: number; total: number }) {
  const percent = total > 0 ? Math.min(100, (rows / total) * 100) : 0
  return (
    <BlockStack gap="200">
      <ProgressBar progress={percent} size="small" ariaLabelledBy="export-progress" />
      <Text as="p" tone="subdued" id="export-progress">
        {total > 0 ? `${formatCount(rows)} of ${formatCountOf(total, 'member')}` : 'Counting…'}
      </Text>
    </BlockStack>
  )
}
