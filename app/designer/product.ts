// A product as a mail shows it.
export type Money = { amount: string; currencyCode: string }

export type Product = {
  title: string
  url: string
  image: { url: string; alt: string } | null
  /** Of its cheapest variant; other variants may cost more. */
  price: Money
  isFrom: boolean
  /** What it cost before; null where it is not reduced. */
  compareAt: Money | null
}

/** What each products block shows, by its id. */
export type ProductsByBlock = ReadonlyMap<string, Product[]>

/** As the document's readers write it. */
export function formatMoney({ amount, currencyCode }: Money, language: string): string {
  const number = Number(amount)
  try {
    return new Intl.NumberFormat(language, { style: 'currency', currency: currencyCode }).format(number)
  } catch {
    return `${amount} ${currencyCode}`
  }
}
