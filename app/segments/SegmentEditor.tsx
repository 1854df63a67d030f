import { useFetcher } from '@remix-run/react'
import { BlockStack, Card, Layout, Page, Text, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { FormBar } from '#app/ui/FormBar.tsx'
import { useLeave } from '#app/ui/useLeave.ts'
import { CountCard } from './CountCard.tsx'
import { readRules, type RuleErrors, type RulesDraft, toDraft } from './rule-drafts.ts'
import type { SegmentForm } from './rules.ts'
import { RulesCard } from './RulesCard.tsx'

export type SegmentAnswer = { errors: { name?: string; rules?: string } }

type Props = {
  title: string
  back: string
  /** What is saved: the form is dirty where it differs. */
  saved: SegmentForm
  /** What the form begins with, when it is not what is saved. */
  start?: SegmentForm
  currency: string
}

/** Names a segment and writes its rules, with the number of members they hold right now. */
export function SegmentEditor({ title, back, saved, start = saved, currency }: Props) {
  const [name, setName] = useState(start.name)
  const [draft, setDraft] = useState(() => toDraft(start.rules))
  const [errors, setErrors] = useState<RuleErrors>({})
  const saving = useFetcher<SegmentAnswer>()
  const leave = useLeave()
  const read = readRules(draft)
  const refused = saving.state === 'idle' ? saving.data?.errors : undefined
  const save = () => {
    setErrors(read.ok ? {} : read.errors)
    if (read.ok) saving.submit({ name, rules: read.rules }, { method: 'post', encType: 'application/json' })
  }
  const discard = () => {
    setName(saved.name)
    setDraft(toDraft(saved.rules))
    setErrors({})
  }
  const change = (next: RulesDraft) => {
    setDraft(next)
    setErrors({})
  }
  return (
    <Page title={title} backAction={{ content: 'Segments', onAction: () => leave(back) }}>
      <FormBar
        id="segment"
        dirty={saving.state === 'idle' && isDirty({ name, draft }, saved)}
        saving={saving.state !== 'idle'}
        onSave={save}
        onDiscard={discard}
      />
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <Card>
              <TextField
                label="Segment name"
                value={name}
                error={refused?.name}
                onChange={setName}
                autoComplete="off"
                maxLength={120}
              />
            </Card>
            <RulesCard draft={draft} errors={errors} currency={currency} onChange={change} />
            {refused?.rules ? (
              <Text as="p" tone="critical">
                {refused.rules}
              </Text>
            ) : null}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <CountCard rules={read.ok ? read.rules : null} />
        </Layout.Section>
      </Layout>
    </Page>
  )
}

function isDirty({ name, draft }: { name: string; draft: RulesDraft }, saved: SegmentForm): boolean {
  const shape = ({ match, rules }: RulesDraft) =>
    JSON.stringify([match, rules.map(({ field, operator, value }) => [field, operator, value])])
  return name.trim() !== saved.name || shape(draft) !== shape(toDraft(saved.rules))
}
