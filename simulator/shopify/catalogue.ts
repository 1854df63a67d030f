// What the simulated shops sell: products with their variants, and collections. Each shop starts with these (products.ts);
// the control API changes them. Prices are in cents of the shop's currency.

export interface CatalogueVariant {
  title: string
  cents: number
  /** What it cost before; null where it is not reduced. */
  compareAtCents: number | null
  /** How many there are; null where nobody counts. */
  stock: number | null
}

export interface CatalogueProduct {
  handle: string
  title: string
  type: string
  /** A drawing of demo-shop/pictures.ts. */
  picture: string
  alt: string
  status: 'ACTIVE' | 'DRAFT' | 'ARCHIVED' | 'UNLISTED'
  /** Whether the online store shows it. */
  published: boolean
  /** How old it is. */
  daysOld: number
  /** How often it is sold beside the others. */
  weight: number
  /** Handles of collections. */
  collections: string[]
  variants: CatalogueVariant[]
}

export interface CatalogueCollection {
  handle: string
  title: string
  description: string
}

export const COLLECTIONS: CatalogueCollection[] = [
  { handle: 'autumn', title: 'New for autumn', description: 'Wool, linen and the last warm evenings.' },
  { handle: 'knitwear', title: 'Knitwear', description: 'From three small mills, made to last.' },
  { handle: 'outerwear', title: 'Coats and boots', description: 'For weather of every kind.' },
  { handle: 'home', title: 'Home', description: 'What makes a room warm.' },
  { handle: 'kitchen', title: 'Kitchen and table', description: 'Stoneware thrown by hand, and what goes with it.' },
  { handle: 'sale', title: 'Sale', description: 'The last pieces of the season.' },
  { handle: 'gifts', title: 'Gifts under 50', description: 'Small things that are good to give.' },
  { handle: 'spring-preview', title: 'Spring preview', description: 'Not there yet.' },
]

type Price = { cents: number; before?: number; stock?: number | null }
const one = ({ cents, before = 0, stock = 40 }: Price): CatalogueVariant[] => [
  { title: 'Default Title', cents, compareAtCents: before || null, stock },
]
const each = (titles: string[], { cents, before = 0, stock = 25 }: Price): CatalogueVariant[] =>
  titles.map((title) => ({ title, cents, compareAtCents: before || null, stock }))
const SIZES = ['S', 'M', 'L', 'XL']

type Given = Pick<CatalogueProduct, 'title' | 'type' | 'picture' | 'alt' | 'collections' | 'variants'> &
  Partial<CatalogueProduct>
const product = (handle: string, given: Given): CatalogueProduct => ({
  handle,
  status: 'ACTIVE',
  published: true,
  daysOld: 300,
  weight: 5,
  ...given,
})

