import { Select as PolarisSelect } from '@shopify/polaris'
import { given } from '../given.ts'

type Choice = { value: string; label: string }

type Props = {
  label: string
  labelHidden?: boolean
  /** Before the field instead of above it. */
  labelInline?: boolean
  /** Choices, or groups of them that have a title. */
  options: (Choice | { title: string; options: Choice[] })[]
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
