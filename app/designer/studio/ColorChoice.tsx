import { useState } from 'react'
import { HEX_COLOR } from '#app/platform/text/contrast.ts'
import { ColorField } from '#app/ui/forms/ColorField.tsx'

type Props = {
  label: string
  /** Null for the brand's. */
  value: string | null
  fallback: string
  onChange: (color: string | null) => void
}

/** A color of its own for something, or the brand's; what is typed meanwhile is taken once it is one. */
export function ColorChoice({ label, value, fallback, onChange }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const change = (text: string) => {
    const fits = text === '' || HEX_COLOR.test(text)
    setTyped(fits ? null : text)
    if (fits) onChange(text === '' ? null : text.toLowerCase())
  }
  return (
    <ColorField
      label={label}
      value={typed ?? value ?? ''}
      fallback={fallback}
      error={typed === null ? undefined : 'Enter # and six digits, such as #1a4d3e'}
      helpText="Leave empty for the color of your brand."
      onChange={change}
    />
  )
}
