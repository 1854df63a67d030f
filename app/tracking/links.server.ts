// The signed URLs in e-mails: made for the send pipeline, verified for the public handlers, without a query on either
// side. A recipient costs one HMAC for the pixel and all links, and one for the unsubscribe token.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import type { Destination } from '#app/mail/template.ts'
import { env } from '#app/platform/env.server.ts'

export type Addressee = { tenantId: number; mailingId: number; memberId: bigint | string }
/** With the address that the e-mail goes to; null in one that goes nowhere, as in a preview. */
export type Mailed = Addressee & { email: string | null }
/** Whom a verified URL was made for; the member's number stays text, as it came and as SQL takes it. */
export type Recipient = { tenantId: number; mailingId: number; memberId: string }
/** Who was mailed, by what an unsubscribe token says. */
export type MailedRecipient = Recipient & { email: string | null }
export type RecipientSignature = { signature: string; pseudonym: string }

/** A URL in pieces: text that is the same for every recipient, and what is put in for each. */
export type LinkPart = string | { put: 'member' | 'pseudonym' | 'signature' }

type Purpose = 'recipient' | 'link' | 'unsubscribe' | 'unsubscribe address'

// 22 characters of base64url hold 132 bits; cut from the longer digest, none of them has slack bits.
const SIGNATURE = 22
const PSEUDONYM = 11
const PAYLOAD_BYTES = 16
const MAC_BYTES = 16
const CIPHER = 'aes-256-ctr'
/** What ends a click signature: the link's number, and where in `d` the pseudonym stands. */
const LINK = /^([1-9]\d{0,4})(?:-(0|[1-9]\d{0,6}))?$/

const keys = new Map<Purpose, KeyObject>()

/** A KeyObject makes HMAC 7 times faster than a raw key. */
function key(purpose: Purpose): KeyObject {
  const known = keys.get(purpose)
  if (known) return known
  const secret = Buffer.from(env().LINK_KEY, 'base64')
  const derived = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `glancito ${purpose}`, 32)))
  keys.set(purpose, derived)
  return derived
}

const sign = (purpose: Purpose, text: string) => createHmac('sha256', key(purpose)).update(text).digest('base64url')

/** The `c` of URLs: it names tenant and campaign, so that a handler needs no query. */
export const mailingCode = (tenantId: number, mailingId: number): string => `${tenantId}-${mailingId}`

/**
 * The recipient's half of every signature in one e-mail, and the member's pseudonym for utm_content: other bits of the
 * same HMAC, stable within a campaign and unlinkable between campaigns.
 */
export function recipientSignature(campaign: string, memberId: bigint | string): RecipientSignature {
  const digest = sign('recipient', `${campaign}\n${memberId}`)
  return { signature: digest.slice(0, SIGNATURE), pseudonym: digest.slice(SIGNATURE, SIGNATURE + PSEUDONYM) }
}

/** What utm_content says of a member instead of the id, which would reach analytics and every linked site. */
export function memberPseudonym(tenantId: number, mailingId: number, memberId: bigint | string): string {
  return recipientSignature(mailingCode(tenantId, mailingId), memberId).pseudonym
}

/** The link's half of a click signature; `link` ends it, and `url` is the destination without its pseudonym. */
function linkSignature(campaign: string, link: string, url: string): string {
  return sign('link', `${campaign}\n${link}\n${url}`).slice(0, SIGNATURE) + link
}

/** The pixel's URL in pieces, made once for a campaign. */
export function openParts(campaign: string): LinkPart[] {
  return [`${env().SHOPIFY_APP_URL}/api/v1/track/open?c=${campaign}&m=`, { put: 'member' }, '&s=', { put: 'signature' }]
}

/** A click URL in pieces, made once for a link of a campaign. */
export function clickParts(campaign: string, linkNo: number, { url, pseudonymAt }: Destination): LinkPart[] {
  const whole = url.toWellFormed()
  const pseudonym: LinkPart[] = pseudonymAt > 0 ? [{ put: 'pseudonym' }] : []
  return [
    `${env().SHOPIFY_APP_URL}/api/v1/track/click?c=${campaign}&m=`,
    { put: 'member' },
    `&d=${encodeURIComponent(whole.slice(0, pseudonymAt))}`,
    ...pseudonym,
    `${encodeURIComponent(whole.slice(pseudonymAt))}&s=`,
    { put: 'signature' },
    linkSignature(campaign, `${linkNo}-${pseudonymAt}`, whole),
  ]
}

/** Puts a recipient into the pieces of a URL. */
export function joinParts(parts: LinkPart[], memberId: bigint | string, recipient: RecipientSignature): string {
  const values = { member: String(memberId), pseudonym: recipient.pseudonym, signature: recipient.signature }
  return parts.map((part) => (typeof part === 'string' ? part : values[part.put])).join('')
}

