import { BlockStack, Button, Card, InlineStack, Select, Text } from '@shopify/polaris'
import { PlusIcon } from '@shopify/polaris-icons'
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
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Rules
        </Text>
        <InlineStack>
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
        </InlineStack>
        {draft.rules.length === 0 ? (
          <Text as="p" tone="subdued">
            No rules: this segment includes every member.
          </Text>
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
        <InlineStack>
          <Button icon={PlusIcon} onClick={() => onChange(addRule(draft))}>
            Add rule
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  )
}
