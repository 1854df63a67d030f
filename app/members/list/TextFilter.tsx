import { TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useRested } from '#app/ui/useRested.ts'

type Props = { label: string; value: string; helpText?: string; onChange: (text: string) => void }

/** A word to filter by. */
export function TextFilter({ label, value, helpText, onChange }: Props) {
  const [typed, setTyped] = useState(value)
  useRested(typed, value, onChange)
  return <TextField label={label} value={typed} onChange={setTyped} helpText={helpText} autoComplete="off" />
}
