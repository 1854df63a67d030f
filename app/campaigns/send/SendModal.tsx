import type { Manifest } from '#app/sending/manifest.ts'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { Dialog } from '#app/ui/actions/Dialog.tsx'
import { estimateWords } from './plan-words.ts'
import { SkipList } from './SkipList.tsx'
import { skippedTotal } from './skip-words.ts'

type Props = {
  open: boolean
  sending: boolean
  segmentName: string
  /** Null while it is counted, and while no segment is chosen. */
  audience: Manifest | null
  /** What keeps the campaign from being sent. */
  problems: string[]
  /** What can still be sent, but should be thought about. */
  warnings: string[]
  onSend: () => void
  onClose: () => void
}

/** The last look before a campaign leaves: who gets it, who does not, and why. */
export function SendModal(props: Props) {
  const { open, sending, segmentName, audience, problems, warnings, onSend, onClose } = props
  const reachable = audience?.reachable ?? 0
  const left = skippedTotal(audience?.skipped ?? {})
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={problems.length > 0 ? 'Not ready to send' : `Send to ${formatCountOf(reachable, 'member')}?`}
      primaryAction={{
        content: 'Send now',
        onAction: onSend,
        loading: sending,
        disabled: problems.length > 0 || reachable === 0,
      }}
      secondaryActions={[{ content: 'Cancel', onAction: onClose }]}
    >
      <Stack gap="large">
        {problems.length > 0 ? (
          <Banner tone="critical" title="This campaign can’t be sent yet">
            <Texts texts={problems} />
          </Banner>
        ) : null}
        {audience ? (
          <Paragraph>
            {formatCountOf(reachable, 'member')} of “{segmentName}” will get this campaign. Sending starts right away
            and can’t be undone. {reachable > 0 ? estimateWords(audience) : null}
          </Paragraph>
        ) : null}
        {audience && left > 0 ? (
          <Stack gap="small">
            <Heading level={3}>{formatCount(left)} will be skipped</Heading>
            <SkipList counts={audience.skipped} />
          </Stack>
        ) : null}
        {warnings.length > 0 ? (
          <Stack gap="small">
            <Heading level={3}>Before you send</Heading>
            <Texts texts={warnings} />
          </Stack>
        ) : null}
      </Stack>
    </Dialog>
  )
}

function Texts({ texts }: { texts: string[] }) {
  return (
    <List>
      {texts.map((text) => (
        <ListItem key={text}>{text}</ListItem>
      ))}
    </List>
  )
}
