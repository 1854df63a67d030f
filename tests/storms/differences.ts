// Consent at Shopify against consent here: every customer, both channels.
import type { StormCustomer } from './shopify.ts'
import type { World } from './world.ts'

export type Difference = { memberId: string; channel: 'email' | 'sms' | 'both'; shopify: string; here: string }

type Row = { id: string; email: string; sms: string }

/** What differs; who has no address or number can have no consent here, whatever Shopify remembers of it. */
export async function findDifferences({ shopify, sql, tenantId }: World): Promise<Difference[]> {
  const customers = await shopify.customers()
  const found = await sql.query<Row>(
    `SELECT member_id::text AS id, CASE WHEN email_unsubscribed THEN 'UNSUBSCRIBED' ELSE email_state::text END AS email,
       sms_state::text AS sms FROM members WHERE tenant_id = $1`,
    [tenantId],
  )
  const members = new Map(found.rows.map((row) => [row.id, row]))
  const differences = customers.flatMap((customer) => compare(customer, members.get(customer.id)))
  for (const { id } of customers) members.delete(id)
  for (const { id, email } of members.values())
    differences.push({ memberId: id, channel: 'both', shopify: 'gone', here: email })
  return differences
}

function compare(customer: StormCustomer, member: Row | undefined): Difference[] {
  const { id: memberId } = customer
  if (!member) return [{ memberId, channel: 'both', shopify: customer.email_state, here: 'missing' }]
  const pairs = [
    { channel: 'email' as const, shopify: customer.email && customer.email_state, here: member.email },
    { channel: 'sms' as const, shopify: customer.phone && customer.sms_state, here: member.sms },
  ]
  return pairs.flatMap(({ channel, shopify, here }) => {
    // Shopify takes no opt-out for an address that it holds for invalid.
    const unreachable = shopify === null || shopify === 'INVALID'
    const differs = unreachable ? here === 'SUBSCRIBED' : shopify !== here
    return differs ? [{ memberId, channel, shopify: shopify ?? 'no address', here }] : []
  })
}
