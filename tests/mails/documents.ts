// Documents of the designer: every starting template, and any that an author could make.
import type { Block, MailDocument, PartBlock } from '#app/designer/document.ts'
import type { Product } from '#app/designer/product.ts'
import { CHIP_FIELDS, type Inline, type RichText } from '#app/designer/rich-text.ts'
import { STARTERS } from '#app/designer/templates/starters.ts'
import { brandOf, type BrandSettings, CORNERS, FONT_NAMES } from '#app/settings/brand.ts'
import fc from 'fast-check'

export const STORE_URL = 'https://shop.example/'

const WORDS = [
  'A jacket for every weather',
  'Fish & chips <fresh> "daily"',
  "It's 50% off, isn't it?",
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  'https://shop.example/a/very/long/address/that/nobody/would/break/into/lines?and=another&one=of&those=parameters',
  'مرحبا بكم في متجرنا',
  'שלום וברוכים הבאים',
  '新しいコレクションが届きました。ぜひご覧ください。',
  '🧥👟 👨‍👩‍👧‍👦',
  '</div></td></table>',
  '<mj-include path="/etc/passwd" />',
  '<script>alert(1)</script>',
  '<!-- begun',
  ']]> <![endif]--> -->',
  '$& $1 $$ \\0',
  '\uE0000\uE001 and \uE0001\uE001',
  'a { brace } and } another {',
]
const OWN_HTML = [
  '<p>Written by hand, with <b>tags</b>.</p>',
  '<table role="presentation" width="100%"><tr><td>A table of my own</td></tr></table>',
  '<!--[if mso]><p>Outlook</p><![endif]--><p>All others</p>',
  '<mj-include path="package.json" /><mj-text>not read</mj-text>',
  '<p>&copy; &euro; &#8364;</p>',
]
const COLORS = ['#000000', '#ffffff', '#888888', '#1a4d3e', '#ff0000', '#ffff66', '#0b0b3b', '#c0ffee']
const ADDRESSES = [
  'https://shop.example/sale?a=1&b=2',
  'http://shop.example/plain',
  'https://shop.example/"quoted"/<x>',
  "https://shop.example/it's",
  'https://shop.example/%F0%9F%91%9F#size',
  'https://shop.example/?who={{first_name}}',
]

const words = fc.constantFrom(...WORDS)
const color = fc.constantFrom(...COLORS)
const href = fc.constantFrom(...ADDRESSES)
const align = fc.constantFrom('start', 'center', 'end')
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })

const mark = fc.oneof(
  fc.constant({ type: 'bold' }),
  fc.constant({ type: 'italic' }),
  href.map((to) => ({ type: 'link', attrs: { href: to } })),
  color.map((each) => ({ type: 'textStyle', attrs: { color: each } })),
)
const marks = fc.uniqueArray(mark, { maxLength: 4, selector: ({ type }) => type })
const inline = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('text'), text: words, marks }) },
  { weight: 1, arbitrary: fc.constant({ type: 'hardBreak' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('field'),
      attrs: fc.record({
        name: fc.constantFrom(...CHIP_FIELDS),
        fallback: fc.constantFrom('', 'there', 'first', 'date', "dear <friend> & co's", 'שלום'),
      }),
      marks,
    }),
  },
) as fc.Arbitrary<Inline>

const paragraph = fc.record({
  type: fc.constant('paragraph' as const),
  attrs: fc.record({ textAlign: orNull(align) }),
  content: fc.array(inline, { maxLength: 4 }),
})
const items = fc.array(
  fc.record({ type: fc.constant('listItem'), content: fc.array(paragraph, { minLength: 1, maxLength: 2 }) }),
  { minLength: 1, maxLength: 3 },
)
const richText = fc.record({
  type: fc.constant('doc'),
  content: fc.array(
    fc.oneof(paragraph, fc.record({ type: fc.constantFrom('bulletList', 'orderedList'), content: items })),
    { maxLength: 4 },
  ),
}) as unknown as fc.Arbitrary<RichText>

const PARTS = {
  heading: fc.record({ text: richText, level: fc.constantFrom(1, 2, 3) }),
  text: fc.record({ text: richText }),
  image: fc.record({
    src: fc.constantFrom('https://cdn.shop.example/a.png', 'https://cdn.shop.example/"b".png?x=1&y=<2>'),
    alt: words,
    isDecoration: fc.boolean(),
    href: fc.oneof(fc.constant(''), href),
    widthPx: orNull(fc.constantFrom(16, 200, 600)),
    align,
  }),
  button: fc.record({
    label: words.map((text) => text.slice(0, 80)),
    href,
    look: fc.constantFrom('solid', 'outline'),
    isWide: fc.boolean(),
    align,
  }),
  divider: fc.record({ color: orNull(color), thicknessPx: fc.constantFrom(1, 8) }),
  spacer: fc.record({ heightPx: fc.constantFrom(4, 120) }),
}
const partBlock = fc.oneof(
  ...Object.entries(PARTS).map(([type, fields]) =>
    (fields as fc.Arbitrary<object>).map((given) => ({ type, ...given })),
  ),
) as unknown as fc.Arbitrary<PartBlock>

