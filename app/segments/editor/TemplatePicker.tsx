import { useState } from 'react'
import { Select } from '#app/ui/forms/Select.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import type { SegmentForm } from '../rules.ts'
import { SUGGESTIONS } from '../suggestions.ts'

/** Rules to begin with, which may be changed. */
export function TemplatePicker({ onPick }: { onPick: (form: SegmentForm) => void }) {
  const [picked, setPicked] = useState('')
  const pick = (name: string) => {
    setPicked(name)
    const suggestion = SUGGESTIONS.find((each) => each.name === name)
    if (suggestion) onPick({ name: suggestion.name, rules: suggestion.rules })
  }
  return (
    <Card>
      <Select
        label="Start from a template"
        placeholder="Choose a template"
        options={SUGGESTIONS.map(({ name }) => ({ value: name, label: name }))}
        value={picked}
        helpText={SUGGESTIONS.find(({ name }) => name === picked)?.why}
        onChange={pick}
      />
    </Card>
  )
}
