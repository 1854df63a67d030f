// What a product, a variant and a collection look like in GraphQL, and the lists of them. All of it needs read_products.
import { GraphQLError } from 'graphql'
import {
  argumentId,
  connection,
  pageOf,
  requireScope,
  type Fields,
  type GraphContext,
  type PageArguments,
} from './graph.ts'
import { gid, numberOf } from './ids.ts'
import { time } from './models.ts'
import {
  countSold,
  findCollection,
  findProduct,
  findVariant,
  listCollections,
  listProducts,
  type Collection,
  type Product,
  type Variant,
} from './products.ts'
import { tokenize } from './search.ts'

const price = (cents: number) => (cents / 100).toFixed(2)

type ListArguments = PageArguments & { query?: string | null; sortKey?: string | null }

export const productQueries: Fields = {
  product: ({ id }: { id: string }, context: GraphContext) => {
    requireScope(context, 'read_products', 'product')
    return productNode(argumentId('Product', id), context)
  },
  products: (args: ListArguments, context: GraphContext) => {
    requireScope(context, 'read_products', 'products')
    const all = listProducts(context.sim, context.shop.shop)
    const found = all.filter((product) => matches(product, args.query))
    return listOf(found.toSorted(orderOf(args.sortKey ?? 'ID', context)), productModel, args, context)
  },
  productByIdentifier: ({ identifier }: { identifier: Record<string, string> }, context: GraphContext) => {
    requireScope(context, 'read_products', 'productByIdentifier')
    const { id, handle } = identifier
    if (id) return productNode(argumentId('Product', id), context)
    const found = listProducts(context.sim, context.shop.shop).find((product) => product.handle === handle)
    return found ? productModel(found) : null
  },
  productVariant: ({ id }: { id: string }, context: GraphContext) => {
    requireScope(context, 'read_products', 'productVariant')
    return variantNode(argumentId('ProductVariant', id), context)
  },
  collection: ({ id }: { id: string }, context: GraphContext) => {
    requireScope(context, 'read_products', 'collection')
    return collectionNode(argumentId('Collection', id), context)
  },
  collections: (args: ListArguments, context: GraphContext) => {
    requireScope(context, 'read_products', 'collections')
    const all = listCollections(context.sim, context.shop.shop).filter(({ title, id, handle }) =>
      matchesWords({ title, id, handle }, args.query, 'Collection'),
    )
    const sorted = args.sortKey === 'TITLE' ? all.toSorted(byTitle) : all
    return listOf(sorted, collectionModel, args, context)
  },
}

/** A product by its number; null when there is none (any more). */
export function productNode(id: string, context: GraphContext): Fields | null {
  const found = findProduct(context.sim, context.shop.shop, id)
  return found && productModel(found)
}

export function variantNode(id: string, context: GraphContext): Fields | null {
  const found = findVariant(context.sim, context.shop.shop, id)
  return found && variantModel(found.product, found.variant)
}

export function collectionNode(id: string, context: GraphContext): Fields | null {
  const found = findCollection(context.sim, context.shop.shop, id)
  return found && collectionModel(found)
}

function listOf<T extends { id: string }>(
  all: T[],
  model: (one: T) => Fields,
  args: PageArguments,
  context: GraphContext,
): Fields {
  const page = pageOf(args, context)
  const ordered = page.reverse ? all.toReversed() : all
  const start = page.after ? ordered.findIndex(({ id }) => id === page.after?.id) + 1 : 0
  const shown = ordered.slice(start, start + Math.min(page.limit, ordered.length) + 1)
  return connection(
    shown.map((one) => ({ node: model(one), cursor: { value: '', id: one.id } })),
    page,
  )
}

const byTitle = (one: { title: string }, other: { title: string }) => one.title.localeCompare(other.title)
const lowest = ({ variants }: Product) => Math.min(...variants.map(({ cents }) => cents))
const stockOf = ({ variants }: Product) => variants.reduce((sum, { stock }) => sum + (stock ?? 0), 0)

