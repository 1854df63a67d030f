import { Button } from '#app/ui/actions/Button.tsx'
import { Checkbox } from '#app/ui/forms/Checkbox.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { type Block, type BlockOf, MOST_PRODUCTS, type ProductSource } from '../document.ts'
import { useProductPicker } from './useProductPicker.ts'

type Products = BlockOf<'products'>
type Props = { block: Products; onChange: (block: Block, what: string) => void }

const KINDS = [
  { value: 'newest', label: 'Newest products' },
  { value: 'best-selling', label: 'Best selling of a collection' },
  { value: 'manual', label: 'Products you choose' },
] as const
const PER_ROW = [
  { value: '1', label: '1' },
  { value: '2', label: '2' },
  { value: '3', label: '3' },
] as const
const COUNTS = Array.from({ length: MOST_PRODUCTS }, (_, index) => ({ value: `${index + 1}`, label: `${index + 1}` }))

/** Which products a section shows, and what of them. */
export function ProductsSettings({ block, onChange }: Props) {
  const set = (change: Partial<Products>) => onChange({ ...block, ...change }, Object.keys(change).join())
  return (
    <Stack gap="base">
      <Select
        label="Products"
        options={KINDS}
        value={block.source.kind}
        onChange={(kind) => set({ source: sourceOf(kind, block.source) })}
      />
      <SourceSettings source={block.source} onChange={(source) => set({ source })} />
      <Select
        label="In a row"
        options={PER_ROW}
        value={`${block.perRow}`}
        onChange={(perRow) => set({ perRow: Number(perRow) as 1 | 2 | 3 })}
      />
      <Checkbox label="Show prices" checked={block.showsPrice} onChange={(showsPrice) => set({ showsPrice })} />
      <TextField
        label="Button text"
        value={block.buttonLabel}
        maxLength={40}
        helpText="Leave empty for no button."
        onChange={(buttonLabel) => set({ buttonLabel })}
      />
      <Paragraph tone="subdued">
        Prices and links are filled in from Shopify when the campaign starts. Sold-out and unpublished products are left
        out.
      </Paragraph>
    </Stack>
  )
}

function sourceOf(kind: ProductSource['kind'], before: ProductSource): ProductSource {
  const count = 'count' in before ? before.count : 4
  switch (kind) {
    case 'manual':
      return { kind, productIds: [] }
    case 'newest':
      return { kind, count }
    case 'best-selling':
      return { kind, collectionId: null, count }
  }
}

function SourceSettings({ source, onChange }: { source: ProductSource; onChange: (source: ProductSource) => void }) {
  const { isAllowed, allow, choose } = useProductPicker()
  const count =
    'count' in source ? (
      <Select
        label="How many"
        options={COUNTS}
        value={`${source.count}`}
        onChange={(text) => onChange({ ...source, count: Number(text) })}
      />
    ) : null
  const pick = async () => {
    if (source.kind === 'manual') {
      const productIds = await choose('product', source.productIds)
      if (productIds) onChange({ kind: 'manual', productIds: productIds.slice(0, MOST_PRODUCTS) })
    } else if (source.kind === 'best-selling') {
      const chosen = await choose('collection', source.collectionId === null ? [] : [source.collectionId])
      if (chosen) onChange({ ...source, collectionId: chosen[0] ?? null })
    }
  }
  const said = {
    newest: null,
    manual: `${'productIds' in source ? source.productIds.length : 0} chosen`,
    'best-selling':
      'collectionId' in source && source.collectionId !== null ? 'Collection chosen' : 'No collection yet',
  }[source.kind]
  return (
    <>
      {count}
      {said === null ? null : (
        <Stack gap="small" align="start">
          <Paragraph>{said}</Paragraph>
          <Button onClick={() => void pick()}>
            {source.kind === 'manual' ? 'Choose products' : 'Choose a collection'}
          </Button>
        </Stack>
      )}
      {isAllowed === false ? (
        <Stack gap="small" align="start">
          <Paragraph tone="critical">
            Without access to your products this section stays empty. Allow it, or use an image and a button instead.
          </Paragraph>
          <Button onClick={() => void allow()}>Allow access to products</Button>
        </Stack>
      ) : null}
    </>
  )
}
