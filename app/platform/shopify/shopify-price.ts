// What a request to Shopify will cost, before it goes: what the same one was asked for last, else a guess from above.

const MUTATION = 10
/** Documents differ by shop only where they name a metafield, and by how many ids they ask for. */
const REMEMBERED = 2000

const known = new Map<string, number>()

/** The points to set aside for a request. */
export function expectedCost(document: string, variables: Record<string, unknown>): number {
  return known.get(keyOf(document, variables)) ?? guess(document, variables)
}

/** Shopify has said what the request costs at most: that is what it must find in the budget next time. */
export function learnCost(document: string, variables: Record<string, unknown>, requested: number): void {
  if (known.size >= REMEMBERED) known.clear()
  known.set(keyOf(document, variables), requested)
}

const keyOf = (document: string, variables: Record<string, unknown>) => `${unitsOf(variables)} ${document}`

/** Each object is a point, and each is written with a brace. */
function guess(document: string, variables: Record<string, unknown>): number {
  const objects = document.split('{').length - 1
  return objects * unitsOf(variables) + (document.trimStart().startsWith('mutation') ? MUTATION : 0)
}

/** How often the objects may be in the answer: once for each id asked for. */
function unitsOf(variables: Record<string, unknown>): number {
  return Math.max(1, ...Object.values(variables).map((value) => (Array.isArray(value) ? value.length : 1)))
}