export const PRODUCTS: CatalogueProduct[] = [
  product('lambswool-scarf', {
    title: 'Lambswool scarf',
    type: 'Accessories',
    picture: 'scarf',
    alt: 'A rust-red scarf',
    daysOld: 38,
    weight: 9,
    collections: ['autumn', 'knitwear', 'gifts'],
    variants: each(['Rust', 'Moss', 'Oat'], { cents: 4800 }),
  }),
  product('harbour-jumper', {
    title: 'Harbour jumper',
    type: 'Knitwear',
    picture: 'jumper',
    alt: 'A dark green jumper',
    daysOld: 36,
    weight: 8,
    collections: ['autumn', 'knitwear'],
    variants: each(SIZES, { cents: 12_000 }),
  }),
  product('reading-lamp', {
    title: 'Reading lamp',
    type: 'Lighting',
    picture: 'lamp',
    alt: 'A small brass lamp',
    daysOld: 41,
    collections: ['autumn', 'home'],
    variants: one({ cents: 8600 }),
  }),
  product('stoneware-mug', {
    title: 'Stoneware mug',
    type: 'Tableware',
    picture: 'mug',
    alt: 'A blue stoneware mug',
    daysOld: 420,
    weight: 14,
    collections: ['autumn', 'kitchen', 'gifts'],
    variants: each(['Ink blue', 'Sand', 'Fern'], { cents: 2400, stock: 90 }),
  }),
  product('long-coat', {
    title: 'Long coat',
    type: 'Coats',
    picture: 'coat',
    alt: 'A long grey coat',
    daysOld: 210,
    weight: 3,
    collections: ['outerwear', 'sale'],
    variants: each(SIZES, { cents: 20_300, before: 29_000, stock: 6 }),
  }),
  product('field-boots', {
    title: 'Field boots',
    type: 'Shoes',
    picture: 'boots',
    alt: 'A pair of brown boots',
    daysOld: 260,
    weight: 4,
    collections: ['outerwear', 'sale'],
    variants: each(['37', '38', '39', '40', '41', '42', '43', '44'], { cents: 13_500, before: 18_000, stock: 4 }),
  }),
  product('rain-jacket', {
    title: 'Rain jacket',
    type: 'Coats',
    picture: 'coat',
    alt: 'A grey rain jacket on a hanger',
    daysOld: 95,
    collections: ['outerwear', 'autumn'],
    variants: each(SIZES, { cents: 16_900 }),
  }),
  product('fisherman-beanie', {
    title: 'Fisherman’s beanie',
    type: 'Accessories',
    picture: 'hat',
    alt: 'A short yellow woollen hat',
    daysOld: 33,
    weight: 8,
    collections: ['autumn', 'knitwear', 'gifts'],
    variants: each(['Mustard', 'Navy', 'Oat'], { cents: 2900, stock: 60 }),
  }),
  product('walking-socks', {
    title: 'Walking socks, two pairs',
    type: 'Accessories',
    picture: 'socks',
    alt: 'Two pairs of striped socks',
    daysOld: 500,
    weight: 12,
    collections: ['knitwear', 'gifts'],
    variants: each(['36–39', '40–43', '44–47'], { cents: 1900, stock: 120 }),
  }),
  product('cable-cardigan', {
    title: 'Cable cardigan',
    type: 'Knitwear',
    picture: 'jumper',
    alt: 'A cable-knit cardigan',
    daysOld: 180,
    weight: 4,
    collections: ['knitwear', 'sale'],
    variants: each(SIZES, { cents: 9800, before: 14_000, stock: 8 }),
  }),
  product('linen-shirt', {
    title: 'Linen shirt',
    type: 'Shirts',
    picture: 'shirt',
    alt: 'A pale blue linen shirt',
    daysOld: 240,
    collections: ['sale'],
    variants: each(SIZES, { cents: 5900, before: 8500, stock: 0 }),
  }),
  product('weekend-bag', {
    title: 'Weekend bag',
    type: 'Bags',
    picture: 'bag',
    alt: 'A canvas bag with leather handles',
    daysOld: 150,
    weight: 3,
    collections: ['outerwear'],
    variants: each(['Olive', 'Black'], { cents: 18_500, stock: 9 }),
  }),
  product('herringbone-blanket', {
    title: 'Herringbone blanket',
    type: 'Textiles',
    picture: 'blanket',
    alt: 'A folded herringbone blanket',
    daysOld: 29,
    weight: 6,
    collections: ['autumn', 'home'],
    variants: each(['Grey', 'Ochre'], { cents: 11_900 }),
  }),
  product('wool-cushion', {
    title: 'Wool cushion',
    type: 'Textiles',
    picture: 'cushion',
    alt: 'A square cushion of grey wool',
    daysOld: 310,
    collections: ['home', 'gifts'],
    variants: each(['Grey', 'Rust', 'Forest'], { cents: 4500 }),
  }),
  product('beeswax-candle', {
    title: 'Beeswax candle',
    type: 'Home',
    picture: 'candle',
    alt: 'A lit candle of beeswax',
    daysOld: 380,
    weight: 11,
    collections: ['home', 'gifts'],
    variants: one({ cents: 1600, stock: 200 }),
  }),
  product('olive-soap', {
    title: 'Olive oil soap',
    type: 'Home',
    picture: 'soap',
    alt: 'A green bar of soap',
    daysOld: 610,
    weight: 10,
    collections: ['home', 'gifts'],
    variants: each(['Bay', 'Lavender', 'Plain'], { cents: 900, stock: 300 }),
  }),
  product('salad-bowl', {
    title: 'Salad bowl',
    type: 'Tableware',
    picture: 'bowl',
    alt: 'A wide wooden bowl',
    daysOld: 120,
    collections: ['kitchen'],
    variants: one({ cents: 6400, stock: 18 }),
  }),
  product('teapot', {
    title: 'Teapot',
    type: 'Tableware',
    picture: 'teapot',
    alt: 'A round blue teapot',
    daysOld: 44,
    collections: ['kitchen', 'autumn'],
    variants: each(['Ink blue', 'Sand'], { cents: 5800, stock: 14 }),
  }),
  product('dinner-plates', {
    title: 'Dinner plates, set of four',
    type: 'Tableware',
    picture: 'plate',
    alt: 'A stack of sand-coloured plates',
    daysOld: 270,
    weight: 3,
    collections: ['kitchen', 'sale'],
    variants: each(['Sand', 'Fern'], { cents: 8800, before: 11_000, stock: 11 }),
  }),
  product('linen-tea-towels', {
    title: 'Linen tea towels, set of three',
    type: 'Textiles',
    picture: 'blanket',
    alt: 'Three folded tea towels',
    daysOld: 450,
    weight: 9,
    collections: ['kitchen', 'gifts'],
    variants: one({ cents: 2700, stock: 75 }),
  }),
  product('gift-card', {
    title: 'Gift card',
    type: 'Gift cards',
    picture: 'card',
    alt: 'A gift card with a ribbon',
    daysOld: 700,
    weight: 3,
    collections: ['gifts'],
    variants: [2500, 5000, 10_000].map((cents) => ({
      title: String(cents / 100),
      cents,
      compareAtCents: null,
      stock: null,
    })),
  }),
  product('garden-gloves', {
    title: 'Garden gloves',
    type: 'Accessories',
    picture: 'gloves',
    alt: 'A pair of leather gloves',
    status: 'DRAFT',
    published: false,
    daysOld: 6,
    weight: 0,
    collections: ['spring-preview'],
    variants: each(['S', 'M', 'L'], { cents: 3200 }),
  }),
  product('straw-hat', {
    title: 'Straw hat',
    type: 'Accessories',
    picture: 'hat',
    alt: 'A wide straw hat',
    status: 'ARCHIVED',
    published: false,
    daysOld: 820,
    weight: 1,
    collections: [],
    variants: one({ cents: 3900, stock: 0 }),
  }),
  product('trade-sample-box', {
    title: 'Sample box for the trade',
    type: 'Home',
    picture: 'card',
    alt: 'A plain box',
    published: false,
    daysOld: 90,
    weight: 0,
    collections: ['home'],
    variants: one({ cents: 0, stock: 12 }),
  }),
]
