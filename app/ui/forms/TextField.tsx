import { TextField as PolarisTextField } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'

type Props = {
  label: string
  labelHidden?: boolean
  /** Another way to fill it in. */
  labelAction?: { content: string; onAction: () => void }
  value: string
  /** Not for one that is only read. */
  onChange?: (value: string) => void
  name?: string
  type?: 'email' | 'search' | 'date' | 'time'
  /** What a browser may fill it with. */
  autoComplete?: 'off' | 'email' | 'organization' | 'street-address'
  inputMode?: 'text' | 'decimal' | 'numeric'
  error?: string | undefined
  helpText?: string | undefined
  placeholder?: string
  prefix?: string | undefined
  suffix?: string | undefined
  maxLength?: number
  /** How many lines it shows at least, when it takes several. */
  lines?: number
  /** How high it grows with what is typed, in pixels. */
  maxHeight?: number
  monospaced?: boolean
  spellCheck?: boolean
  readOnly?: boolean
  disabled?: boolean
  /** Marks it as one that must be filled in. */
  required?: boolean
  focused?: boolean
  selectOnFocus?: boolean
  /** The button at its end. */
  button?: ReactNode
}

/** A field for words. */
export function TextField(props: Props) {
  const { autoComplete = 'off', lines, required, selectOnFocus, button, ...rest } = props
  return (
    <PolarisTextField
      autoComplete={autoComplete}
      {...given({
        ...rest,
        multiline: lines,
        requiredIndicator: required,
        selectTextOnFocus: selectOnFocus,
        connectedRight: button,
      })}
    />
  )
}
