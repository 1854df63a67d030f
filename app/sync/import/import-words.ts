// How far the import of a shop's customers is, in words and as a percentage.
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'

export type ImportCounts = {
  status: 'requested' | 'running' | 'loading' | 'done' | 'failed'
  /** How many customers the shop has, once Shopify has said so. */
  objectsExpected: number | null
  objectsExported: number
  rowsLoaded: number
  /** Lines of the export that are no customers as we know them, and some of their numbers. */
  rowsUnreadable: number
  unreadable: string[]
  /** What the last try met. */
  error: string | null
}

export type ImportState =
  | { state: 'none' | 'failed' }
  | { state: 'done'; unreadable: string | null }
  | { state: 'running'; percent: number; text: string }

/** Shopify writes the file in the first half; the second half is ours. */
export function describeImport(row: ImportCounts | null): ImportState {
  if (!row) return { state: 'none' }
  const { status, objectsExported, rowsLoaded } = row
  if (status === 'failed') return { state: status }
  if (status === 'done') return { state: status, unreadable: describeUnreadable(row) }
  const hitch = hitchWords(row)
  const expected = row.objectsExpected ?? 0
  const share = (count: number) => (expected > 0 ? Math.min(count / expected, 1) : 0)
  if (status === 'loading') {
    const of = expected > 0 ? ` of ${formatCount(expected)}` : ''
    return {
      state: 'running',
      percent: 50 + 50 * share(rowsLoaded),
      text: `${formatCount(rowsLoaded)}${of} members imported${hitch}`,
    }
  }
  if (status === 'running' && objectsExported > 0) {
    const text = `Shopify has prepared ${formatCountOf(objectsExported, 'customer')}${expected > 0 ? ` of ${formatCount(expected)}` : ''}`
    return { state: 'running', percent: 50 * share(objectsExported), text: text + hitch }
  }
  if (status === 'requested' && hitch) return { state: 'running', percent: 0, text: NO_ANSWER }
  return { state: 'running', percent: 0, text: `Shopify is preparing your customers${hitch}` }
}

/** While nothing has begun. */
export const NO_ANSWER = 'Shopify isn’t responding right now; this continues automatically'

/** Once begun, an error stays until the end: it tells that there was a hitch, not that it lasts. */
export function hitchWords({ error }: Pick<ImportCounts, 'error'>): string {
  return error === null ? '' : '. Shopify hasn’t always responded; this continues automatically'
}

function describeUnreadable({ rowsUnreadable, unreadable }: ImportCounts): string | null {
  if (rowsUnreadable === 0) return null
  const more = rowsUnreadable - unreadable.length
  const names = [...unreadable, ...(more > 0 && unreadable.length > 0 ? [`${formatCount(more)} more`] : [])].join(', ')
  return `${formatCountOf(rowsUnreadable, 'customer')} couldn’t be read${names ? `: ${names}` : ''}`
}
