import { ChoiceList as PolarisChoiceList } from '@shopify/polaris'

type Props = {
  label: string
  choices: { value: string; label: string }[]
  value: string
  onChange: (value: string) => void
}

/** One of a few, whose name stands elsewhere already. */
export function ChoiceList({ label, choices, value, onChange }: Props) {
  return (
    <PolarisChoiceList
      title={label}
      titleHidden
      choices={choices}
      selected={[value]}
      onChange={([chosen = '']) => onChange(chosen)}
    />
  )
}
