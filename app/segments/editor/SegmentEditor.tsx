import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Columns, MainColumn, SideColumn } from '#app/ui/layout/Columns.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { FormBar } from '#app/ui/forms/FormBar.tsx'
import { useForm } from '#app/ui/forms/useForm.ts'
import { useLeave } from '#app/ui/actions/useLeave.ts'
import { CountCard } from './CountCard.tsx'
import { readRules, type RuleErrors, type RulesDraft, toDraft } from './rule-drafts.ts'
import type { SegmentForm } from '../rules.ts'
import { RulesCard } from './RulesCard.tsx'

export type SegmentAnswer = { errors: { name?: string; rules?: string } }

type Fields = { name: string; rules: RulesDraft }

type Props = {
  title: string
  back: string
  /** What is saved, or a new segment begins with: the form is dirty where it differs. */
  saved: SegmentForm
  currency: string
}

/** Names a segment and writes its rules, with the number of members they hold right now. */
export function SegmentEditor({ title, back, saved, currency }: Props) {
  const saving = useFetcher<SegmentAnswer>()
  const form = useForm<Fields>({ saved: { name: saved.name, rules: toDraft(saved.rules) }, answer: saving.data })
  const { name, rules: draft } = form.fields
  const [refused, setRefused] = useState<number[]>([])
  const leave = useLeave()
  const read = readRules(draft)
  const save = () => {
    setRefused(read.ok ? [] : Object.keys(read.errors).map(Number))
    form.sending()
    if (read.ok) saving.submit({ name, rules: read.rules }, { method: 'post', encType: 'application/json' })
  }
  return (
    <Page title={title} backAction={{ content: 'Segments', onAction: () => leave(back) }}>
      <FormBar
        id="segment"
        dirty={saving.state === 'idle' && isDirty(form.fields, saved)}
        saving={saving.state !== 'idle'}
        onSave={save}
        onDiscard={form.discard}
      />
      <Columns>
        <MainColumn>
          <Stack gap="large">
            <Card>
              <TextField
                label="Segment name"
                value={name}
                error={form.errors.name}
                onChange={(text) => form.change({ name: text })}
                maxLength={120}
              />
            </Card>
            <RulesCard
              draft={draft}
              errors={read.ok ? {} : stillWrong(read.errors, refused)}
              currency={currency}
              onChange={(rules) => form.change({ rules })}
            />
            {form.errors.rules ? <Paragraph tone="critical">{form.errors.rules}</Paragraph> : null}
          </Stack>
        </MainColumn>
        <SideColumn>
          <CountCard rules={read.ok ? read.rules : null} />
        </SideColumn>
      </Columns>
    </Page>
  )
}

/** The faults that were there when it was to be saved, as far as they are not mended; a rule that is being typed has none yet. */
function stillWrong(errors: RuleErrors, refused: number[]): RuleErrors {
  return Object.fromEntries(Object.entries(errors).filter(([key]) => refused.includes(Number(key))))
}

function isDirty({ name, rules: draft }: Fields, saved: SegmentForm): boolean {
  const shape = ({ match, rules }: RulesDraft) =>
    JSON.stringify([match, rules.map(({ field, operator, value }) => [field, operator, value])])
  return name.trim() !== saved.name || shape(draft) !== shape(toDraft(saved.rules))
}
