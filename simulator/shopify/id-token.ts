// The session token of an embedded app: HS256 with the app's secret, alive for a minute. It follows the real time, not
// the simulator's clock, since the app's library checks it against its own.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import type { Shop } from './shops.ts'

const LIFE_SECONDS = 60
const LEEWAY_SECONDS = 10

const claimsSchema = z.object({
  iss: z.string(),
  dest: z.string(),
  aud: z.string(),
  sub: z.string(),
  exp: z.number(),
  nbf: z.number(),
  sid: z.string().optional(),
})

export type Claims = z.infer<typeof claimsSchema>

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function sign(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}

/** The staff member who looks at Shopify Admin: one a shop. */
export function staffUserId(shop: Shop): string {
  return shop.id.slice(-9)
}

export function mintIdToken(sim: SimulatorContext, shop: Shop): string {
  const { apiKey: audience, apiSecret: secret } = sim.settings
  return signIdToken({ shop: shop.shop, audience, secret, subject: staffUserId(shop), issuedAt: new Date() })
}

type Token = { shop: string; audience: string; secret: string; subject: string; issuedAt: Date }

/** A token of any audience, secret and time: tests forge with it. */
export function signIdToken({ shop, audience, secret, subject, issuedAt }: Token): string {
  const now = Math.floor(issuedAt.getTime() / 1000)
  const claims = {
    iss: `https://${shop}/admin`,
    dest: `https://${shop}`,
    aud: audience,
    sub: subject,
    exp: now + LIFE_SECONDS,
    nbf: now,
    iat: now,
    jti: randomUUID(),
    sid: randomUUID(),
  }
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${sign(signed, secret).toString('base64url')}`
}

/** What a token claims, once its signature, its time and its audience hold; else null. */
export function readIdToken(sim: SimulatorContext, token: string): Claims | null {
  const [header = '', body = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0) return null
  const given = Buffer.from(signature, 'base64url')
  const right = sign(`${header}.${body}`, sim.settings.apiSecret)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  const algorithm = z.object({ alg: z.literal('HS256') }).safeParse(decode(header))
  const claims = claimsSchema.safeParse(decode(body))
  if (!algorithm.success || !claims.success) return null
  const now = Date.now() / 1000
  const { aud, exp, nbf } = claims.data
  const holds = aud === sim.settings.apiKey && exp > now - LEEWAY_SECONDS && nbf <= now + LEEWAY_SECONDS
  return holds ? claims.data : null
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
