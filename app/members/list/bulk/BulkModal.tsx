import { useFetcher } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Spinner } from '#app/ui/feedback/Spinner.tsx'
import { Form } from '#app/ui/forms/Form.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { bounceReach, type BulkKind, type BulkReach, type BulkRequest, tagFlaw, tagMinutes } from './bulk.ts'

type Props = {
  kind: BulkKind
  /** Those ticked, or all whom the list holds. */
  whom: BulkRequest['whom']
  onClose: () => void
  /** It has begun. */
  onBegun: () => void
}

const TITLES: Record<BulkKind, string> = {
  'clear-bounce': 'Clear bounces?',
  'add-tag': 'Add a tag',
  'remove-tag': 'Remove a tag',
}
const BUTTONS: Record<BulkKind, string> = {
  'clear-bounce': 'Clear bounces',
  'add-tag': 'Add tag',
  'remove-tag': 'Remove tag',
}

/** Asks before something is done to many members, and says to how many and what it costs. */
export function BulkModal({ kind, whom, onClose, onBegun }: Props) {
  const [tag, setTag] = useState('')
  const [asked, setAsked] = useState(false)
  const [sent, setSent] = useState(tag)
  const flaw = kind === 'clear-bounce' ? null : tagFlaw(tag)
  const reach = useReach(whom)
  const nobody = !reach || (kind === 'clear-bounce' ? reach.soft + reach.hard : reach.members) === 0
  const fetcher = useFetcher<{ error: string | null }>()
  const begun = fetcher.state === 'idle' && fetcher.data?.error === null
  useEffect(() => {
    if (begun) onBegun()
  }, [begun, onBegun])
  const confirm = () => {
    setAsked(true)
    if (flaw || nobody || fetcher.state !== 'idle') return
    setSent(tag)
    fetcher.submit(
      { what: kind === 'clear-bounce' ? { kind } : { kind, tag }, whom },
      { method: 'post', action: '/app/members/bulk', encType: 'application/json' },
    )
  }
  return (
    <ConfirmModal
      open
      title={TITLES[kind]}
      confirm={BUTTONS[kind]}
      destructive={kind === 'clear-bounce'}
      disabled={nobody}
      loading={fetcher.state !== 'idle'}
      onConfirm={confirm}
      onClose={onClose}
    >
      {fetcher.data?.error && tag === sent ? (
        <Banner tone="critical">
          <p>{fetcher.data.error}</p>
        </Banner>
      ) : null}
      <div aria-live="polite">{reach ? <Reach kind={kind} reach={reach} /> : <Counting />}</div>
      {kind === 'clear-bounce' ? (
        <BounceCost />
      ) : (
        <Form onSubmit={confirm}>
          <TextField
            label="Tag"
            value={tag}
            onChange={setTag}
            maxLength={255}
            focused
            error={asked ? (flaw ?? undefined) : undefined}
          />
        </Form>
      )}
    </ConfirmModal>
  )
}

/** How many they are, counted as the dialog opens; null until that is known. */
function useReach(whom: BulkRequest['whom']): BulkReach | null {
  const { load, data } = useFetcher<BulkReach>()
  const parameters = new URLSearchParams({ whom: JSON.stringify(whom) }).toString()
  useEffect(() => load(`/app/members/bulk?${parameters}`), [load, parameters])
  return data ?? null
}

function Counting() {
  return (
    <Inline gap="small" align="center">
      <Spinner />
      <Text>Counting the members…</Text>
    </Inline>
  )
}

function Reach({ kind, reach }: { kind: BulkKind; reach: BulkReach }) {
  if (kind === 'clear-bounce') return <Paragraph>{bounceReach(reach)}</Paragraph>
  const minutes = tagMinutes(reach.members)
  return (
    <Paragraph>
      For {formatCountOf(reach.members, 'member')}, in Shopify. This list updates once Shopify confirms.
      {minutes === null ? '' : ` Shopify takes about ten a second, so allow about ${formatCount(minutes)} minutes.`}
    </Paragraph>
  )
}

function BounceCost() {
  return (
    <>
      <Paragraph>
        Campaigns will try these addresses again, and hard-bounced ones are removed from the Amazon SES suppression
        list.
      </Paragraph>
      <Paragraph>
        Emailing addresses that bounce hurts your sender reputation: above a 5% bounce rate, Amazon SES may pause all of
        your sending. Only clear bounces for addresses you know work again. This can’t be undone.
      </Paragraph>
    </>
  )
}
