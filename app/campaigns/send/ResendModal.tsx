import { useFetcher } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { Dialog } from '#app/ui/actions/Dialog.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { formatCountOf } from '#app/ui/format/format.ts'
import { Choices } from '#app/ui/forms/Choices.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Reason } from './Reason.tsx'
import type { ResendTo } from '#app/sending/resend.server.ts'
import type { ResendCounts } from './resend.server.ts'

type Props = {
  open: boolean
  campaignId: number
  subject: string
  sending: boolean
  /** Why it could not be sent again just now. */
  problems: string[]
  onSend: (again: { to: ResendTo; subject: string }) => void
  onClose: () => void
}

const OPTIONS: { value: ResendTo; label: string; helpText: string }[] = [
  {
    value: 'cold',
    label: 'Members who didn’t open or click',
    helpText:
      'They were sent it, and nobody has opened or clicked it. Images that Apple’s privacy proxy loads don’t count as opened here. Members who chose not to be tracked are left out.',
  },
  {
    value: 'missed',
    label: 'Members who haven’t been sent it',
    helpText: 'They’ve joined the segment since, or their email failed. Never members whose email is unconfirmed.',
  },
]

/** Asks to whom a campaign is sent again, and with which subject. */
export function ResendModal({ open, campaignId, subject, sending, problems, onSend, onClose }: Props) {
  const { load, data } = useFetcher<{ counts: ResendCounts | null }>()
  const [chosen, setChosen] = useState<ResendTo | null>(null)
  const [typed, setTyped] = useState(subject)
  useEffect(() => {
    if (open) load(`/app/campaigns/${campaignId}/resend`)
  }, [open, campaignId, load])
  const counts = data?.counts ?? null
  const options = OPTIONS.filter(({ value }) => counts?.[value])
  const to = options.find(({ value }) => value === chosen)?.value ?? options[0]?.value
  const reachable = (to && counts?.[to]?.reachable) ?? 0
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Send again"
      primaryAction={{
        content: data ? `Send to ${formatCountOf(reachable, 'member')}` : 'Send again',
        loading: sending,
        disabled: !to || reachable === 0,
        onAction: () => to && onSend({ to, subject: typed.trim() }),
      }}
      secondaryActions={[{ content: 'Cancel', onAction: onClose }]}
    >
      <Stack gap="large">
        {problems.length > 0 ? (
          <Banner tone="critical" title="This campaign can’t be sent again yet">
            {problems.map((problem) => (
              <p key={problem}>
                <Reason text={problem} />
              </p>
            ))}
          </Banner>
        ) : null}
        {data && !counts ? (
          <Paragraph>Who got this campaign isn’t known any more. Duplicate it to send it again.</Paragraph>
        ) : null}
        {to && counts ? (
          <Choices
            name="resend-to"
            value={to}
            options={options.map((option) => ({
              ...option,
              label: `${option.label} (${countWords(counts, option.value)})`,
            }))}
            onChange={setChosen}
          />
        ) : null}
        {to ? (
          <TextField
            label="Subject"
            value={typed}
            maxLength={250}
            helpText="Another subject may reach those who passed over the first."
            onChange={setTyped}
          />
        ) : null}
        {data ? null : <Paragraph tone="subdued">Counting…</Paragraph>}
        <Paragraph tone="subdued">
          Each person counts once in the campaign’s figures. Sending starts right away and can’t be undone.
        </Paragraph>
      </Stack>
    </Dialog>
  )
}

const countWords = (counts: ResendCounts, to: ResendTo) => formatCountOf(counts[to]?.reachable ?? 0, 'member')
