import { Button } from '#app/ui/actions/Button.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { FocusKeeper } from '#app/ui/actions/FocusKeeper.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { addRule, changeRule, removeRule, type RuleErrors, type RulesDraft } from './rule-drafts.ts'
import { RuleRow } from './RuleRow.tsx'

type Props = {
  draft: RulesDraft
  errors: RuleErrors
  currency: string
  onChange: (draft: RulesDraft) => void
}

/** The rules of a segment, and whether a member must meet all of them or any. */
export function RulesCard({ draft, errors, currency, onChange }: Props) {
  return (
    <Card>
      <Stack gap="large">
        <Heading>Rules</Heading>
        <Inline>
          <Select
            label="Members match"
            labelInline
            options={[
              { value: 'all', label: 'all of these rules' },
              { value: 'any', label: 'any of these rules' },
            ]}
            value={draft.match}
            onChange={(match) => onChange({ ...draft, match: match === 'any' ? 'any' : 'all' })}
          />
        </Inline>
        <FocusKeeper>
          {draft.rules.length === 0 ? (
            <Paragraph tone="subdued">No rules: this segment includes every member.</Paragraph>
          ) : null}
          {draft.rules.map((rule, index) => (
            <RuleRow
              key={rule.key}
              rule={rule}
              number={index + 1}
              currency={currency}
              error={errors[rule.key]}
              onChange={(change) => onChange(changeRule(draft, rule.key, change))}
              onRemove={() => onChange(removeRule(draft, rule.key))}
            />
          ))}
          <Inline>
            <Button icon="plus" onClick={() => onChange(addRule(draft))}>
              Add rule
            </Button>
          </Inline>
        </FocusKeeper>
      </Stack>
    </Card>
  )
}
