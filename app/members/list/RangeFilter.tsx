import { InlineStack, TextField } from '@shopify/polaris'
import { useTyped } from '#app/ui/useTyped.ts'
import { type Range, type Ranged, rangeText, readTypedRange } from './ranges.ts'
import type { Settle } from './TextFilter.tsx'

type Props = { of: Ranged; label: string; range: Range | null; prefix?: string; onChange: Settle }

/** Two bounds of a number; either may stay open. */
export function RangeFilter({ of, label, range, prefix, onChange }: Props) {
  const { typed, setTyped } = useTyped({
    value: rangeText(range),
    show: (text) => {
      const [low = '', high = ''] = text.split('..')
      return { low, high }
    },
    read: (bounds) => readTypedRange(of, bounds).text,
    onRest: onChange,
  })
  const { lowFlaw, highFlaw } = readTypedRange(of, typed)
  const field = { type: 'number', min: 0, autoComplete: 'off', ...(prefix && { prefix }) } as const
  return (
    <InlineStack gap="200" wrap={false}>
      <TextField
        label={`${label}, at least`}
        value={typed.low}
        onChange={(low) => setTyped({ ...typed, low })}
        {...field}
        {...(lowFlaw && { error: lowFlaw })}
      />
      <TextField
        label="At most"
        value={typed.high}
        onChange={(high) => setTyped({ ...typed, high })}
        {...field}
        {...(highFlaw && { error: highFlaw })}
      />
    </InlineStack>
  )
}
