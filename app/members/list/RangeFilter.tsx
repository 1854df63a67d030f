import { TextField } from '#app/ui/forms/TextField.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { useTyped } from '#app/ui/forms/useTyped.ts'
import { type Ranged, rangeFields, readTypedRange } from './query/ranges.ts'
import type { Settle } from './TextFilter.tsx'

type Props = {
  of: Ranged
  label: string
  /** As the URL has it, a range or not. */
  text: string
  prefix?: string
  onChange: Settle
}

/** Two bounds of a number; either may stay open. */
export function RangeFilter({ of, label, text, prefix, onChange }: Props) {
  const { typed, setTyped } = useTyped({
    value: text,
    show: rangeFields,
    read: (bounds) => readTypedRange(of, bounds).text,
    onRest: onChange,
  })
  const { lowFlaw, highFlaw } = readTypedRange(of, typed)
  // A field of the type number hides from the page what is no number, and so that it is wrong.
  const inputMode = of === 'spent' ? 'decimal' : 'numeric'
  const field = { inputMode, autoComplete: 'off', maxLength: 40, ...(prefix && { prefix }) } as const
  return (
    <Inline gap="small" wrap={false}>
      <TextField
        label={`${label}, at least`}
        value={typed.low}
        onChange={(low) => setTyped({ ...typed, low })}
        {...field}
        error={lowFlaw ?? undefined}
      />
      <TextField
        label="At most"
        value={typed.high}
        onChange={(high) => setTyped({ ...typed, high })}
        {...field}
        error={highFlaw ?? undefined}
      />
    </Inline>
  )
}
