import { memo, type ReactNode } from 'react'
import type { SettingsErrors, SettingsFields } from './settings.ts'
import type { SettingsForm } from './useSettingsForm.ts'

/** What one section of the form knows of it. */
export type FormPart<Name extends keyof SettingsFields> = {
  fields: Pick<SettingsFields, Name>
  errors: Pick<SettingsErrors, Name>
  notes: Pick<SettingsErrors, Name>
  set: SettingsForm['set']
}

/** A section that is drawn anew only when one of its own fields has changed: a keystroke must not draw the whole page. */
export function memoPart<Name extends keyof SettingsFields, Props extends { form: FormPart<Name> }>(
  names: readonly Name[],
  Section: (props: Props) => ReactNode,
) {
  return memo(Section, (before, after) => {
    const others = Object.keys(after).filter((name) => name !== 'form') as (keyof Props)[]
    const isSame = (name: Name) =>
      (['fields', 'errors', 'notes'] as const).every((part) => before.form[part][name] === after.form[part][name])
    return names.every(isSame) && others.every((name) => Object.is(before[name], after[name]))
  })
}
