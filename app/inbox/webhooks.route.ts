// POST /webhooks/*: everything Shopify sends. Verified over the raw body, stored, answered; the work comes later. The
// library's own handler would renew tokens first, and so fails for shops that have left.
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'
import { clock } from '#app/platform/clock.server.ts'
import { env } from '#app/platform/env.server.ts'
import { answer, readBody, type HttpHandler } from '#app/platform/http/http.server.ts'
import { pastMoment, readMoment } from '#app/platform/text/moment.ts'
import { z } from 'zod'
import { storeDelivery } from './inbox.server.ts'

/** An order with many lines is large; Shopify names no limit. */
const MAX_BODY_BYTES = 5 * 1024 * 1024

/** Without spaces, for the inbox stores many at once in lists. */
const word = z.string().regex(/^[!-~]{1,200}$/)
const headers = z
  .object({
    'x-shopify-hmac-sha256': word,
    'x-shopify-topic': word,
    'x-shopify-shop-domain': word.regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i),
    'x-shopify-api-version': word,
    'x-shopify-webhook-id': word,
    'x-shopify-triggered-at': z.string().optional(),
  })
  .transform((given) => ({
    signature: given['x-shopify-hmac-sha256'],
    topic: given['x-shopify-topic'],
    shop: given['x-shopify-shop-domain'].toLowerCase(),
    apiVersion: given['x-shopify-api-version'],
    webhookId: given['x-shopify-webhook-id'],
    triggeredAt: readTime(given['x-shopify-triggered-at']),
  }))

const SHOPIFY_BEGAN = Date.UTC(2006, 0)

/** The header is not signed: a time that can not be is replaced by the time it came. */
function readTime(value = ''): Date {
  const now = clock.now()
  return pastMoment(readMoment(value), SHOPIFY_BEGAN, now) ?? now
}

let secrets: KeyObject[] | undefined

/** A key object signs seven times as fast as its text. While the client secret is rotated Shopify signs with either. */
function knownSecrets(): KeyObject[] {
  const { SHOPIFY_API_SECRET: present, SHOPIFY_API_SECRET_PREVIOUS: previous } = env()
  secrets ??= [present, ...(previous ? [previous] : [])].map((secret) => createSecretKey(Buffer.from(secret)))
  return secrets
}

function isSigned(body: Buffer, signature: string): boolean {
  const given = Buffer.from(signature, 'base64')
  return knownSecrets().some((secret) => {
    const right = createHmac('sha256', secret).update(body).digest()
    return given.length === right.length && timingSafeEqual(given, right)
  })
}

export const receiveWebhook: HttpHandler = async (request, response) => {
  const body = await readBody(request, MAX_BODY_BYTES)
  const given = headers.safeParse(request.headers)
  if (!given.success) return answer(response, 400, 'not a Shopify webhook\n')
  const { signature, ...delivery } = given.data
  if (!isSigned(body, signature)) return answer(response, 401, 'the signature does not fit\n')
  await storeDelivery({ ...delivery, body })
  answer(response, 200)
}