export function openUrl({ tenantId, mailingId, memberId }: Addressee): string {
  const campaign = mailingCode(tenantId, mailingId)
  return joinParts(openParts(campaign), memberId, recipientSignature(campaign, memberId))
}

export function clickUrl(
  { tenantId, mailingId, memberId }: Addressee,
  linkNo: number,
  destination: Destination,
): string {
  const campaign = mailingCode(tenantId, mailingId)
  return joinParts(clickParts(campaign, linkNo, destination), memberId, recipientSignature(campaign, memberId))
}

/**
 * One token for each member and e-mail. It never expires: an opt-out must work for as long as the mail is kept, even when
 * all else that is known of the member was erased, so it carries the address, encrypted. The code that authenticates both
 * is where the cipher starts, as in https://www.rfc-editor.org/rfc/rfc5297.
 */
export function unsubscribeToken({ tenantId, mailingId, memberId, email }: Mailed): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES)
  payload.writeInt32BE(tenantId, 0)
  payload.writeInt32BE(mailingId, 4)
  payload.writeBigInt64BE(BigInt(memberId), 8)
  const address = Buffer.from(email ?? '')
  const mac = macOf(payload, address)
  const sealed = createCipheriv(CIPHER, key('unsubscribe address'), mac).update(address)
  return Buffer.concat([payload, mac, sealed]).toString('base64url')
}

const macOf = (payload: Buffer, address: Buffer) =>
  createHmac('sha256', key('unsubscribe')).update(payload).update(address).digest().subarray(0, MAC_BYTES)

export const unsubscribeUrl = (to: Mailed): string =>
  `${env().SHOPIFY_APP_URL}/api/v1/unsubscribe/${unsubscribeToken(to)}`

/** Whom an open URL was made for; null when c, m or s were altered. */
export function verifyOpen(c: string, m: string, s: string): Recipient | null {
  const recipient = readRecipient(c, m)
  return recipient && equal(recipientSignature(c, m).signature, s) ? recipient : null
}

/** Whom a click URL was made for and which link it is; null when any part was altered. */
export function verifyClick(c: string, m: string, d: string, s: string): (Recipient & { linkNo: number }) | null {
  const recipient = readRecipient(c, m)
  const [link, linkNo, place] = LINK.exec(s.slice(2 * SIGNATURE)) ?? []
  if (!recipient || link === undefined) return null
  const { signature, pseudonym } = recipientSignature(c, m)
  const url = place === undefined ? withoutFirst(d, pseudonym) : withoutAt(d, pseudonym, Number(place))
  return url !== null && equal(signature + linkSignature(c, link, url), s)
    ? { ...recipient, linkNo: Number(linkNo) }
    : null
}

/** What the destination was before the pseudonym was put at `place`; null when it does not stand there. */
function withoutAt(destination: string, pseudonym: string, place: number): string | null {
  if (place === 0) return destination
  if (!destination.startsWith(pseudonym, place)) return null
  return destination.slice(0, place) + destination.slice(place + pseudonym.length)
}

/** The same for e-mails sent while links did not say the place. They stay valid for as long as they are kept. */
const withoutFirst = (destination: string, pseudonym: string) =>
  destination.replace(`utm_content=${pseudonym}`, 'utm_content=')

/** Whom an unsubscribe token was made for, or null. */
export function verifyUnsubscribe(token: string): MailedRecipient | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length < PAYLOAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return null
  const payload = bytes.subarray(0, PAYLOAD_BYTES)
  const mac = bytes.subarray(PAYLOAD_BYTES, PAYLOAD_BYTES + MAC_BYTES)
  const sealed = bytes.subarray(PAYLOAD_BYTES + MAC_BYTES)
  const address = createDecipheriv(CIPHER, key('unsubscribe address'), mac).update(sealed)
  if (!timingSafeEqual(macOf(payload, address), mac)) return null
  return {
    tenantId: payload.readInt32BE(0),
    mailingId: payload.readInt32BE(4),
    memberId: payload.readBigInt64BE(8).toString(),
    email: address.toString() || null,
  }
}

function readRecipient(c: string, m: string): Recipient | null {
  const parts = /^(\d{1,10})-(\d{1,10})$/.exec(c)
  if (!parts || !/^\d{1,19}$/.test(m)) return null
  return { tenantId: Number(parts[1]), mailingId: Number(parts[2]), memberId: m }
}

const left = Buffer.alloc(64)
const right = Buffer.alloc(64)

/** Compares signatures in constant time, in buffers made once. A valid one has at most 22 + 22 + 13 characters. */
function equal(expected: string, given: string): boolean {
  if (expected.length !== given.length || given.length > left.length) return false
  left.fill(0).write(expected, 'latin1')
  right.fill(0).write(given, 'latin1')
  return timingSafeEqual(left, right)
}
