import { useFetcher } from '@remix-run/react'
import { Banner, Text, TextField } from '@shopify/polaris'
import { useEffect, useState } from 'react'
import { ConfirmModal } from '#app/ui/ConfirmModal.tsx'
import { formatCount } from '#app/ui/format.ts'
import { type BulkKind, type BulkRequest, tagFlaw, tagMinutes } from './bulk.ts'

type Props = {
  kind: BulkKind
  /** Those ticked, or all whom the list holds. */
  whom: BulkRequest['whom']
  /** How many that are; null when that is not known. */
  count: number | null
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

/** Asks before something is done to many members, and says what it costs. */
export function BulkModal({ kind, whom, count, onClose, onBegun }: Props) {
  const [tag, setTag] = useState('')
  const [asked, setAsked] = useState(false)
  const flaw = kind === 'clear-bounce' ? null : tagFlaw(tag)
  const fetcher = useFetcher<{ error: string | null }>()
  const begun = fetcher.state === 'idle' && fetcher.data?.error === null
  useEffect(() => {
    if (begun) onBegun()
  }, [begun, onBegun])
  const members =
    count === 1 ? '1 member' : count === null ? 'all members of this list' : `${formatCount(count)} members`
  const confirm = () => {
    setAsked(true)
    if (flaw) return
    fetcher.submit(
      { what: kind === 'clear-bounce' ? { kind } : { kind, tag }, whom },
      {
        method: 'post',
        action: '/app/members/bulk',
        encType: 'application/json',
      },
    )
  }
  return (
    <ConfirmModal
      open
      title={TITLES[kind]}
      confirm={BUTTONS[kind]}
      destructive={kind === 'clear-bounce'}
      loading={fetcher.state !== 'idle'}
      onConfirm={confirm}
      onClose={onClose}
    >
      {fetcher.data?.error ? (
        <Banner tone="critical">
          <p>{fetcher.data.error}</p>
        </Banner>
      ) : null}
      {kind === 'clear-bounce' ? <BounceCost members={members} /> : <TagCost members={members} count={count} />}
      {kind === 'clear-bounce' ? null : (
        <TextField
          label="Tag"
          value={tag}
          onChange={setTag}
          maxLength={255}
          autoComplete="off"
          {...(asked && flaw && { error: flaw })}
        />
      )}
    </ConfirmModal>
  )
}

function BounceCost({ members }: { members: string }) {
  return (
    <>
      <Text as="p">
        Campaigns will try {members} again, as far as their address has bounced, and Amazon SES takes the addresses off
        its suppression list.
      </Text>
      <Text as="p">
        Mail to addresses that bounce harms your sender reputation: Amazon SES may pause an account above 5% of bounces,
        for all your mail. Clear a bounce only where you know that the address works again. This can not be taken back.
      </Text>
    </>
  )
}

function TagCost({ members, count }: { members: string; count: number | null }) {
  const minutes = count === null ? null : tagMinutes(count)
  return (
    <Text as="p">
      For {members}, at Shopify, where tags are kept; the list shows it once Shopify has told us.
      {minutes === null ? '' : ` Shopify takes about ten a second: some ${formatCount(minutes)} minutes.`}
    </Text>
  )
}
