import { TextField } from './TextField.tsx'

type Props = {
  label: string
  /** `#rrggbb`, what is being typed, or nothing. */
  value: string
  /** What holds while nothing is chosen. */
  fallback: string
  error?: string | undefined
  helpText?: string | undefined
  onChange: (color: string) => void
}

const HEX = /^#[0-9a-f]{6}$/i

/** A color, typed or picked. */
export function ColorField({ label, value, fallback, error, helpText, onChange }: Props) {
  return (
    <TextField
      label={label}
      value={value}
      error={error}
      helpText={helpText}
      placeholder={fallback}
      maxLength={7}
      onChange={onChange}
      button={
        <input
          type="color"
          aria-label={`${label}: pick`}
          value={HEX.test(value) ? value : fallback}
          onChange={(event) => onChange(event.target.value)}
          style={{
            inlineSize: 36,
            blockSize: 32,
            padding: 2,
            border: '1px solid #8a8a8a',
            borderRadius: 8,
            background: '#fff',
          }}
        />
      }
    />
  )
}
