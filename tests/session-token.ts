// What Shopify Admin holds of a signed-in merchant: a session token, and at our side the shop's stored offline session.
import { env } from '#app/platform/env.server.ts'
import { EncryptedSessionStorage } from '#app/platform/shopify/sessions.server.ts'
import { signIdToken } from '#simulator/shopify/id-token.ts'
import { Session } from '@shopify/shopify-api'

type Forgery = { secret?: string; audience?: string; issuedAt?: Date }

/** A session token as App Bridge sends it; `forgery` names what is wrong with it. */
export function sessionToken(shop: string, forgery: Forgery = {}): string {
  const { SHOPIFY_API_KEY: audience, SHOPIFY_API_SECRET: secret } = env()
  return signIdToken({ audience, secret, issuedAt: new Date(), ...forgery, shop, subject: '42' })
}

/** Stores the offline session that an earlier token exchange left, so that requests of `shop` need no Shopify. */
export async function aSession(shop: string): Promise<Session> {
  const hour = 3_600_000
  const session = new Session({
    id: `offline_${shop}`,
    shop,
    state: '',
    isOnline: false,
    scope: 'read_customers,write_customers,read_orders,read_customer_merge',
    accessToken: 'shpat_test',
    expires: new Date(Date.now() + hour),
    refreshToken: 'shprt_test',
    refreshTokenExpires: new Date(Date.now() + 24 * hour),
  })
  await new EncryptedSessionStorage().storeSession(session)
  return session
}
