import { Select as PolarisSelect } from '@shopify/polaris'
import { given } from '../given.ts'

type Props = {
  label: string
  labelHidden?: boolean
  /** Before the field instead of above it. */
  labelInline?: boolean
  options: { value: string; label: string }[]
  value: string
  onChange: (value: string) => void
  placeholder?: string
  error?: string | undefined
  helpText?: string | undefined
}

/** One of many. */
export function Select(props: Props) {
  return <PolarisSelect {...given(props)} />
}
