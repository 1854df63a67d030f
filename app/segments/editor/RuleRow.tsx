import { Button } from '#app/ui/actions/Button.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Well } from '#app/ui/layout/Well.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { FIELD_GROUPS, type FieldGroup } from '../fields/field.ts'
import { fieldOf, SEGMENT_FIELDS } from '../fields/fields.ts'
import { operatorChoices, type RuleChange, type RuleDraft } from './rule-drafts.ts'
import { ReachWords } from './ReachWords.tsx'
import { type Offered, RuleValue } from './RuleValue.tsx'

const FIELDS = (Object.keys(FIELD_GROUPS) as FieldGroup[]).map((group) => ({
  title: FIELD_GROUPS[group],
  options: SEGMENT_FIELDS.filter((name) => fieldOf(name).group === group).map((value) => ({
    value,
    label: fieldOf(value).label,
  })),
}))

type Props = {
  rule: RuleDraft
  /** The rule's number, such as 2.1 in the second group, for who hears the page instead of seeing it. */
  number: string
  offered: Offered
  error?: string | undefined
  onChange: (change: RuleChange) => void
  onRemove: () => void
}

/** One rule: field, operator, value, and what its field can not see. */
export function RuleRow({ rule, number, offered, error, onChange, onRemove }: Props) {
  const { hint, reach } = fieldOf(rule.field)
  return (
    <Well>
      <Stack gap="tight">
        <Grid columns={{ phone: '1fr', desktop: '5fr 3fr 5fr' }} gap="small">
          <Select
            label={`Rule ${number}: field`}
            labelHidden
            options={FIELDS}
            value={rule.field}
            onChange={(field) => onChange({ field })}
          />
          <Select
            label={`Rule ${number}: operator`}
            labelHidden
            options={operatorChoices(rule.field)}
            value={rule.operator}
            onChange={(operator) => onChange({ operator })}
          />
          <Inline gap="tight" wrap={false} align="start">
            <div style={{ flex: 1, minWidth: 0 }}>
              <RuleValue rule={rule} number={number} offered={offered} error={error} onChange={onChange} />
            </div>
            <Button icon="delete" variant="tertiary" accessibilityLabel={`Remove rule ${number}`} onClick={onRemove} />
          </Inline>
        </Grid>
        {hint || reach ? (
          <Paragraph size="small" tone="subdued">
            {hint} {reach ? <ReachWords reach={reach} offered={offered} /> : null}
          </Paragraph>
        ) : null}
      </Stack>
    </Well>
  )
}
