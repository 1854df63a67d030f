import { useState } from 'react'
import { TextField } from '#app/ui/forms/TextField.tsx'

type Props = { label: string; value: number; from: number; to: number; onChange: (value: number) => void }

/** A number of pixels; what is typed meanwhile is taken once it is one of those allowed. */
export function NumberField({ label, value, from, to, onChange }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const change = (text: string) => {
    const number = Number(text)
    const fits = /^\d{1,4}$/.test(text) && number >= from && number <= to
    setTyped(fits ? null : text)
    if (fits) onChange(number)
  }
  return (
    <TextField
      label={label}
      value={typed ?? String(value)}
      suffix="px"
      inputMode="numeric"
      maxLength={4}
      error={typed === null ? undefined : `Enter a number from ${from} to ${to}`}
      onChange={change}
    />
  )
}
