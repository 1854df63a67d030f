// What each export beside that of the customers is made of.
import type { Sql } from '#app/platform/db/db.server.ts'

export type ExportedFile = {
  tenantId: number
  url: string
  /** How many nodes the file must hold. */
  expected: number
  /** From when on it tells. */
  exportedFrom: Date
}

export type Export = {
  /** The bulk query for what changed since, or for all that Shopify shows. */
  query: (tenantId: number, since: Date | null) => Promise<string>
  /** Whether what stands in a node follows it in the file at once. */
  grouped: boolean
  /** Loads the file and returns how many nodes it took. @throws FileGone, ShopifyUnavailable. */
  load: (file: ExportedFile) => Promise<number>
  /** What is noted once all of it is here. */
  noteRead?: (sql: Sql, tenantId: number, at: Date) => Promise<void>
}

/** A filter for `query:`, of Shopify's search syntax. */
export const changedSince = (since: Date | null): string =>
  since ? `(query: "updated_at:>='${since.toISOString()}'")` : ''
