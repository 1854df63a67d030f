import { useFetcher } from '@remix-run/react'
import { useAppBridge } from '@shopify/app-bridge-react'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Form } from '#app/ui/forms/Form.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { useForm } from '#app/ui/forms/useForm.ts'
import { Dialog } from '#app/ui/actions/Dialog.tsx'

/** Names a key and shows it, once. */
export function NewKeyModal({ onClose }: { onClose: () => void }) {
  const shopify = useAppBridge()
  const creation = useFetcher<{ key: string } | { errors: { name: string } }>()
  const answer = creation.data
  const form = useForm({ saved: { name: '' }, answer })
  const { name } = form.fields
  const key = answer && 'key' in answer ? answer.key : null
  const create = () => {
    if (creation.state !== 'idle') return
    form.sending()
    creation.submit({ intent: 'create-key', name }, { method: 'post', encType: 'application/json' })
  }
  const copy = () => {
    if (key) void navigator.clipboard.writeText(key).then(() => shopify.toast.show('Key copied'))
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={key ? 'Your new API key' : 'Create API key'}
      primaryAction={
        key
          ? { content: 'Copy key', onAction: copy }
          : { content: 'Create key', onAction: create, loading: creation.state !== 'idle' }
      }
      secondaryActions={[{ content: key ? 'Done' : 'Cancel', onAction: onClose }]}
    >
      {key ? (
        <Stack gap="base">
          <Banner tone="warning">Copy it now. For your security, it can’t be shown again.</Banner>
          <TextField label="API key" value={key} readOnly monospaced selectOnFocus />
          <Paragraph tone="subdued" breakWord>
            Send it as <code>Authorization: Bearer {'<key>'}</code>.
          </Paragraph>
        </Stack>
      ) : (
        <Form onSubmit={create}>
          <TextField
            label="Name"
            value={name}
            error={form.errors.name}
            placeholder="For example, Weekly report"
            helpText="Helps you remember what uses it."
            onChange={(text) => form.change({ name: text })}
            maxLength={80}
          />
        </Form>
      )}
    </Dialog>
  )
}
