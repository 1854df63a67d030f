import { Select } from '#app/ui/forms/Select.tsx'
import type { Align } from '../rich-text.ts'

const ALIGNS = [
  { value: 'start', label: 'Start of the line' },
  { value: 'center', label: 'Center' },
  { value: 'end', label: 'End of the line' },
] as const

/** Where something stands across, whichever way the email is read. */
export function AlignField({ value, onChange }: { value: Align; onChange: (align: Align) => void }) {
  return <Select label="Alignment" options={ALIGNS} value={value} onChange={onChange} />
}
