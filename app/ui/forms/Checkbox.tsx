import { Checkbox as PolarisCheckbox } from '@shopify/polaris'
import { given } from '../given.ts'

type Props = {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  helpText?: string
  disabled?: boolean
}

/** Something that is on or off. */
export function Checkbox(props: Props) {
  return <PolarisCheckbox {...given(props)} />
}
