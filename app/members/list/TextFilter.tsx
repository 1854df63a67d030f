import { useEffect, useState } from 'react'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { type HistoryStep, useTyped } from '#app/ui/forms/useTyped.ts'

const AFTER_OPENING_MS = 100

/** Takes what a filter is set to by typing. */
export type Settle = (text: string, step: HistoryStep) => void

type Props = {
  label: string
  value: string
  /** What a text means, spelled as the value is. */
  tidy: (text: string) => string
  /** What is wrong with a text; null when nothing is. */
  flaw?: (text: string) => string | null
  helpText?: string
  onChange: Settle
}

/** Words to filter by. */
export function TextFilter({ label, value, tidy, flaw = () => null, helpText, onChange }: Props) {
  const { typed, setTyped } = useTyped({
    value,
    show: (text) => text,
    read: (text) => (flaw(text) === null ? tidy(text) : null),
    onRest: onChange,
  })
  const focused = useFocusedInPopover()
  const wrong = flaw(typed)
  return (
    <TextField
      label={label}
      value={typed}
      onChange={setTyped}
      helpText={helpText}
      focused={focused}
      error={wrong ?? undefined}
    />
  )
}

/** Polaris gives the focus to the popover itself as it opens; the field takes it after that. */
function useFocusedInPopover(): boolean {
  const [focused, setFocused] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setFocused(true), AFTER_OPENING_MS)
    return () => clearTimeout(timer)
  }, [])
  return focused
}
