import { useFetcher } from '@remix-run/react'
import { type ReactNode, useState } from 'react'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Columns, MainColumn, SideColumn } from '#app/ui/layout/Columns.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { FormBar } from '#app/ui/forms/FormBar.tsx'
import { useForm } from '#app/ui/forms/useForm.ts'
import { useLeave } from '#app/ui/actions/useLeave.ts'
import type { Choice, Names } from '../fields/field.ts'
import type { SegmentForm } from '../rules.ts'
import { CountCard } from './CountCard.tsx'
import { type NodeDraft, isGroupDraft, readRules, type RuleErrors, type RulesDraft, toDraft } from './rule-drafts.ts'
import { RulesCard } from './RulesCard.tsx'
import type { Offered } from './RuleValue.tsx'
import { TemplatePicker } from './TemplatePicker.tsx'

export type SegmentAnswer = { errors: { name?: string; rules?: string } }

type Fields = { name: string; rules: RulesDraft }

type Props = {
  title: string
  back: string
  /** What is saved, or a new segment begins with: the form is dirty where it differs. */
  saved: SegmentForm
  offered: Offered
  above?: ReactNode
  offersTemplates?: boolean
}

/** Names a segment and writes its rules, with the number of members they hold right now. */
export function SegmentEditor({ title, back, saved, offered, above, offersTemplates = false }: Props) {
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
  const fill = (given: SegmentForm) => form.change({ name: given.name, rules: toDraft(given.rules) })
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
            {above}
            {offersTemplates ? <TemplatePicker onPick={fill} /> : null}
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
              offered={offered}
              onChange={(rules) => form.change({ rules })}
            />
            {form.errors.rules ? <Paragraph tone="critical">{form.errors.rules}</Paragraph> : null}
          </Stack>
        </MainColumn>
        <SideColumn>
          <CountCard rules={read.ok ? read.rules : null} names={namesIn(offered)} />
        </SideColumn>
      </Columns>
    </Page>
  )
}

function namesIn({ campaigns, products }: Offered): Names {
  const called = (choices: Choice[], id: string) => choices.find(({ value }) => value === id)?.label
  return {
    campaign: (campaignId) => called(campaigns, String(campaignId)) ?? 'a deleted campaign',
    product: (productId) => called(products, productId) ?? 'a product that nobody bought',
  }
}

/** The faults that were there when it was to be saved, as far as they are not mended; a rule that is being typed has none yet. */
function stillWrong(errors: RuleErrors, refused: number[]): RuleErrors {
  return Object.fromEntries(Object.entries(errors).filter(([key]) => refused.includes(Number(key))))
}

function isDirty({ name, rules: draft }: Fields, saved: SegmentForm): boolean {
  return name.trim() !== saved.name || shapeOf(draft) !== shapeOf(toDraft(saved.rules))
}

/** All that is written, without the keys. */
function shapeOf(node: NodeDraft): string {
  if (isGroupDraft(node)) return `${node.match}(${node.rules.map(shapeOf).join()})`
  const parts = Object.entries(node.parts).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([node.field, node.operator, parts])
}
