import { useFetcher } from '@remix-run/react'
import { Banner, Form, InlineStack, Spinner, Text, TextField } from '@shopify/polaris'
import { useEffect, useState } from 'react'
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
            autoComplete="off"
            focused
            {...(asked && flaw && { error: flaw })}
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
    <InlineStack gap="200" blockAlign="center">
      <Spinner size="small" />
      <Text as="span">Counting the members…</Text>
    </InlineStack>
  )
}

function Reach({ kind, reach }: { kind: BulkKind; reach: BulkReach }) {
  if (kind === 'clear-bounce') return <Text as="p">{bounceReach(reach)}</Text>
  const minutes = tagMinutes(reach.members)
  return (
    <Text as="p">
      For {formatCountOf(reach.members, 'member')}, at Shopify, where tags are kept; the list shows it once Shopify has
      told us.
      {minutes === null ? '' : ` Shopify takes about ten a second: some ${formatCount(minutes)} minutes.`}
    </Text>
  )
}

function BounceCost() {
  return (
    <>
      <Text as="p">
        Campaigns will try these addresses again, and Amazon SES takes those with a hard bounce off its suppression
        list.
      </Text>
      <Text as="p">
        Mail to addresses that bounce harms your sender reputation: Amazon SES may pause an account above 5% of bounces,
        for all your mail. Clear a bounce only where you know that the address works again. This can not be taken back.
      </Text>
    </>
  )
}
