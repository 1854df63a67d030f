// Fields about what the customer ordered. Numbers are Shopify's own; products come from the orders that we know of.
import { isBigint } from '#app/platform/text/bounds.ts'
import { z } from 'zod'
import type { Bought } from './facts.ts'
import { days, daysBefore, daysWords, type Field, moment, number } from './field.ts'

type Product = { product: string; days: number | null }

const BOUGHT = { bought: 'is', 'not-bought': 'is not' } as const

const productId = z
  .string({ error: 'Choose a product' })
  .refine((digits) => isBigint(digits) && digits[0] !== '0', 'Choose a product')

const product: Field<Product, keyof typeof BOUGHT, Bought[]> = {
  label: 'Bought a product',
  group: 'orders',
  hint: 'Without test orders, cancelled ones and what was sent back.',
  reach: 'orders',
  operators: BOUGHT,
  value: z.object({ product: productId, days: days.nullable() }),
  input: { kind: 'product' },
  words: ({ operator, value }, names) =>
    `${operator === 'bought' ? 'Bought' : 'Did not buy'} “${names.product(value.product)}”${value.days === null ? '' : ` in the last ${daysWords(value.days)}`}`,
  see: ({ bought }) => bought,
  judge: ({ operator, value }, bought, at) => {
    const since = value.days === null ? null : daysBefore(at, value.days)
    const did = bought.some((line) => line.productId === value.product && (since === null || line.at >= since))
    return did === (operator === 'bought')
  },
  sql: ({ operator, value }, { put, isAmong, at }) => {
    const since = value.days === null ? '' : ` AND o.ordered_at >= ${put(daysBefore(at, value.days))}::timestamptz`
    const did =
      isAmong(`SELECT o.tenant_id, o.member_id FROM order_lines l JOIN orders o ON o.tenant_id = l.tenant_id AND o.order_id = l.order_id
      WHERE l.tenant_id = $1 AND l.product_id = ${put(value.product)}::bigint AND l.current_quantity > 0
        AND o.member_id IS NOT NULL AND NOT o.is_test AND o.cancelled_at IS NULL${since} GROUP BY 1, 2`)
    return operator === 'bought' ? did : `NOT (${did})`
  },
  shown: (bought) => (bought.length === 0 ? 'no product that we know of' : `${bought.length} products`),
}

export const ORDER_FIELDS = {
  'orders-count': number({
    label: 'Number of orders',
    group: 'orders',
    column: 'm.orders_count',
    see: ({ member }) => member.ordersCount,
  }),
  'amount-spent': number({
    label: 'Amount spent',
    group: 'orders',
    money: true,
    column: 'm.amount_spent',
    see: ({ member }) => Number(member.amountSpent),
  }),
  'first-order': moment({
    label: 'First order',
    group: 'orders',
    hint: 'Holds only those whose first order was placed since orders are known.',
    reach: 'orders',
    column: 'm.first_order_at',
    see: ({ member }) => member.firstOrderAt,
    never: 'never ordered, or before orders are known',
  }),
  'last-order': moment({
    label: 'Last order',
    group: 'orders',
    column: 'm.last_order_at',
    see: ({ member }) => member.lastOrderAt,
    never: 'never ordered',
  }),
  product,
}
