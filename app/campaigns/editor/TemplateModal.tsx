import { useState } from 'react'
import { Dialog } from '#app/ui/actions/Dialog.tsx'
import { Form } from '#app/ui/forms/Form.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { MAX_NAME } from '../draft.ts'

type Props = {
  open: boolean
  saving: boolean
  error?: string | undefined
  /** What the page said of one that was kept. */
  saved?: string | undefined
  onSave: (name: string) => void
  onClose: () => void
}

/** Keeps the design to begin other campaigns with. */
export function TemplateModal({ open, saving, error, saved, onSave, onClose }: Props) {
  const [name, setName] = useState('')
  const [asked, setAsked] = useState<string | null>(null)
  // What was answered is about the name that was asked for.
  const isAnswered = name === asked
  const save = () => {
    if (saving) return
    setAsked(name)
    onSave(name)
  }
  const close = () => {
    setAsked(null)
    onClose()
  }
  return (
    <Dialog
      open={open}
      title="Save as template"
      primaryAction={{ content: 'Save', onAction: save, loading: saving }}
      secondaryActions={[{ content: isAnswered && saved ? 'Done' : 'Cancel', onAction: close }]}
      onClose={close}
    >
      <Form onSubmit={save}>
        <TextField
          label="Template name"
          value={name}
          error={isAnswered ? error : undefined}
          maxLength={MAX_NAME}
          helpText={(isAnswered && saved) || 'You’ll find it when you create a campaign.'}
          onChange={setName}
        />
      </Form>
    </Dialog>
  )
}
