// How far the import of a shop's customers is, in words and as a percentage.
import { formatCount, formatCountOf } from '#app/ui/format.ts'

export type ImportCounts = {
  status: 'requested' | 'running' | 'loading' | 'done' | 'failed'
  objectsExpected: number | null
  objectsExported: number
  rowsLoaded: number
}

export type ImportState = { state: 'none' | 'done' | 'failed' } | { state: 'running'; percent: number; text: string }

/** Shopify writes the file in the first half; the second half is ours. */
export function describeImport(row: ImportCounts | null): ImportState {
  if (!row) return { state: 'none' }
  const { status, objectsExported, rowsLoaded } = row
  if (status === 'done' || status === 'failed') return { state: status }
  const expected = row.objectsExpected ?? 0
  const share = (count: number) => (expected > 0 ? Math.min(count / expected, 1) : 0)
  if (status === 'loading') {
    const of = expected > 0 ? ` of ${formatCount(expected)}` : ''
    return {
      state: 'running',
      percent: 50 + 50 * share(rowsLoaded),
      text: `${formatCount(rowsLoaded)}${of} members are here`,
    }
  }
  if (status === 'running' && objectsExported > 0) {
    const text = `Shopify has prepared ${formatCountOf(objectsExported, 'customer')}${expected > 0 ? ` of ${formatCount(expected)}` : ''}`
    return { state: 'running', percent: 50 * share(objectsExported), text }
  }
  return { state: 'running', percent: 0, text: 'Shopify is preparing your customers' }
}
