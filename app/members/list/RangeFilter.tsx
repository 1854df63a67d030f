import { InlineStack, TextField } from '@shopify/polaris'
import { useState } from 'react'
import { useRested } from '#app/ui/useRested.ts'
import { type Range, rangeText } from '../list.ts'

type Props = { label: string; range: Range | null; prefix?: string; onChange: (text: string) => void }

/** Two bounds of a number; either may stay open. */
export function RangeFilter({ label, range, prefix, onChange }: Props) {
  const [low, setLow] = useState(range?.min?.toString() ?? '')
  const [high, setHigh] = useState(range?.max?.toString() ?? '')
  const typed = low || high ? `${low}..${high}` : ''
  useRested(typed, rangeText(range), onChange)
  const field = { type: 'number', min: 0, autoComplete: 'off', ...(prefix && { prefix }) } as const
  return (
    <InlineStack gap="200" wrap={false}>
      <TextField label={`${label}, at least`} value={low} onChange={setLow} {...field} />
      <TextField label="At most" value={high} onChange={setHigh} {...field} />
    </InlineStack>
  )
}
