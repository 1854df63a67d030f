// A campaign's HTML as its design makes it; a campaign without one brings its own.
import { compileDocument } from '#app/designer/compile/compile.server.ts'
import type { MailDocument } from '#app/designer/document.ts'
import { checkDocument, type DocumentCheck } from '#app/designer/document-problems.ts'
import { findProducts, type FoundProducts } from '#app/designer/products/products.server.ts'
import { ShopifySignedOut, ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import { getBrand } from '#app/settings/settings.server.ts'
import { getSender } from './sender.server.ts'
import { findStorefront } from './storefront.server.ts'

type Designed = { html: string; design?: MailDocument | null | undefined }

/** A draft with its HTML made, and what its design lacks. */
export type Made<Draft> = { draft: Draft } & DocumentCheck

const UNREAD = 'Shopify couldn’t be asked for the products of this email. Try again in a few minutes.'

/**
 * The draft with the HTML of its design, in the shop's brand, with products as Shopify has them now; `fresh` where those of a
 * minute ago will not do. What keeps the products from being known is a problem, and the rest of the mail is made all the same.
 */
export async function withDesign<Draft extends Designed>(
  tenantId: number,
  draft: Draft,
  { fresh }: { fresh: boolean },
): Promise<Made<Draft>> {
  const { design } = draft
  if (!design) return { draft, problems: [], warnings: [] }
  const [brand, { shopName }, host, found] = await Promise.all([
    getBrand(tenantId),
    getSender(tenantId),
    findStorefront(tenantId),
    askForProducts(tenantId, design, fresh),
  ])
  const products = found?.byBlock ?? new Map()
  const html = await compileDocument(design, { brand, shopName, storeUrl: `https://${host}/` }, products)
  const { problems, warnings } = checkDocument(design, {
    brand,
    products: found && products,
    mayReadProducts: found?.isAllowed ?? true,
  })
  return { draft: { ...draft, html }, problems: found ? problems : [...problems, UNREAD], warnings }
}

/** Null when Shopify can not be asked now. */
async function askForProducts(tenantId: number, design: MailDocument, fresh: boolean): Promise<FoundProducts | null> {
  try {
    return await findProducts(tenantId, design, { fresh })
  } catch (error) {
    if (error instanceof ShopifyUnavailable || error instanceof ShopifySignedOut) return null
    throw error
  }
}