/** The order of a list of products, or of those in a collection. */
function orderOf(key: string, context: GraphContext): (one: Product, other: Product) => number {
  const sold = key === 'BEST_SELLING' ? countSold(context.sim, context.shop.shop) : new Map<string, number>()
  const orders: Record<string, (one: Product, other: Product) => number> = {
    ID: (one, other) => one.id.localeCompare(other.id),
    RELEVANCE: (one, other) => one.id.localeCompare(other.id),
    COLLECTION_DEFAULT: (one, other) => one.id.localeCompare(other.id),
    MANUAL: (one, other) => one.id.localeCompare(other.id),
    TITLE: byTitle,
    PRODUCT_TYPE: (one, other) => one.type.localeCompare(other.type),
    PRICE: (one, other) => lowest(one) - lowest(other),
    INVENTORY_TOTAL: (one, other) => stockOf(one) - stockOf(other),
    CREATED: (one, other) => one.created_at.localeCompare(other.created_at),
    CREATED_AT: (one, other) => one.created_at.localeCompare(other.created_at),
    PUBLISHED_AT: (one, other) => one.created_at.localeCompare(other.created_at),
    UPDATED_AT: (one, other) => one.updated_at.localeCompare(other.updated_at),
    BEST_SELLING: (one, other) => (sold.get(other.id) ?? 0) - (sold.get(one.id) ?? 0),
  }
  const order = orders[key]
  if (!order) throw new GraphQLError(`The simulator does not implement the sort key ${key}`)
  return order
}

function matches(product: Product, query: string | null | undefined): boolean {
  const { id, title, handle, status, type } = product
  const published = product.published && status === 'ACTIVE' ? 'published' : 'unpublished'
  return matchesWords(
    { id, title, handle, status, product_type: type, published_status: published, variants: type },
    query,
    'Product',
  )
}

/** Shopify's search syntax, as far as terms that must all hold: words of the title, and `field:value`. */
function matchesWords(fields: Record<string, string>, query: string | null | undefined, type: string): boolean {
  if (!query?.trim()) return true
  return tokenize(query).every(({ text, negated, term: { field, value } }) => {
    if (text === 'AND') return true
    if (text === 'OR' || text === '(' || text === ')')
      throw new GraphQLError(`The simulator does not implement "${text}" in a search for ${type}`)
    const has = fields[field ?? 'title']
    if (has === undefined)
      throw new GraphQLError(`The simulator does not implement the ${type} search filter "${field}"`)
    const wanted = field === 'id' ? (numberOf(type, value) ?? '') : value.replace(/\*$/, '').toLowerCase()
    const found =
      field === null || field === 'title' ? has.toLowerCase().includes(wanted) : has.toLowerCase() === wanted
    return negated ? !found : found
  })
}

function imageModel(product: Product, context: GraphContext): Fields {
  const url = `${context.sim.settings.url}/cdn/shop/files/${product.picture}.svg`
  return {
    __typename: 'Image',
    id: gid('ImageSource', product.id),
    altText: product.alt,
    width: 300,
    height: 260,
    url,
    src: url,
    originalSrc: url,
    transformedSrc: url,
  }
}

function mediaModel(product: Product, context: GraphContext): Fields {
  const image = imageModel(product, context)
  return {
    __typename: 'MediaImage',
    id: gid('MediaImage', product.id),
    alt: product.alt,
    mediaContentType: 'IMAGE',
    status: 'READY',
    image,
    preview: { image, status: 'READY' },
  }
}

