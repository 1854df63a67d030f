import { FocusKeeper } from '#app/ui/actions/FocusKeeper.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { GroupRules } from './GroupRules.tsx'
import type { RuleErrors, RulesDraft } from './rule-drafts.ts'
import type { Offered } from './RuleValue.tsx'

type Props = {
  draft: RulesDraft
  errors: RuleErrors
  offered: Offered
  onChange: (draft: RulesDraft) => void
}

/** The rules of a segment, in groups of which a member must meet all, any or none. */
export function RulesCard({ draft, errors, offered, onChange }: Props) {
  return (
    <Card>
      <Stack gap="large">
        <Heading>Rules</Heading>
        <FocusKeeper>
          {draft.rules.length === 0 ? (
            <Paragraph tone="subdued">No rules: this segment includes every member.</Paragraph>
          ) : null}
          <GroupRules group={draft} number="" whole={{ draft, errors, offered, onChange }} />
        </FocusKeeper>
      </Stack>
    </Card>
  )
}
