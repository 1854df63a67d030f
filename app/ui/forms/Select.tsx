import { Select as PolarisSelect } from '@shopify/polaris'
import { given } from '../given.ts'

type Choice<Value extends string> = { value: Value; label: string }

type Props<Value extends string> = {
  label: string
  labelHidden?: boolean
  /** Before the field instead of above it. */
  labelInline?: boolean
  /** Choices, or groups of them that have a title. */
  options: readonly (Choice<Value> | { title: string; options: Choice<Value>[] })[]
  value: Value
  onChange: (value: Value) => void
  placeholder?: string
  error?: string | undefined
  helpText?: string | undefined
}

/** One of many. */
export function Select<Value extends string>({ options, onChange, ...rest }: Props<Value>) {
  // What is chosen is one of the options.
  return <PolarisSelect {...given(rest)} options={[...options]} onChange={(value) => onChange(value as Value)} />
}
