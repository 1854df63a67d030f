// An order as Shopify tells it, by webhook or by the Admin API, and the limits that the columns have.
import { customerNumber } from '#app/members/core/customer.ts'
import { isBigint, LARGEST_INT } from '#app/platform/text/bounds.ts'
import { readMoment } from '#app/platform/text/moment.ts'
import { clean } from '#app/platform/text/tidy.ts'
import { z } from 'zod'

export type OrderLine = {
  lineId: string
  /** Null of what is no product, was deleted, or may not be read: one that was known stays. */
  productId: string | null
  variantId: string | null
  title: string
  quantity: number
  /** Without what was taken back or edited out. */
  currentQuantity: number
  /** Of one, before discounts, in the shop's currency. */
  price: string
}

export type Refund = {
  refundId: string
  refundedAt: Date
  /** In the shop's currency; null where Shopify told only what the customer got. */
  amount: string | null
  presentmentAmount: string
  presentmentCurrency: string
}

/** Amounts are exact decimal text. */
export type Order = {
  orderId: string
  /** Null of a guest whom Shopify made no customer of. */
  memberId: string | null
  name: string
  orderedAt: Date
  createdAt: Date
  /** Before returns and refunds, in the shop's currency. */
  total: string
  /** After them, and after edits. */
  currentTotal: string
  currency: string
  presentmentTotal: string
  presentmentCurrency: string
  isTest: boolean
  cancelledAt: Date | null
  /** Its revision, in whole seconds. */
  updatedAt: Date
  /** When Shopify told it: the later of two that tell the same revision counts. */
  toldAt: Date
  lines: OrderLine[]
  refunds: Refund[]
}

// What Shopify allows is far less; what an app got past it is cut, for one value that PostgreSQL does not take would hold up
// all the orders that are saved with it.
const LONGEST_TEXT = 255
const MOST_LINES = 1000
const MOST_REFUNDS = 1000
const MOST_MONEY = 999_999_999_999_999

export const text = z.string().transform((value) => clean(value.slice(0, LONGEST_TEXT)))
/** The columns hold fifteen digits before the point and three behind it. */
export const amount = z
  .string()
  .max(40)
  .regex(/^-?\d{1,30}(\.\d{1,9})?$/)
  .transform((value) => (Math.abs(Number(value)) < MOST_MONEY ? value : String(Math.sign(Number(value)) * MOST_MONEY)))
export const currency = z.string().regex(/^[A-Z]{3}$/)
export const quantity = z
  .number()
  .int()
  .transform((count) => Math.max(0, Math.min(LARGEST_INT, count)))
export const moment = z.string().transform((value, context) => {
  const at = readMoment(value)
  if (at) return at
  context.addIssue('not a time')
  return z.NEVER
})
/** Lists as long as no order has them. */
export const some = <T extends z.ZodType>(schema: T, most: number) => z.array(schema).max(most)
export const lines = <T extends z.ZodType>(line: T) => some(line, MOST_LINES)
export const refunds = <T extends z.ZodType>(refund: T) => some(refund, MOST_REFUNDS)

/** The number in a global id of this type. */
const gid = (type: string) =>
  z.string().transform((value, context) => {
    const start = `gid://shopify/${type}/`
    const number = value.startsWith(start) ? value.slice(start.length) : ''
    if (isBigint(number)) return number
    context.addIssue(`not a ${type}`)
    return z.NEVER
  })
const customer = z.object({ id: z.string().transform(customerNumber) }).nullable()
/** A deleted product is null; without read_products nothing is told of it. */
const named = (type: string) => z.object({ id: gid(type) }).nullish()

const bag = z.object({ shopMoney: z.object({ amount }), presentmentMoney: z.object({ amount }) })

const lineSchema = z.object({
  id: gid('LineItem'),
  title: text,
  quantity,
  currentQuantity: quantity,
  originalUnitPriceSet: z.object({ shopMoney: z.object({ amount }) }),
  product: named('Product'),
  variant: named('ProductVariant'),
})

const orderSchema = z.object({
  id: gid('Order'),
  name: text,
  createdAt: moment,
  processedAt: moment.nullish().catch(null),
  updatedAt: moment,
  cancelledAt: moment.nullable(),
  test: z.boolean(),
  currencyCode: currency,
  presentmentCurrencyCode: currency,
  totalPriceSet: bag,
  currentTotalPriceSet: bag,
  customer,
  refunds: refunds(z.object({ id: gid('Refund'), createdAt: moment.nullable(), totalRefundedSet: bag })),
})

/** What is asked of each order in a bulk operation: its lines follow it, each with the order's id. */
export function orderFields({ products }: { products: boolean }): string {
  const both = '{ shopMoney { amount } presentmentMoney { amount } }'
  return `id name createdAt processedAt updatedAt cancelledAt test currencyCode presentmentCurrencyCode
    totalPriceSet ${both} currentTotalPriceSet ${both} customer { id }
    refunds { id createdAt totalRefundedSet ${both} }
    lineItems { edges { node { id title quantity currentQuantity originalUnitPriceSet { shopMoney { amount } }
      ${products ? 'product { id } variant { id }' : ''} } } }`
}

/** Parses an order node and the nodes of its lines. @throws ZodError when they are not what `orderFields` asks for. */
export function parseOrder(node: unknown, lineNodes: unknown[], toldAt: Date): Order {
  const order = orderSchema.parse(node)
  return {
    orderId: order.id,
    memberId: order.customer?.id ?? null,
    name: order.name,
    orderedAt: order.processedAt ?? order.createdAt,
    createdAt: order.createdAt,
    total: order.totalPriceSet.shopMoney.amount,
    currentTotal: order.currentTotalPriceSet.shopMoney.amount,
    currency: order.currencyCode,
    presentmentTotal: order.totalPriceSet.presentmentMoney.amount,
    presentmentCurrency: order.presentmentCurrencyCode,
    isTest: order.test,
    cancelledAt: order.cancelledAt,
    updatedAt: order.updatedAt,
    toldAt,
    lines: lines(lineSchema)
      .parse(lineNodes)
      .map((line) => ({
        lineId: line.id,
        productId: line.product?.id ?? null,
        variantId: line.variant?.id ?? null,
        title: line.title,
        quantity: line.quantity,
        currentQuantity: line.currentQuantity,
        price: line.originalUnitPriceSet.shopMoney.amount,
      })),
    refunds: order.refunds.map((refund) => ({
      refundId: refund.id,
      refundedAt: refund.createdAt ?? order.updatedAt,
      amount: refund.totalRefundedSet.shopMoney.amount,
      presentmentAmount: refund.totalRefundedSet.presentmentMoney.amount,
      presentmentCurrency: order.presentmentCurrencyCode,
    })),
  }
}
