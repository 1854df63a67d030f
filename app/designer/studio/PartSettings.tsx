import { Checkbox } from '#app/ui/forms/Checkbox.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import type { PartBlock } from '../document.ts'
import { AlignField } from './AlignField.tsx'
import { ColorChoice } from './ColorChoice.tsx'
import { NumberField } from './NumberField.tsx'
import { RichText } from './RichText.tsx'

type Of<Type extends PartBlock['type']> = Extract<PartBlock, { type: Type }>
type Props<P extends PartBlock = PartBlock> = { part: P; onChange: (part: P, what: string) => void }

const LEVELS = [
  { value: '1', label: 'Large' },
  { value: '2', label: 'Medium' },
  { value: '3', label: 'Small' },
] as const
const LOOKS = [
  { value: 'solid', label: 'Filled' },
  { value: 'outline', label: 'Outline' },
] as const

/** What can be set of what stands in a column, or by itself. */
export function PartSettings({ part, onChange }: Props) {
  switch (part.type) {
    case 'heading':
      return (
        <Stack gap="base">
          <RichText
            label="Heading"
            id={part.id}
            value={part.text}
            onChange={(text) => onChange({ ...part, text }, `${part.id} text`)}
          />
          <Select
            label="Size"
            options={LEVELS}
            value={`${part.level}`}
            onChange={(level) => onChange({ ...part, level: Number(level) as 1 | 2 | 3 }, 'level')}
          />
        </Stack>
      )
    case 'text':
      return (
        <RichText
          label="Text"
          id={part.id}
          value={part.text}
          onChange={(text) => onChange({ ...part, text }, `${part.id} text`)}
        />
      )
    case 'image':
      return <ImageSettings part={part} onChange={onChange} />
    case 'button':
      return <ButtonSettings part={part} onChange={onChange} />
    case 'divider':
      return <DividerSettings part={part} onChange={onChange} />
    case 'spacer':
      return (
        <NumberField
          label="Height"
          value={part.heightPx}
          from={4}
          to={120}
          onChange={(heightPx) => onChange({ ...part, heightPx }, 'height')}
        />
      )
  }
}

function ImageSettings({ part, onChange }: Props<Of<'image'>>) {
  const set = (change: Partial<Of<'image'>>) => onChange({ ...part, ...change }, Object.keys(change).join())
  return (
    <Stack gap="base">
      <TextField
        label="Image address"
        value={part.src}
        placeholder="https://cdn.shopify.com/…"
        helpText="Upload the image in Shopify under Content > Files, and copy its link. 1200 pixels wide looks sharp everywhere."
        onChange={(src) => set({ src })}
      />
      <TextField
        label="Description"
        value={part.alt}
        maxLength={300}
        disabled={part.isDecoration}
        helpText="Read out, and shown where images are off."
        onChange={(alt) => set({ alt })}
      />
      <Checkbox
        label="It’s only decoration"
        checked={part.isDecoration}
        onChange={(isDecoration) => set({ isDecoration })}
      />
      <TextField label="Link" value={part.href} placeholder="https://" onChange={(href) => set({ href })} />
      <Checkbox
        label="As wide as there’s room"
        checked={part.widthPx === null}
        onChange={(isWide) => set({ widthPx: isWide ? null : 300 })}
      />
      {part.widthPx === null ? null : (
        <NumberField label="Width" value={part.widthPx} from={16} to={600} onChange={(widthPx) => set({ widthPx })} />
      )}
      <AlignField value={part.align} onChange={(align) => set({ align })} />
    </Stack>
  )
}

function ButtonSettings({ part, onChange }: Props<Of<'button'>>) {
  const set = (change: Partial<Of<'button'>>) => onChange({ ...part, ...change }, Object.keys(change).join())
  return (
    <Stack gap="base">
      <TextField label="Button text" value={part.label} maxLength={80} onChange={(label) => set({ label })} />
      <TextField label="Link" value={part.href} placeholder="https://" onChange={(href) => set({ href })} />
      <Select label="Look" options={LOOKS} value={part.look} onChange={(look) => set({ look })} />
      <Checkbox label="Full width" checked={part.isWide} onChange={(isWide) => set({ isWide })} />
      <AlignField value={part.align} onChange={(align) => set({ align })} />
    </Stack>
  )
}

function DividerSettings({ part, onChange }: Props<Of<'divider'>>) {
  return (
    <Stack gap="base">
      <NumberField
        label="Thickness"
        value={part.thicknessPx}
        from={1}
        to={8}
        onChange={(thicknessPx) => onChange({ ...part, thicknessPx }, 'thickness')}
      />
      <ColorChoice
        key={part.id}
        label="Color"
        value={part.color}
        fallback="#d0d0d0"
        onChange={(color) => onChange({ ...part, color }, 'color')}
      />
    </Stack>
  )
}
