// The cities that customers live in, where Shopify has approved the app for the protected field "address".
import { customerNumber, moment } from '#app/members/core/customer.ts'
import { db } from '#app/platform/db/db.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import { clean } from '#app/platform/text/tidy.ts'
import { z } from 'zod'
import { openFile, readChunks } from '../bulk/bulk-file.server.ts'
import { changedSince, type Export, type ExportedFile } from './export.ts'

const LONGEST_CITY = 255
const lineSchema = z.object({
  id: z.string().transform((gid) => customerNumber(gid)),
  updatedAt: moment,
  defaultAddress: z
    .object({
      city: z
        .string()
        .transform((city) => clean(city.slice(0, LONGEST_CITY)))
        .nullable(),
    })
    .nullable(),
})

export const citiesExport: Export = {
  query: (_tenantId, since) =>
    Promise.resolve(`{ customers${changedSince(since)} { edges { node { id updatedAt defaultAddress { city } } } } }`),
  grouped: false,
  load: loadCities,
}

/** Of somebody whom we know at a later revision the city was told with it. */
const SAVE = `WITH due AS MATERIALIZED (
    SELECT m.member_id, i.city FROM jsonb_to_recordset($2::jsonb) AS i(member_id bigint, city text, updated_at timestamptz)
    JOIN members m ON m.tenant_id = $1 AND m.member_id = i.member_id
    WHERE i.updated_at >= m.updated_at AND i.city IS DISTINCT FROM m.city ORDER BY m.member_id FOR UPDATE OF m
  )
  UPDATE members m SET city = due.city FROM due WHERE m.tenant_id = $1 AND m.member_id = due.member_id`

async function loadCities({ tenantId, url, expected }: ExportedFile): Promise<number> {
  let count = 0
  for await (const { lines } of readChunks(await openFile(url, { bytes: 0, tag: null }))) {
    count += lines.length
    const rows = lines.map(readLine).filter((row) => row !== null)
    await db().query(SAVE, [tenantId, JSON.stringify(rows)])
  }
  if (count < expected) throw new ShopifyUnavailable(`the exported file names ${count} customers of ${expected}`)
  return count
}

function readLine(line: string) {
  try {
    const { id, updatedAt, defaultAddress } = lineSchema.parse(JSON.parse(line))
    return id && { member_id: id, city: defaultAddress?.city ?? null, updated_at: updatedAt }
  } catch {
    return null
  }
}
