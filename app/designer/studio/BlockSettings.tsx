import { Select } from '#app/ui/forms/Select.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import type { Block, BlockOf } from '../document.ts'
import { BLOCK_NAMES } from '../document-problems.ts'
import { AlignField } from './AlignField.tsx'
import { ColorChoice } from './ColorChoice.tsx'
import { ColumnsSettings } from './ColumnsSettings.tsx'
import { PartSettings } from './PartSettings.tsx'
import { ProductsSettings } from './ProductsSettings.tsx'
import { RichText } from './RichText.tsx'

type Props<B extends Block = Block> = {
  block: B
  /** `what` names the field: changes of one field right after one another are undone together. */
  onChange: (block: Block, what: string) => void
}

const PADDINGS = [
  { value: 'none', label: 'None' },
  { value: 'small', label: 'Small' },
  { value: 'medium', label: 'Medium' },
  { value: 'large', label: 'Large' },
] as const

/** What can be set of a section. */
export function BlockSettings({ block, onChange }: Props) {
  return (
    <Stack gap="base">
      <Heading level={3}>{BLOCK_NAMES[block.type]}</Heading>
      <Content block={block} onChange={onChange} />
      <Select
        label="Space around"
        options={PADDINGS}
        value={block.padding}
        onChange={(padding) => onChange({ ...block, padding }, 'padding')}
      />
      <ColorChoice
        key={block.id}
        label="Background"
        value={block.background}
        fallback="#ffffff"
        onChange={(background) => onChange({ ...block, background }, 'background')}
      />
    </Stack>
  )
}

function Content({ block, onChange }: Props) {
  switch (block.type) {
    case 'heading':
    case 'text':
    case 'image':
    case 'button':
    case 'divider':
    case 'spacer':
      return <PartSettings part={block} onChange={(part, what) => onChange({ ...block, ...part }, what)} />
    case 'columns':
      return <ColumnsSettings key={block.id} block={block} onChange={onChange} />
    case 'products':
      return <ProductsSettings block={block} onChange={onChange} />
    case 'coupon':
      return <CouponSettings block={block} onChange={onChange} />
    case 'html':
      return <HtmlSettings block={block} onChange={onChange} />
    case 'header':
      return (
        <Stack gap="base">
          <Paragraph tone="subdued">
            Your logo from Settings &gt; Brand, or your name, with a link to your store.
          </Paragraph>
          <AlignField value={block.align} onChange={(align) => onChange({ ...block, align }, 'align')} />
        </Stack>
      )
    case 'social':
      return (
        <Stack gap="base">
          <Paragraph tone="subdued">Your social links from Settings &gt; Brand.</Paragraph>
          <AlignField value={block.align} onChange={(align) => onChange({ ...block, align }, 'align')} />
        </Stack>
      )
    case 'footer':
      return (
        <Stack gap="base">
          <RichText
            label="Text"
            id={block.id}
            value={block.text}
            onChange={(text) => onChange({ ...block, text }, 'text')}
          />
          <Paragraph tone="subdued">The unsubscribe link and your postal address always follow.</Paragraph>
        </Stack>
      )
  }
}

function CouponSettings({ block, onChange }: Props<BlockOf<'coupon'>>) {
  return (
    <Stack gap="base">
      <TextField
        label="Code"
        value={block.code}
        maxLength={60}
        helpText="As people enter it at checkout. Create it in Shopify under Discounts."
        onChange={(code) => onChange({ ...block, code }, 'code')}
      />
      <TextField
        label="Words above"
        value={block.words}
        maxLength={120}
        onChange={(words) => onChange({ ...block, words }, 'words')}
      />
      <TextField
        label="Small print"
        value={block.small}
        maxLength={200}
        onChange={(small) => onChange({ ...block, small }, 'small')}
      />
    </Stack>
  )
}

function HtmlSettings({ block, onChange }: Props<BlockOf<'html'>>) {
  return (
    <TextField
      label="HTML"
      value={block.html}
      lines={10}
      maxHeight={400}
      monospaced
      spellCheck={false}
      maxLength={100_000}
      helpText="Put in as it is. Close every tag you open."
      onChange={(html) => onChange({ ...block, html }, 'html')}
    />
  )
}