function productModel(product: Product): Fields {
  const cents = product.variants.map((variant) => variant.cents)
  const range = (_: unknown, context: GraphContext) => ({
    minVariantPrice: { amount: price(Math.min(...cents)), currencyCode: context.shop.currency },
    maxVariantPrice: { amount: price(Math.max(...cents)), currencyCode: context.shop.currency },
  })
  const image = (_: unknown, context: GraphContext) => imageModel(product, context)
  const storefront = (_: unknown, context: GraphContext) =>
    product.published && product.status === 'ACTIVE'
      ? `${context.sim.settings.url}/storefront/products/${product.handle}`
      : null
  return {
    __typename: 'Product',
    id: gid('Product', product.id),
    legacyResourceId: product.id,
    title: product.title,
    handle: product.handle,
    status: product.status,
    productType: product.type,
    vendor: (_: unknown, context: GraphContext) => context.shop.name,
    description: product.alt,
    descriptionHtml: `<p>${product.alt}</p>`,
    tags: [],
    isGiftCard: product.type === 'Gift cards',
    createdAt: time(product.created_at),
    updatedAt: time(product.updated_at),
    publishedAt: product.published ? time(product.created_at) : null,
    onlineStoreUrl: storefront,
    totalInventory: stockOf(product),
    tracksInventory: product.variants.some(({ stock }) => stock !== null),
    hasOnlyDefaultVariant: product.variants.length === 1 && product.variants[0]?.title === 'Default Title',
    priceRangeV2: range,
    priceRange: range,
    featuredImage: image,
    featuredMedia: (_: unknown, context: GraphContext) => mediaModel(product, context),
    images: (args: PageArguments, context: GraphContext) =>
      listOf([product], (each) => imageModel(each, context), args, context),
    media: (args: PageArguments, context: GraphContext) =>
      listOf([product], (each) => mediaModel(each, context), args, context),
    variants: (args: PageArguments, context: GraphContext) =>
      listOf(product.variants, (variant) => variantModel(product, variant), args, context),
    variantsCount: { count: product.variants.length, precision: 'EXACT' },
    collections: (args: ListArguments, context: GraphContext) => {
      const all = listCollections(context.sim, context.shop.shop)
      return listOf(
        all.filter(({ handle }) => product.collections.includes(handle)),
        collectionModel,
        args,
        context,
      )
    },
  }
}

function variantModel(product: Product, variant: Variant): Fields {
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', variant.id),
    legacyResourceId: variant.id,
    title: variant.title,
    displayName: variant.title === 'Default Title' ? product.title : `${product.title} - ${variant.title}`,
    sku: `${product.handle}-${variant.id.slice(-4)}`,
    price: price(variant.cents),
    compareAtPrice: variant.compareAtCents === null ? null : price(variant.compareAtCents),
    inventoryQuantity: variant.stock,
    inventoryPolicy: 'DENY',
    availableForSale: product.status === 'ACTIVE' && (variant.stock === null || variant.stock > 0),
    image: (_: unknown, context: GraphContext) => imageModel(product, context),
    product: () => productModel(product),
    position: product.variants.indexOf(variant) + 1,
  }
}

function collectionModel(collection: Collection): Fields {
  const inIt = (context: GraphContext) =>
    listProducts(context.sim, context.shop.shop).filter(({ collections }) => collections.includes(collection.handle))
  return {
    __typename: 'Collection',
    id: gid('Collection', collection.id),
    legacyResourceId: collection.id,
    title: collection.title,
    handle: collection.handle,
    description: collection.description,
    descriptionHtml: `<p>${collection.description}</p>`,
    sortOrder: 'MANUAL',
    updatedAt: time(collection.created_at),
    image: null,
    productsCount: (_: unknown, context: GraphContext) => ({ count: inIt(context).length, precision: 'EXACT' }),
    hasProduct: ({ id }: { id: string }, context: GraphContext) =>
      inIt(context).some((product) => product.id === argumentId('Product', id)),
    products: (args: ListArguments, context: GraphContext) =>
      listOf(
        inIt(context).toSorted(orderOf(args.sortKey ?? 'COLLECTION_DEFAULT', context)),
        productModel,
        args,
        context,
      ),
  }
}
