// Pictures of products, as Shopify's CDN has them, and what a test or a person does to the catalogue.
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { pictureSvg } from '../demo-shop/pictures.ts'
import { json, route, text, type Route } from '../http.ts'
import { changeProduct, deleteProduct, listCollections, listProducts } from './products.ts'
import { shopOf } from './shops.ts'

const cents = z
  .number()
  .min(0)
  .transform((amount) => Math.round(amount * 100))
const productChange = z.strictObject({
  title: z.string().optional(),
  status: z.enum(['ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED']).optional(),
  published: z.boolean().optional(),
  collections: z.array(z.string()).optional(),
  price: cents.optional(),
  compareAtPrice: cents.nullish(),
  stock: z.number().int().nullish(),
})

export function productRoutes(sim: SimulatorContext): Route[] {
  return [
    route('GET', '/cdn/shop/files/:name.svg', (request) => {
      const svg = pictureSvg(request.param('name'))
      return svg ? text(svg, 200, 'image/svg+xml') : text('Not Found', 404)
    }),
    route('GET', '/_control/products', (request) => {
      const { shop } = shopOf(sim, request)
      return json({ products: listProducts(sim, shop), collections: listCollections(sim, shop) })
    }),
    route('PATCH', '/_control/products/:id', (request) => {
      const { price, compareAtPrice, ...change } = productChange.parse(request.json())
      const { shop } = shopOf(sim, request)
      return json(
        changeProduct(sim, shop, request.param('id'), { ...change, cents: price, compareAtCents: compareAtPrice }),
      )
    }),
    route('DELETE', '/_control/products/:id', (request) => {
      deleteProduct(sim, shopOf(sim, request).shop, request.param('id'))
      return json({ deleted: request.param('id') })
    }),
  ]
}
