// Tags of customers, at Shopify, whose they are: what changes there comes back to us as every change of a customer does.
import { z } from 'zod'
import { customerGid } from './customer.ts'
import { adminOf } from '#app/tenants/admin.server.ts'

const errors = z.record(z.string(), z.object({ userErrors: z.array(z.object({ message: z.string() })) }).nullable())

/** Adds or removes a tag of some customers and returns why Shopify refused whom. @throws as `shopifyAdmin` does. */
export async function changeTag(
  tenantId: number,
  memberIds: string[],
  { add, tag }: { add: boolean; tag: string },
): Promise<Map<string, string>> {
  const admin = await adminOf(tenantId)
  const mutation = add ? 'tagsAdd' : 'tagsRemove'
  const variables = Object.fromEntries(memberIds.map((id, index) => [`id${index}`, customerGid(id)]))
  const parameters = memberIds.map((_, index) => `$id${index}: ID!`).join(', ')
  const changes = memberIds.map(
    (_, index) => `c${index}: ${mutation}(id: $id${index}, tags: $tags) { userErrors { message } }`,
  )
  const document = `mutation Tags($tags: [String!]!, ${parameters}) { ${changes.join(' ')} }`
  const answer = await admin(document, { ...variables, tags: [tag] }, errors)
  const refused = memberIds.flatMap((id, index): [string, string][] => {
    const message = answer[`c${index}`]?.userErrors[0]?.message
    return message ? [[id, `Shopify: ${message}`]] : []
  })
  return new Map(refused)
}
