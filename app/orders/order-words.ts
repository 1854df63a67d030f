// An order in the merchant's words.
import { formatCount, formatMoney } from '#app/ui/format/format.ts'

export type ListedOrder = {
  orderId: string
  name: string
  orderedAt: string
  /** Amounts are exact decimal text in `currency`. */
  total: string
  currency: string
  /** What was given back. */
  refunded: string
  isTest: boolean
  cancelledAt: string | null
  /** What was bought, the first few. */
  titles: string[]
  /** How many things of all kinds. */
  items: number
}

/** What was bought: its names, or how many things where there are more. */
export function orderItems({ titles, items }: Pick<ListedOrder, 'titles' | 'items'>): string {
  const names = [...new Set(titles.filter((title) => title.trim() !== ''))]
  const count = `${formatCount(items)} ${items === 1 ? 'item' : 'items'}`
  return names.length === 0 ? count : `${count}: ${names.join(', ')}`
}

/** What became of an order beside being placed. */
export function orderNotes(order: Pick<ListedOrder, 'isTest' | 'cancelledAt' | 'refunded' | 'currency'>): string[] {
  const { isTest, cancelledAt, refunded, currency } = order
  return [
    ...(isTest ? ['Test'] : []),
    ...(cancelledAt ? ['Cancelled'] : []),
    ...(Number(refunded) > 0 ? [`Refunded ${formatMoney(refunded, currency)}`] : []),
  ]
}
