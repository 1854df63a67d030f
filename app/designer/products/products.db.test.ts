import { control, openedShop } from '#tests/simulated-shopify.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import type { MailDocument, ProductSource } from '../document.ts'
import { plainText } from '../rich-text.ts'
import { findProducts } from './products.server.ts'

const SHOP = 'glancito-demo.myshopify.com'
type Catalogue = { products: { id: string; handle: string }[]; collections: { id: string; handle: string }[] }

const section = { background: null, padding: 'medium' } as const
const mailWith = (...sources: ProductSource[]): MailDocument => ({
  version: 1,
  language: 'en',
  blocks: [
    ...sources.map((source, index) => ({
      id: `p${index}`,
      type: 'products' as const,
      ...section,
      source,
      perRow: 2 as const,
      showsPrice: true,
      buttonLabel: '',
    })),
    { id: 'f', type: 'footer', ...section, text: plainText('Bye') },
  ],
})

let tenantId: number
let catalogue: Catalogue

const grant = async () => {
  const url = `${process.env['SHOPIFY_API_ORIGIN']}/_shell/scopes?shop=${SHOP}`
  const granted = await fetch(url, { method: 'POST', body: JSON.stringify({ scopes: ['read_products'] }) })
  expect(granted.ok).toBe(true)
}
const change = (handle: string, given: object) => control('PATCH', `products/${handle}?shop=${SHOP}`, given)
const gid = (handle: string) => `gid://shopify/Product/${catalogue.products.find((each) => each.handle === handle)?.id}`
const collection = (handle: string) =>
  `gid://shopify/Collection/${catalogue.collections.find((each) => each.handle === handle)?.id}`
async function shown(source: ProductSource) {
  const { byBlock } = await findProducts(tenantId, mailWith(source), { fresh: true })
  return byBlock.get('p0') ?? []
}
const titles = async (source: ProductSource) => (await shown(source)).map(({ title }) => title)

beforeEach(async () => {
  ;({ tenantId } = await openedShop(SHOP))
  catalogue = await control<Catalogue>('GET', `products?shop=${SHOP}`)
})

test('a shop that does not let us read its products is asked to, and nothing fails', async () => {
  expect(await findProducts(tenantId, mailWith({ kind: 'newest', count: 3 }), { fresh: true })).toEqual({
    byBlock: new Map([['p0', []]]),
    isAllowed: false,
  })
})

test('a mail without products asks nobody', async () => {
  expect(await findProducts(0, mailWith(), { fresh: true })).toEqual({ byBlock: new Map(), isAllowed: true })
})

describe('where products may be read', () => {
  beforeEach(grant)

  test('the newest are those last made, without drafts and what has no page', async () => {
    expect(await titles({ kind: 'newest', count: 3 })).toEqual([
      'Herringbone blanket',
      'Fisherman’s beanie',
      'Harbour jumper',
    ])
  })

  test('chosen ones come in the order they were chosen in, each once, with price, picture and page', async () => {
    const productIds = [gid('long-coat'), gid('stoneware-mug'), gid('long-coat')]
    const products = await shown({ kind: 'manual', productIds })
    expect(products.map(({ title }) => title)).toEqual(['Long coat', 'Stoneware mug'])
    expect(products[0]).toMatchObject({
      url: expect.stringMatching(/\/products\/long-coat$/),
      image: { url: expect.stringContaining('coat'), alt: 'A long grey coat' },
      price: { amount: '203.00' },
      compareAt: { amount: '290.00' },
      isFrom: false,
    })
  })

  test.each([
    ['sold out', { stock: 0 }],
    ['a draft', { status: 'DRAFT' }],
    ['archived', { status: 'ARCHIVED' }],
    ['only for who has its link', { status: 'UNLISTED' }],
    ['not in the online store', { published: false }],
  ])('what is %s is left out', async (_, given) => {
    await change('teapot', given)
    expect(await titles({ kind: 'manual', productIds: [gid('teapot'), gid('salad-bowl')] })).toEqual(['Salad bowl'])
  })

  test('what nobody counts can be bought, and several prices begin at the lowest', async () => {
    const [card] = await shown({ kind: 'manual', productIds: [gid('gift-card')] })
    expect(card).toMatchObject({ price: { amount: '25.00' }, isFrom: true, compareAt: null })
  })

  test('a price that is no lower than before is no reduction', async () => {
    await change('teapot', { compareAtPrice: 58 })
    expect((await shown({ kind: 'manual', productIds: [gid('teapot')] }))[0]?.compareAt).toBeNull()
  })

  test.each([
    ['a product that is gone', 'gid://shopify/Product/1'],
    ['a number beyond all', 'gid://shopify/Product/99999999999999999999'],
  ])('%s is left out', async (_, productId) => {
    expect(await titles({ kind: 'manual', productIds: [productId] })).toEqual([])
  })

  test('of a collection the best selling come, and of one that is gone none', async () => {
    const source = { kind: 'best-selling', collectionId: collection('kitchen'), count: 2 } as const
    expect(await titles(source)).toHaveLength(2)
    expect(await titles({ ...source, collectionId: 'gid://shopify/Collection/1' })).toEqual([])
    expect(await titles({ ...source, collectionId: null })).toEqual([])
  })

  test('what was asked a moment ago is not asked again, but for a start', async () => {
    const mail = mailWith({ kind: 'manual', productIds: [gid('teapot')] })
    const titleNow = async (fresh: boolean) =>
      (await findProducts(tenantId, mail, { fresh })).byBlock.get('p0')?.map(({ title }) => title)
    expect(await titleNow(true)).toEqual(['Teapot'])
    await change('teapot', { title: 'Round teapot' })
    expect(await titleNow(false)).toEqual(['Teapot'])
    expect(await titleNow(true)).toEqual(['Round teapot'])
  })
})
