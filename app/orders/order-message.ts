// Orders and refunds in the bodies of Shopify's webhooks. Ids exceed 2^53: the body was parsed without losing digits.
import { isBigint } from '#app/platform/text/bounds.ts'
import { z } from 'zod'
import { amount, currency, lines, moment, quantity, refunds, some, text, type Order, type Refund } from './order.ts'

const id = z.union([z.string(), z.number().int().positive()]).transform(String).refine(isBigint)
/** What is no number is told as none: a product may have been deleted. */
const idOrNull = id.nullish().catch(null)
const money = z.object({ amount })
const bag = z.object({ shop_money: money, presentment_money: money })

const transaction = z.object({
  kind: z.string().max(40),
  status: z.string().max(40),
  amount,
  currency: currency.nullish(),
})
const refund = z.object({
  id,
  created_at: moment,
  processed_at: moment.nullish().catch(null),
  transactions: some(transaction, 250),
})

const line = z.object({
  id,
  product_id: idOrNull,
  variant_id: idOrNull,
  title: text.nullish(),
  quantity,
  current_quantity: quantity.nullish(),
  price_set: z.object({ shop_money: money }),
})

const order = z.object({
  id,
  customer: z.object({ id }).nullish(),
  name: text,
  created_at: moment,
  processed_at: moment.nullish().catch(null),
  updated_at: moment,
  cancelled_at: moment.nullish(),
  test: z.boolean().nullish(),
  currency,
  presentment_currency: currency.nullish(),
  total_price_set: bag,
  current_total_price_set: bag.nullish(),
  line_items: lines(line),
  refunds: refunds(refund).nullish(),
})

/** The order that a body tells. @throws ZodError when it tells none. */
export function readOrderMessage(body: unknown, toldAt: Date): Order {
  const told = order.parse(body)
  const presentmentCurrency = told.presentment_currency ?? told.currency
  return {
    orderId: told.id,
    memberId: told.customer?.id ?? null,
    name: told.name,
    orderedAt: told.processed_at ?? told.created_at,
    createdAt: told.created_at,
    total: told.total_price_set.shop_money.amount,
    currentTotal: (told.current_total_price_set ?? told.total_price_set).shop_money.amount,
    currency: told.currency,
    presentmentTotal: told.total_price_set.presentment_money.amount,
    presentmentCurrency,
    isTest: told.test ?? false,
    cancelledAt: told.cancelled_at ?? null,
    updatedAt: told.updated_at,
    toldAt,
    lines: told.line_items.map((each) => ({
      lineId: each.id,
      productId: each.product_id ?? null,
      variantId: each.variant_id ?? null,
      title: each.title ?? '',
      quantity: each.quantity,
      currentQuantity: each.current_quantity ?? each.quantity,
      price: each.price_set.shop_money.amount,
    })),
    refunds: (told.refunds ?? []).map((each) => toRefund(each, presentmentCurrency)),
  }
}

/** A refund and its order's number; null of one that has given nothing back (yet). */
export function readRefundMessage(body: unknown): { orderId: string; refund: Refund } {
  const { order_id: orderId, ...told } = refund.extend({ order_id: id }).parse(body)
  return { orderId, refund: toRefund(told, null) }
}

/** Only what was really given back counts; it is told in what the customer paid with. */
function toRefund(told: z.infer<typeof refund>, paidWith: string | null): Refund {
  const given = told.transactions.filter(({ kind, status }) => kind === 'refund' && status === 'success')
  return {
    refundId: told.id,
    refundedAt: told.processed_at ?? told.created_at,
    amount: null,
    presentmentAmount: amount.parse(sum(given.map((each) => each.amount))),
    presentmentCurrency: given.find((each) => each.currency)?.currency ?? paidWith ?? NO_CURRENCY,
  }
}

/** Of a refund without a transaction nothing tells the currency, and its amount is nothing (ISO 4217: "no currency"). */
const NO_CURRENCY = 'XXX'

/** Sums of decimal texts, exact to the thousandth. */
function sum(amounts: string[]): string {
  const thousandths = amounts.reduce((total, each) => total + toThousandths(each), 0n)
  const digits = String(thousandths < 0n ? -thousandths : thousandths).padStart(4, '0')
  return `${thousandths < 0n ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`
}

function toThousandths(value: string): bigint {
  const [whole = '0', part = ''] = value.replace('-', '').split('.')
  const thousandths = BigInt(whole) * 1000n + BigInt(part.slice(0, 3).padEnd(3, '0'))
  return value.startsWith('-') ? -thousandths : thousandths
}
