import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { differs } from '#app/ui/forms/form-errors.ts'
import { useForm } from '#app/ui/forms/useForm.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { checkSettings, type Settings, type SettingsErrors, type SettingsFields, toFields } from './settings.ts'

/** Notes stand beside fields that were saved all the same. */
export type SaveAnswer =
  | { toast: string; notes?: SettingsErrors }
  | { errors: SettingsErrors }
  /** Nothing was saved yet: this would be deleted. */
  | { losses: string[] }

export type SettingsForm = {
  fields: SettingsFields
  errors: SettingsErrors
  notes: SettingsErrors
  set: <K extends keyof SettingsFields>(name: K, value: SettingsFields[K]) => void
}

/** The form of the settings: what is typed, what is wrong with it, and how it is saved. */
export function useSettingsForm(saved: Settings) {
  const fetcher = useFetcher<SaveAnswer>()
  const form = useForm({ saved: toFields(saved), answer: fetcher.data })
  useToast(fetcher.data)
  const saving = fetcher.state !== 'idle'
  const { fields, errors, asSent } = form
  const [dismissed, setDismissed] = useState<SaveAnswer>()
  const asked = asSent && fetcher.data !== dismissed ? fetcher.data : undefined
  const submit = (confirmed: boolean) => {
    form.sending()
    fetcher.submit({ intent: 'save', fields, confirmed }, { method: 'post', encType: 'application/json' })
  }
  const notes = asSent && fetcher.data && 'notes' in fetcher.data ? fetcher.data.notes : undefined
  const shown: SettingsForm = {
    fields,
    errors,
    notes: notes ?? {},
    set: (name, value) => form.change({ [name]: value }),
  }
  return {
    form: shown,
    saving,
    // Until it is saved: SES may take some seconds to say whether it knows the sender.
    dirty: form.dirty && !meansTheSame(fields, saved),
    save: () => {
      const checked = checkSettings(fields)
      form.refuse(checked.ok ? {} : checked.errors)
      if (!checked.ok) return
      submit(false)
    },
    /** What saving would delete, until it is confirmed or let be. */
    losses: asked && 'losses' in asked ? asked.losses : [],
    confirm: () => submit(true),
    dismiss: () => setDismissed(fetcher.data),
    discard: form.discard,
  }
}

/** “1.50” is saved as 1.5: once it is, nothing is left to save. */
function meansTheSame(fields: SettingsFields, saved: Settings): boolean {
  const checked = checkSettings(fields)
  return checked.ok && !differs(checked.settings, saved)
}
