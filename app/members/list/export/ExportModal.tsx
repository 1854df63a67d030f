import { Banner } from '#app/ui/feedback/Banner.tsx'
import { ProgressBar } from '#app/ui/feedback/ProgressBar.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
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
      <Stack gap="base">
        <Paragraph>
          {filtered ? 'The members of this list' : 'All your members'}, with their consent and bounces, as a file for
          Excel, Numbers, or Google Sheets. It contains personal data, so store it securely.
        </Paragraph>
        {running ? <Running {...progress} /> : null}
        {progress.state === 'done' ? (
          <Paragraph>{formatCountOf(progress.rows, 'member')} saved in your downloads.</Paragraph>
        ) : null}
        {progress.state === 'failed' ? (
          <Banner tone="critical">
            <p>The export was interrupted and nothing was saved. Try again.</p>
          </Banner>
        ) : null}
      </Stack>
    </Dialog>
  )
}

function Running({ rows, total }: { rows: number; total: number }) {
  const percent = total > 0 ? Math.min(100, (rows / total) * 100) : 0
  return (
    <Stack gap="small">
      <ProgressBar percent={percent} labelledBy="export-progress" />
      <Paragraph tone="subdued" id="export-progress">
        {total > 0 ? `${formatCount(rows)} of ${formatCountOf(total, 'member')}` : 'Counting…'}
      </Paragraph>
    </Stack>
  )
}
