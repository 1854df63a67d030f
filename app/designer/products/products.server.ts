// What the products blocks of a document show: asked of Shopify for a preview, and once more when a campaign starts, from
// when on it stays as it is.
import { clock } from '#app/platform/clock.server.ts'
import { ShopifyRefused, type ShopifyAdmin } from '#app/platform/shopify/shopify-admin.server.ts'
import { clean } from '#app/platform/text/tidy.ts'
import { adminOf } from '#app/tenants/admin.server.ts'
import { z } from 'zod'
import { MOST_PRODUCTS, type MailDocument, type ProductSource } from '../document.ts'
import type { Product, ProductsByBlock } from '../product.ts'

/** More than are shown: some are sold out or unpublished, and others stand in for them. */
const ASKED = MOST_PRODUCTS + 6
const LONGEST_TITLE = 255
/** Twice what a mail is wide, for screens of twice the pixels. */
const IMAGE_WIDTH_PX = 1200

// A product is for sale while one of its variants is: those with most in stock are asked for, each of which costs a point.
const FIELDS = `id title status onlineStoreUrl
  featuredMedia { preview { image { url(transform: { maxWidth: ${IMAGE_WIDTH_PX} }) altText } } }
  priceRangeV2 { minVariantPrice { currencyCode } maxVariantPrice { amount } }
  variants(first: 10, sortKey: INVENTORY_QUANTITY, reverse: true) { nodes { availableForSale price compareAtPrice } }`
const MANUAL = `query ProductsByIds($ids: [ID!]!) { nodes(ids: $ids) { ... on Product { ${FIELDS} } } }`
const NEWEST = `query NewestProducts($first: Int!) {
  products(first: $first, sortKey: CREATED_AT, reverse: true, query: "status:active") { nodes { ${FIELDS} } }
}`
const BEST_SELLING = `query BestSellingProducts($id: ID!, $first: Int!) {
  collection(id: $id) { products(first: $first, sortKey: BEST_SELLING) { nodes { ${FIELDS} } } }
}`

const money = z.string()
const node = z.object({
  id: z.string(),
  title: z.string().transform((title) => clean(title).slice(0, LONGEST_TITLE)),
  status: z.string(),
  onlineStoreUrl: z.url({ protocol: /^https?$/ }).nullable(),
  featuredMedia: z
    .object({
      preview: z.object({ image: z.object({ url: z.url(), altText: z.string().nullable() }).nullable() }).nullable(),
    })
    .nullable(),
  priceRangeV2: z.object({
    minVariantPrice: z.object({ currencyCode: z.string() }),
    maxVariantPrice: z.object({ amount: money }),
  }),
  variants: z.object({
    nodes: z.array(z.object({ availableForSale: z.boolean(), price: money, compareAtPrice: money.nullable() })),
  }),
})
type Node = z.infer<typeof node>

/** Of nodes by id those of another kind, and those that are gone, are nothing. */
const nodes = z.array(z.union([node, z.unknown().transform(() => null)]))
const manualAnswer = z.object({ nodes })
const newestAnswer = z.object({ products: z.object({ nodes }) })
const collectionAnswer = z.object({ collection: z.object({ products: z.object({ nodes }) }).nullable() })

/** What each products block shows, and whether the shop lets us read its products at all. */
export type FoundProducts = { byBlock: ProductsByBlock; isAllowed: boolean }

/**
 * What each products block shows: in its order, without what can not be bought or has no page in the online store. What
 * was asked less than a minute ago is not asked again, unless it must be `fresh`.
 * @throws ShopifyUnavailable, ShopifySignedOut.
 */
export async function findProducts(
  tenantId: number,
  document: MailDocument,
  { fresh }: { fresh: boolean },
): Promise<FoundProducts> {
  const blocks = document.blocks.flatMap((block) => (block.type === 'products' ? [block] : []))
  if (blocks.length === 0) return { byBlock: new Map(), isAllowed: true }
  const admin = await adminOf(tenantId, 'page')
  const found = await Promise.all(
    blocks.map(async ({ id, source }) => {
      const key = `${tenantId} ${JSON.stringify(source)}`
      const known = fresh ? undefined : kept.get(key)
      if (known && known.until > clock.now()) return { id, products: known.products }
      const products = await productsOf(source, admin)
      if (products) keep(key, products)
      return { id, products }
    }),
  )
  return {
    byBlock: new Map(found.map(({ id, products }) => [id, products ?? []])),
    isAllowed: found.every(({ products }) => products !== null),
  }
}

/** While one writes, the preview asks for the same products every few seconds. */
const kept = new Map<string, { products: Product[]; until: Date }>()
const MOST_KEPT = 200
const KEPT_MS = 60_000

function keep(key: string, products: Product[]): void {
  kept.delete(key)
  kept.set(key, { products, until: new Date(clock.now().getTime() + KEPT_MS) })
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
}

/** Null where the shop does not let us read its products; what Shopify refuses else, such as a number it never gave, is none. */
async function productsOf(source: ProductSource, admin: ShopifyAdmin): Promise<Product[] | null> {
  try {
    const all = await askFor(source, admin)
    const most = source.kind === 'manual' ? source.productIds.length : source.count
    return all.flatMap((each) => (each ? toProduct(each) : [])).slice(0, most)
  } catch (error) {
    if (error instanceof ShopifyRefused) return error.message.includes('Access denied') ? null : []
    throw error
  }
}

async function askFor(source: ProductSource, admin: ShopifyAdmin): Promise<(Node | null)[]> {
  switch (source.kind) {
    case 'manual': {
      if (source.productIds.length === 0) return []
      return (await admin(MANUAL, { ids: [...new Set(source.productIds)] }, manualAnswer)).nodes
    }
    case 'newest':
      return (await admin(NEWEST, { first: ASKED }, newestAnswer)).products.nodes
    case 'best-selling': {
      if (source.collectionId === null) return []
      const { collection } = await admin(BEST_SELLING, { id: source.collectionId, first: ASKED }, collectionAnswer)
      return collection?.products.nodes ?? []
    }
  }
}

/** Nothing for what nobody can buy; the prices are of what can be bought. */
function toProduct({ title, status, onlineStoreUrl, featuredMedia, priceRangeV2, variants }: Node): Product[] {
  const forSale = variants.nodes.filter(({ availableForSale }) => availableForSale)
  const [cheapest] = forSale.toSorted((one, other) => Number(one.price) - Number(other.price))
  if (!cheapest || status !== 'ACTIVE' || onlineStoreUrl === null) return []
  const { minVariantPrice, maxVariantPrice } = priceRangeV2
  const { currencyCode } = minVariantPrice
  const before = cheapest.compareAtPrice
  const image = featuredMedia?.preview?.image
  return [
    {
      title,
      url: onlineStoreUrl,
      image: image ? { url: image.url, alt: image.altText ?? '' } : null,
      price: { amount: cheapest.price, currencyCode },
      isFrom: Number(maxVariantPrice.amount) > Number(cheapest.price),
      compareAt: before !== null && Number(before) > Number(cheapest.price) ? { amount: before, currencyCode } : null,
    },
  ]
}
