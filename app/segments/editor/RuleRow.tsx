import { Button } from '#app/ui/actions/Button.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Well } from '#app/ui/layout/Well.tsx'
import { kindOf, operatorChoices, type RuleDraft, valueChoices } from './rule-drafts.ts'
import { SEGMENT_FIELDS, type SegmentField } from '../rules.ts'

const FIELDS = Object.entries(SEGMENT_FIELDS).map(([value, { label }]) => ({ value, label }))

type Props = {
  rule: RuleDraft
  /** The rule's number, for who hears the page instead of seeing it. */
  number: number
  currency: string
  error?: string | undefined
  onChange: (change: Partial<Omit<RuleDraft, 'key'>>) => void
  onRemove: () => void
}

/** One rule: field, operator, value. */
export function RuleRow({ rule, number, currency, error, onChange, onRemove }: Props) {
  return (
    <Well>
      <Grid columns={{ phone: '1fr', desktop: '5fr 4fr 4fr' }} gap="small">
        <Select
          label={`Rule ${number}: field`}
          labelHidden
          options={FIELDS}
          value={rule.field}
          onChange={(field) => onChange({ field: field as SegmentField })}
        />
        <Select
          label={`Rule ${number}: operator`}
          labelHidden
          options={operatorChoices(rule.field)}
          value={rule.operator}
          onChange={(operator) => onChange({ operator })}
        />
        <Inline gap="tight" wrap={false} align="center">
          <div style={{ flex: 1, minWidth: 0 }}>
            <Value rule={rule} number={number} currency={currency} error={error} onChange={onChange} />
          </div>
          <Button icon="delete" variant="tertiary" accessibilityLabel={`Remove rule ${number}`} onClick={onRemove} />
        </Inline>
      </Grid>
    </Well>
  )
}

function Value({ rule, number, currency, error, onChange }: Omit<Props, 'onRemove'>) {
  const choices = valueChoices(rule.field)
  const label = `Rule ${number}: value`
  const setValue = (value: string) => onChange({ value })
  if (choices)
    return <Select label={label} labelHidden options={choices} value={rule.value} error={error} onChange={setValue} />
  const isNumber = kindOf(rule.field) !== 'tag'
  return (
    <TextField
      label={label}
      labelHidden
      value={rule.value}
      error={error}
      inputMode={isNumber ? 'decimal' : 'text'}
      suffix={unit(rule.field, currency)}
      placeholder={isNumber ? '0' : 'VIP'}
      onChange={setValue}
    />
  )
}

function unit(field: SegmentField, currency: string): string | undefined {
  if (kindOf(field) === 'days') return 'days'
  return field === 'amount-spent' ? currency : undefined
}
