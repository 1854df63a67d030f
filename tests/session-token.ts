// What Shopify Admin holds of a signed-in merchant: a session token, and at our side the shop's stored offline session.
import { createHmac, randomUUID } from 'node:crypto'
import { env } from '#app/platform/env.server.ts'
import { EncryptedSessionStorage } from '#app/platform/sessions.server.ts'
import { Session } from '@shopify/shopify-api'

type Forgery = { secret?: string; audience?: string; issuedAt?: Date }

const LIFE_SECONDS = 60

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A session token as App Bridge sends it; `forgery` names what is wrong with it. */
export function sessionToken(shop: string, forgery: Forgery = {}): string {
  const now = Math.floor((forgery.issuedAt ?? new Date()).getTime() / 1000)
  const claims = {
    iss: `https://${shop}/admin`,
    dest: `https://${shop}`,
    aud: forgery.audience ?? env().SHOPIFY_API_KEY,
    sub: '42',
    exp: now + LIFE_SECONDS,
    nbf: now,
    iat: now,
    jti: randomUUID(),
    sid: randomUUID(),
  }
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  const secret = forgery.secret ?? env().SHOPIFY_API_SECRET
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
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
