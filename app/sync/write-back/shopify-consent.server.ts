// The two mutations that change a customer's consent at Shopify.
import { clock } from '#app/platform/clock.server.ts'
import { ShopifyUnavailable, type ShopifyAdmin } from '#app/platform/shopify/shopify-admin.server.ts'
import { z } from 'zod'
import { customerGid, type OptInLevel } from '#app/members/core/customer.ts'
import type { Channel } from '#app/members/ledger/ledger.server.ts'
import type { WriteBackState } from '#app/members/outbox/write-back-decision.ts'

const DOCUMENTS = {
  email: `mutation EmailConsent($input: CustomerEmailMarketingConsentUpdateInput!) {
    answer: customerEmailMarketingConsentUpdate(input: $input) { userErrors { code message } } }`,
  sms: `mutation SmsConsent($input: CustomerSmsMarketingConsentUpdateInput!) {
    answer: customerSmsMarketingConsentUpdate(input: $input) { userErrors { code message } } }`,
}

const answer = z.object({
  answer: z.object({ userErrors: z.array(z.object({ code: z.string().nullable(), message: z.string() })) }),
})

export type ConsentWrite = {
  memberId: bigint | string
  channel: Channel
  state: WriteBackState
  optInLevel: OptInLevel | null
  at: Date
}

/** Clocks differ by less; a decision dated further ahead rests on a false time, which Shopify would refuse. */
const AHEAD_MS = 30_000

/** The time of a decision as Shopify takes it: never in the future. */
export function timeToTell(at: Date): Date {
  const now = clock.now()
  return at.getTime() > now.getTime() + AHEAD_MS ? now : at
}

/**
 * Writes one consent and returns why Shopify finally refuses it, or null.
 * @throws ShopifyUnavailable when Shopify itself failed.
 */
export async function writeConsent(admin: ShopifyAdmin, write: ConsentWrite): Promise<string | null> {
  const consent = {
    marketingState: write.state,
    consentUpdatedAt: write.at.toISOString(),
    ...(write.state === 'SUBSCRIBED' && { marketingOptInLevel: write.optInLevel ?? 'SINGLE_OPT_IN' }),
  }
  const input = {
    customerId: customerGid(write.memberId),
    [write.channel === 'email' ? 'emailMarketingConsent' : 'smsMarketingConsent']: consent,
  }
  const { answer: outcome } = await admin(DOCUMENTS[write.channel], { input }, answer)
  const [refusal] = outcome.userErrors
  if (refusal?.code === 'INTERNAL_ERROR') throw new ShopifyUnavailable(refusal.message)
  return refusal?.message ?? null
}
