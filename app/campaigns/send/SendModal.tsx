import { Banner, BlockStack, List, Modal, Text } from '@shopify/polaris'
import type { SegmentCount } from '#app/segments/segments.server.ts'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { Dialog } from '#app/ui/actions/Dialog.tsx'
import { SkipList } from './SkipList.tsx'
import { skippedTotal } from './skip-words.ts'

type Props = {
  open: boolean
  sending: boolean
  segmentName: string
  /** Null while it is counted, and while no segment is chosen. */
  audience: SegmentCount | null
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
      <Modal.Section>
        <BlockStack gap="400">
          {problems.length > 0 ? (
            <Banner tone="critical" title="This campaign cannot be sent yet">
              <Texts texts={problems} />
            </Banner>
          ) : null}
          {audience ? (
            <Text as="p">
              {formatCountOf(reachable, 'member')} of “{segmentName}” will get this campaign. Sending starts right away
              and can’t be undone.
            </Text>
          ) : null}
          {audience && left > 0 ? (
            <BlockStack gap="200">
              <Text as="h3" variant="headingSm">
                {formatCount(left)} will be skipped
              </Text>
              <SkipList counts={audience.skipped} />
            </BlockStack>
          ) : null}
          {warnings.length > 0 ? (
            <BlockStack gap="200">
              <Text as="h3" variant="headingSm">
                Before you send
              </Text>
              <Texts texts={warnings} />
            </BlockStack>
          ) : null}
        </BlockStack>
      </Modal.Section>
    </Dialog>
  )
}

function Texts({ texts }: { texts: string[] }) {
  return (
    <List>
      {texts.map((text) => (
        <List.Item key={text}>{text}</List.Item>
      ))}
    </List>
  )
}
