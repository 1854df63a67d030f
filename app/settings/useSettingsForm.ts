import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { useToast } from '#app/ui/useToast.ts'
import { checkSettings, type Settings, type SettingsErrors, type SettingsFields, toFields } from './settings.ts'

export type SaveAnswer = { toast: string } | { errors: SettingsErrors }

export type SettingsForm = {
  fields: SettingsFields
  errors: SettingsErrors
  set: <K extends keyof SettingsFields>(name: K, value: SettingsFields[K]) => void
}

/** The form of the settings: what is typed, what is wrong with it, and how it is saved. */
export function useSettingsForm(saved: Settings) {
  const [fields, setFields] = useState(() => toFields(saved))
  const [errors, setErrors] = useState<SettingsErrors>({})
  const fetcher = useFetcher<SaveAnswer>()
  const [answered, setAnswered] = useState(fetcher.data)
  useToast(fetcher.data)
  if (fetcher.data !== answered) {
    setAnswered(fetcher.data)
    if (fetcher.data && 'errors' in fetcher.data) setErrors(fetcher.data.errors)
  }
  const saving = fetcher.state !== 'idle'
  const unchanged = toFields(saved)
  const changed = (Object.keys(fields) as (keyof SettingsFields)[]).some((name) => !same(fields[name], unchanged[name]))
  const form: SettingsForm = {
    fields,
    errors,
    set: (name, value) => {
      setFields((before) => ({ ...before, [name]: value }))
      setErrors((before) => ({ ...before, [name]: undefined }))
    },
  }
  return {
    form,
    saving,
    dirty: changed && !saving,
    save: () => {
      const checked = checkSettings(fields)
      setErrors(checked.ok ? {} : checked.errors)
      if (checked.ok) fetcher.submit({ intent: 'save', fields }, { method: 'post', encType: 'application/json' })
    },
    discard: () => {
      setFields(toFields(saved))
      setErrors({})
    },
  }
}

/** Spaces at the ends are not saved, so they are no change. */
function same(one: string | boolean, other: string | boolean): boolean {
  return typeof one === 'string' && typeof other === 'string' ? one.trim() === other.trim() : one === other
}