const section = fc.record({
  background: orNull(color),
  padding: fc.constantFrom('none', 'small', 'medium', 'large'),
})
const SECTIONS: Record<string, fc.Arbitrary<object>> = {
  ...PARTS,
  header: fc.record({ align }),
  columns: fc.record({
    columns: fc.array(fc.record({ blocks: fc.array(partBlock, { maxLength: 3 }) }), { minLength: 1, maxLength: 3 }),
  }),
  products: fc.record({
    source: fc.constant({ kind: 'newest', count: 5 }),
    perRow: fc.constantFrom(1, 2, 3),
    showsPrice: fc.boolean(),
    buttonLabel: fc.constantFrom('', 'Shop now', 'Kaufen & mehr'),
  }),
  coupon: fc.record({ words, code: fc.constantFrom('SAVE20', '<CODE>', 'ذ-20'), small: words }),
  social: fc.record({ align }),
  html: fc.record({ html: fc.constantFrom(...OWN_HTML) }),
}
const block = fc.oneof(
  ...Object.entries(SECTIONS).map(([type, fields]) =>
    fc.tuple(section, fields).map(([around, given]) => ({ type, ...around, ...given })),
  ),
) as unknown as fc.Arbitrary<Block>
const footer = fc
  .tuple(section, richText)
  .map(([around, text]) => ({ type: 'footer', ...around, text })) as unknown as fc.Arbitrary<Block>

/** Any document that the schema takes. */
export const anyDocument: fc.Arbitrary<MailDocument> = fc
  .tuple(fc.constantFrom('en', 'de', 'ar', 'he', 'ja', 'az-Arab'), fc.array(block, { maxLength: 10 }), footer)
  .map(([language, blocks, last]) => ({ version: 1, language, blocks: numbered([...blocks, last]) }))

function numbered(blocks: Block[]): Block[] {
  return blocks.map((each, index) => {
    const id = `b${index}`
    if (each.type !== 'columns') return { ...each, id }
    const columns = each.columns.map(({ blocks: parts }, column) => ({
      blocks: parts.map((part, at) => ({ ...part, id: `b${index}c${column}p${at}` })),
    }))
    return { ...each, id, columns }
  })
}

const brandSettings: fc.Arbitrary<BrandSettings> = fc.record({
  logoUrl: orNull(fc.constant('https://cdn.shop.example/logo.png?a=1&b="2"')),
  logoDarkUrl: orNull(fc.constant('https://cdn.shop.example/logo-dark.png')),
  brandColor: orNull(color),
  textColor: orNull(color),
  backgroundColor: orNull(color),
  cardColor: orNull(color),
  headingFont: fc.constantFrom(...FONT_NAMES),
  bodyFont: fc.constantFrom(...FONT_NAMES),
  corners: fc.constantFrom(...CORNERS),
  socialLinks: fc.constantFrom([], [{ name: 'Instagram', url: 'https://instagram.com/shop?a=1&b=2' }]),
})
export const anyBrand = brandSettings.map(brandOf)

/** A shop that looks like one, and one that has chosen nothing. */
export const BRAND = brandOf({
  logoUrl: 'https://cdn.shop.example/logo.png',
  logoDarkUrl: 'https://cdn.shop.example/logo-dark.png',
  brandColor: '#7a2e1d',
  textColor: null,
  backgroundColor: '#f6efe6',
  cardColor: null,
  headingFont: 'georgia',
  bodyFont: 'arial',
  corners: 'soft',
  socialLinks: [
    { name: 'Instagram', url: 'https://instagram.com/shop' },
    { name: 'TikTok', url: 'https://tiktok.com/@shop' },
  ],
})

export const SHOP_NAME = 'North & Pine <outdoor>'

const product = (number: number): Product => ({
  title: number % 2 === 0 ? `Rain jacket "No. ${number}" & hood` : `Wool hat ${number}`,
  url: `https://shop.example/products/p${number}?variant=1&x=2`,
  image: number % 3 === 2 ? null : { url: `https://cdn.shop.example/p${number}.png?width=1200&v=1`, alt: '' },
  price: { amount: `${number}9.00`, currencyCode: 'EUR' },
  isFrom: number % 2 === 1,
  compareAt: number % 2 === 0 ? { amount: `${number + 2}9.00`, currencyCode: 'EUR' } : null,
})
const PRODUCTS = [1, 2, 3, 4, 5].map(product)

/** What the products blocks of a document show. */
export function productsFor({ blocks }: MailDocument): Map<string, Product[]> {
  const shown = blocks.flatMap((each) => (each.type === 'products' ? [each] : []))
  return new Map(
    shown.map(({ id, source }) => [id, PRODUCTS.slice(0, 'count' in source ? source.count : PRODUCTS.length)]),
  )
}

export const STARTING: [name: string, document: MailDocument][] = STARTERS.map(({ name, document }) => [
  name,
  document(STORE_URL),
])

/** As many random documents, the same in every run. */
export const RANDOM: [name: string, document: MailDocument][] = fc
  .sample(anyDocument, { numRuns: 30, seed: 20261129 })
  .map((document, index) => [`random document ${index + 1}`, document])
