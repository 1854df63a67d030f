import { Button, ButtonGroup } from '@shopify/polaris'

type Props<Value> = {
  options: readonly { value: Value; label: string }[]
  value: Value
  onChange: (value: Value) => void
}

/** One view of several: buttons in a row, of which the chosen one is pressed. */
export function SwitchButtons<Value>({ options, value: chosen, onChange }: Props<Value>) {
  return (
    <ButtonGroup variant="segmented">
      {options.map(({ value, label }) => (
        <Button key={label} size="slim" pressed={value === chosen} onClick={() => onChange(value)}>
          {label}
        </Button>
      ))}
    </ButtonGroup>
  )
}
