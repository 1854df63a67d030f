import { BlockStack, RadioButton } from '@shopify/polaris'

type Props<Value extends string> = {
  name: string
  value: Value
  options: { value: Value; label: string; helpText: string }[]
  onChange: (value: Value) => void
}

/** Radio buttons of which each says what it means. */
export function Choices<Value extends string>({ name, value: chosen, options, onChange }: Props<Value>) {
  return (
    <BlockStack gap="200">
      {options.map(({ value, label, helpText }) => (
        <RadioButton
          key={value}
          label={label}
          helpText={helpText}
          name={name}
          id={`${name}-${value}`}
          checked={value === chosen}
          onChange={() => onChange(value)}
        />
      ))}
    </BlockStack>
  )
}
