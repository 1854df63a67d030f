import { Select } from '#app/ui/forms/Select.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import type { Choice, FieldInput } from '../fields/field.ts'
import { fieldOf } from '../fields/fields.ts'
import type { Choices } from './choices.server.ts'
import { type Parts, type RuleChange, type RuleDraft, valueChoices } from './rule-drafts.ts'

/** What the shop has to choose from, and what its money is in. */
export type Offered = Choices & { currency: string }

type Props = {
  rule: RuleDraft
  number: string
  offered: Offered
  error?: string | undefined
  onChange: (change: RuleChange) => void
}

/** What the field of a rule is compared with. */
export function RuleValue(props: Props) {
  const { rule, number, offered, error } = props
  const { input } = fieldOf(rule.field)
  const choices = choicesOf(rule, offered)
  const label = `Rule ${number}: value`
  const value = rule.parts.value ?? ''
  const setValue = (typed: string) => props.onChange({ parts: { value: typed } })
  if (input.kind === 'deeds') return <Deeds {...props} />
  if (input.kind === 'product') return <Product {...props} />
  if (choices)
    return <Select label={label} labelHidden options={choices} value={value} error={error} onChange={setValue} />
  return (
    <TextField
      label={label}
      labelHidden
      value={value}
      error={error}
      inputMode={input.kind === 'number' ? 'decimal' : 'text'}
      suffix={unitOf(input, offered.currency)}
      placeholder={input.kind === 'text' ? input.example : '0'}
      onChange={setValue}
    />
  )
}

/** Those of the field, or the shop's tiers; a tier that there is no more stays to be seen. */
function choicesOf({ field, parts }: RuleDraft, { tiers }: Offered): Choice[] | null {
  const { input } = fieldOf(field)
  if (input.kind !== 'text' || input.from !== 'tiers' || tiers.length === 0) return valueChoices(field)
  const named = parts.value ?? ''
  const all = tiers.includes(named) || named === '' ? tiers : [...tiers, named]
  return [{ value: '', label: 'Choose a tier' }, ...all.map((tier) => ({ value: tier, label: tier }))]
}

function unitOf(input: FieldInput, currency: string): string | undefined {
  if (input.kind !== 'number') return undefined
  return input.unit === 'days' ? 'days' : input.unit === 'money' ? currency : undefined
}

function Deeds({ rule, number, offered, error, onChange }: Props) {
  const { times = '', days = '', campaign = '' } = rule.parts
  const set = (parts: Parts) => onChange({ parts })
  return (
    <Stack gap="small">
      <Grid columns={{ phone: 2, desktop: 1 }} gap="small">
        <TextField
          label={`Rule ${number}: times`}
          labelHidden
          value={times}
          error={error}
          inputMode="numeric"
          suffix={times === '1' ? 'time' : 'times'}
          onChange={(typed) => set({ times: typed })}
        />
        <Days number={number} days={days} onChange={set} />
      </Grid>
      <Select
        label={`Rule ${number}: campaign`}
        labelHidden
        options={[{ value: '', label: 'Any email' }, ...known(offered.campaigns, campaign, 'A deleted campaign')]}
        value={campaign}
        onChange={(chosen) => set({ campaign: chosen })}
      />
    </Stack>
  )
}

function Product({ rule, number, offered, error, onChange }: Props) {
  const { product = '', days = '' } = rule.parts
  const set = (parts: Parts) => onChange({ parts })
  return (
    <Stack gap="small">
      <Select
        label={`Rule ${number}: product`}
        labelHidden
        options={[{ value: '', label: 'Choose a product' }, ...known(offered.products, product, 'A deleted product')]}
        value={product}
        error={error}
        onChange={(chosen) => set({ product: chosen })}
      />
      <Days number={number} days={days} onChange={set} />
    </Stack>
  )
}

/** What a rule names stays to be seen, also when it is offered no more. */
const known = (choices: Choice[], chosen: string, otherwise: string): Choice[] =>
  chosen === '' || choices.some(({ value }) => value === chosen)
    ? choices
    : [...choices, { value: chosen, label: otherwise }]

function Days({ number, days, onChange }: { number: string; days: string; onChange: (parts: Parts) => void }) {
  return (
    <TextField
      label={`Rule ${number}: in the last days`}
      labelHidden
      value={days}
      inputMode="numeric"
      prefix={days === '' ? undefined : 'in the last'}
      suffix="days"
      placeholder="All"
      onChange={(typed) => onChange({ days: typed })}
    />
  )
}
