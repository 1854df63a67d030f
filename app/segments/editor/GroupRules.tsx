import { Button } from '#app/ui/actions/Button.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { COLORS, space } from '#app/ui/layout/tokens.ts'
import { MATCHES, MAX_DEPTH, MAX_RULES, type Match } from '../rules.ts'
import {
  addGroup,
  addRule,
  changeRule,
  countRules,
  type GroupDraft,
  isGroupDraft,
  removeNode,
  type RuleErrors,
  type RulesDraft,
  setMatch,
} from './rule-drafts.ts'
import { RuleRow } from './RuleRow.tsx'
import type { Offered } from './RuleValue.tsx'

/** The tree that the group is a part of. */
type Whole = { draft: RulesDraft; errors: RuleErrors; offered: Offered; onChange: (draft: RulesDraft) => void }

type Props = {
  group: GroupDraft
  /** Empty of the group that holds all, else its place, such as 2 or 2.1. */
  number: string
  whole: Whole
}

const MATCH_LABELS: Record<Match, string> = {
  all: 'all of these rules',
  any: 'any of these rules',
  none: 'none of these rules',
}

/** How the rules of a group join, and the rules and groups in it. */
export function GroupRules({ group, number, whole }: Props) {
  const { draft, onChange } = whole
  return (
    <Stack gap="small">
      <Inline gap="small" align="center">
        <Select
          label={number ? `Group ${number} matches` : 'Members match'}
          labelInline
          options={MATCHES.map((value) => ({ value, label: MATCH_LABELS[value] }))}
          value={group.match}
          onChange={(match) => onChange(setMatch(draft, group.key, match))}
        />
        {number ? (
          <Button
            icon="delete"
            variant="tertiary"
            accessibilityLabel={`Remove group ${number}`}
            onClick={() => onChange(removeNode(draft, group.key))}
          />
        ) : null}
      </Inline>
      <Nodes group={group} number={number} whole={whole} />
      <Additions group={group} number={number} whole={whole} />
    </Stack>
  )
}

const inside = (number: string, index: number) => (number ? `${number}.${index + 1}` : String(index + 1))

function Nodes({ group, number, whole }: Props) {
  const { draft, errors, offered, onChange } = whole
  return group.rules.map((node, index) => {
    const place = inside(number, index)
    return isGroupDraft(node) ? (
      <div key={node.key} role="group" aria-label={`Group ${place}`} style={INDENTED}>
        <GroupRules group={node} number={place} whole={whole} />
      </div>
    ) : (
      <RuleRow
        key={node.key}
        rule={node}
        number={place}
        offered={offered}
        error={errors[node.key]}
        onChange={(change) => onChange(changeRule(draft, node.key, change))}
        onRemove={() => onChange(removeNode(draft, node.key))}
      />
    )
  })
}

function Additions({ group, number, whole: { draft, onChange } }: Props) {
  const to = number ? ` to group ${number}` : ''
  const depth = number ? 1 + number.split('.').length : 1
  if (countRules(draft) >= MAX_RULES) return null
  return (
    <Inline gap="small">
      <Button
        icon="plus"
        {...(to && { accessibilityLabel: `Add rule${to}` })}
        onClick={() => onChange(addRule(draft, group.key))}
      >
        Add rule
      </Button>
      {depth < MAX_DEPTH ? (
        <Button
          variant="tertiary"
          {...(to && { accessibilityLabel: `Add group${to}` })}
          onClick={() => onChange(addGroup(draft, group.key))}
        >
          Add group
        </Button>
      ) : null}
    </Inline>
  )
}

const INDENTED = {
  borderInlineStart: `2px solid ${COLORS.line}`,
  paddingInlineStart: space('base'),
} as const
