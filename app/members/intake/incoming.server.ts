// What Shopify says of customers on its way into SQL: the columns that the merge of apply.server.ts reads.
import type { CustomerChange } from '../core/customer.ts'
import { addressHashes } from '../consent/erased-addresses.server.ts'

/** The columns of an incoming change, as a staging table and as a JSON record set. */
export const INCOMING = {
  member_id: 'bigint',
  first_name: 'text',
  last_name: 'text',
  email: 'text',
  phone: 'text',
  locale: 'text',
  tags: 'text[]',
  orders_count: 'int',
  amount_spent: 'numeric',
  last_order_at: 'timestamptz',
  last_order_told: 'boolean',
  country_code: 'text',
  province_code: 'text',
  time_zone: 'text',
  place_told: 'boolean',
  city: 'text',
  city_told: 'boolean',
  loyalty_points: 'int',
  open_tracking: 'open_tracking',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  email_state: 'marketing_state',
  email_opt_in_level: 'opt_in_level',
  email_at: 'timestamptz',
  email_exact: 'boolean',
  sms_state: 'marketing_state',
  sms_opt_in_level: 'opt_in_level',
  sms_at: 'timestamptz',
  sms_exact: 'boolean',
  email_hashes: 'bytea[]',
  phone_hashes: 'bytea[]',
  reference: 'text',
  read_at: 'timestamptz',
} as const

export type IncomingRow = Record<keyof typeof INCOMING, string | number | boolean | Date | string[] | null>

export function incomingRow(tenantId: number, change: CustomerChange): IncomingRow {
  const { memberId, profile, email, sms, reference, readAt } = change
  return {
    member_id: memberId,
    first_name: profile?.firstName ?? null,
    last_name: profile?.lastName ?? null,
    email: profile?.email ?? null,
    phone: profile?.phone ?? null,
    locale: profile?.locale ?? null,
    tags: profile?.tags ?? null,
    orders_count: profile?.ordersCount ?? null,
    amount_spent: profile?.amountSpent ?? null,
    last_order_at: profile?.lastOrderAt ?? null,
    last_order_told: profile?.lastOrderAt !== undefined,
    country_code: profile?.place?.countryCode ?? null,
    province_code: profile?.place?.provinceCode ?? null,
    time_zone: profile?.place?.timeZone ?? null,
    place_told: profile?.place !== undefined,
    city: profile?.city ?? null,
    city_told: profile?.city !== undefined,
    loyalty_points: profile?.loyaltyPoints ?? null,
    open_tracking: profile?.openTracking ?? null,
    created_at: profile?.createdAt ?? null,
    updated_at: profile?.updatedAt ?? null,
    email_state: email?.state ?? null,
    email_opt_in_level: email?.optInLevel ?? null,
    email_at: email?.at ?? null,
    email_exact: email?.exact ?? null,
    sms_state: sms?.state ?? null,
    sms_opt_in_level: sms?.optInLevel ?? null,
    sms_at: sms?.at ?? null,
    sms_exact: sms?.exact ?? null,
    email_hashes: addressHashes(tenantId, 'email', profile?.email ?? null),
    phone_hashes: addressHashes(tenantId, 'sms', profile?.phone ?? null),
    reference,
    read_at: readAt ?? null,
  }
}

/** The rows of a JSON parameter, $4. */
export const RECORDS = `SELECT * FROM jsonb_to_recordset($4::jsonb) AS r(${Object.entries(INCOMING)
  .map(([column, type]) => `${column} ${type}`)
  .join(', ')})`
