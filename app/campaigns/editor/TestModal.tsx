import { useState } from 'react'
import { Form } from '#app/ui/forms/Form.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Details } from '#app/ui/text/Details.tsx'
import { Dialog } from '#app/ui/actions/Dialog.tsx'

type Props = {
  open: boolean
  sending: boolean
  error?: string | undefined
  /** What Amazon SES said of it, word for word. */
  detail?: string | undefined
  /** What the page said of a test that left. */
  sentTo?: string | undefined
  onSend: (address: string) => void
  onClose: () => void
}

/** Asks for the addresses of a test e-mail. */
export function TestModal({ open, sending, error, detail, sentTo, onSend, onClose }: Props) {
  const [address, setAddress] = useState('')
  const [asked, setAsked] = useState<string | null>(null)
  // What was answered is about the address that was asked for.
  const isAnswered = address.trim() === asked
  const send = () => {
    if (sending || !address.trim()) return
    setAsked(address.trim())
    onSend(address.trim())
  }
  const close = () => {
    setAsked(null)
    onClose()
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Send a test email"
      primaryAction={{ content: 'Send test', loading: sending, disabled: !address.trim(), onAction: send }}
      secondaryActions={[{ content: 'Cancel', onAction: close }]}
    >
      <Stack gap="base">
        {/* What is wrong with an address is said by the server, and in one way. */}
        <Form onSubmit={send} noValidate>
          <TextField
            label="Email addresses"
            value={address}
            onChange={setAddress}
            error={isAnswered ? error : undefined}
            helpText={isAnswered && sentTo ? sentTo : 'Up to five, separated by commas.'}
            autoComplete="email"
            maxLength={2000}
          />
        </Form>
        {isAnswered && error && detail ? <Details>Amazon SES response: {detail}</Details> : null}
        <Paragraph tone="subdued">
          The test shows the draft as you see it now. Its opens and clicks aren’t tracked, and it isn’t counted in any
          statistics.
        </Paragraph>
      </Stack>
    </Dialog>
  )
}
