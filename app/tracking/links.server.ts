// The signed URLs in e-mails: made for the send pipeline, verified for the public handlers, without a query on either
// side. A recipient costs one HMAC for the pixel and all links, and one for the unsubscribe token.
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import type { Destination } from '#app/mail/template.ts'
import { env } from '#app/platform/env.server.ts'
import { everyKey, keysNumbered, type LinkKey, newestKey } from '#app/platform/link-keys.server.ts'

/** One e-mail of a mailing: of a member's receipts the one with this number (0 is the first), at this attempt to send it. */
export type Receipt = { sendNo: number; attempt: number; memberId: bigint | string }
export type Addressee = Receipt & { tenantId: number; mailingId: number }
/** With the address that the e-mail goes to; null in one that goes nowhere, as in a preview. */
export type Mailed = Addressee & { email: string | null }
/**
 * Whom a verified URL was made for; the member's number stays text, as it came and as SQL takes it. `attempt` is 0 where
 * the mail is from before it was said.
 */
export type Recipient = { tenantId: number; mailingId: number; sendNo: number; attempt: number; memberId: string }
/** Who was mailed, by what an unsubscribe token says. */
export type MailedRecipient = Recipient & { email: string | null }
/** What is put into the URLs of one e-mail: `member` is the value of `m`, with `n` behind it where there is one. */
export type RecipientSignature = { member: string; signature: string; pseudonym: string }

/** A URL in pieces: text that is the same for every recipient, and what is put in for each. */
export type LinkPart = string | { put: 'member' | 'pseudonym' | 'signature' }

type Purpose = 'recipient' | 'link' | 'unsubscribe' | 'unsubscribe address'

// 22 characters of base64url hold 132 bits; cut from the longer digest, none of them has slack bits.
const SIGNATURE = 22
const PSEUDONYM = 11
const MAC_BYTES = 16
/** Of an unsubscribe token without a version: tenant, mailing, member. */
const FIRST_PAYLOAD_BYTES = 16
/** Of one that does not name its key: version, tenant, mailing, send_no, attempt, member. */
const UNNAMED_PAYLOAD_BYTES = 21
/** Of one of today: version, key, tenant, mailing, send_no, attempt, member. */
const PAYLOAD_BYTES = 22
/** Tokens without a version begin with the first bit of a positive number, which is 0. */
const UNNAMED_TOKEN_VERSION = 0x81
const TOKEN_VERSION = 0x82
const CIPHER = 'aes-256-ctr'
/**
 * What `s` begins with: the key's number and the attempt, or 1 and the attempt where the key was not named yet. By the
 * points it is told from a signature that begins with neither, as base64url has none.
 */
const PREFIX = /^(?:1|([0-9a-f]{2}))\.(0|[1-9]\d{0,4})\./
/** What ends a click signature: the link's number, and where in `d` the pseudonym stands. */
const LINK = /^([1-9]\d{0,4})(?:-(0|[1-9]\d{0,6}))?$/

const sign = (key: LinkKey, purpose: Purpose, text: string) =>
  createHmac('sha256', key.keyFor(purpose)).update(text).digest('base64url')

/** The `c` of URLs: it names tenant and mailing, so that a handler needs no query. */
export const mailingCode = (tenantId: number, mailingId: number): string => `${tenantId}-${mailingId}`

/**
 * The recipient's half of every signature in one e-mail, and the member's pseudonym for utm_content: other bits of the
 * same HMAC, the same in all links of the e-mail and unlinkable between e-mails.
 */
export function recipientSignature(code: string, { sendNo, attempt, memberId }: Receipt): RecipientSignature {
  const member = sendNo === 0 ? String(memberId) : `${memberId}&n=${sendNo}`
  const key = newestKey()
  const prefix = `${key.number.toString(16).padStart(2, '0')}.${attempt}.`
  return { member, ...signed(key, prefix, `${code}\n${member}`) }
}

function signed(key: LinkKey, prefix: string, text: string) {
  const digest = sign(key, 'recipient', prefix + text)
  return {
    signature: prefix + digest.slice(0, SIGNATURE),
    pseudonym: digest.slice(SIGNATURE, SIGNATURE + PSEUDONYM),
  }
}

/**
 * What utm_content says of a member instead of the id, which would reach analytics and every linked site.
 * @internal For tests.
 */
export function memberPseudonym({ tenantId, mailingId, ...receipt }: Addressee): string {
  return recipientSignature(mailingCode(tenantId, mailingId), receipt).pseudonym
}

/** The link's half of a click signature; `link` ends it, and `url` is the destination without its pseudonym. */
function linkSignature(key: LinkKey, code: string, { link, url }: { link: string; url: string }): string {
  return sign(key, 'link', `${code}\n${link}\n${url}`).slice(0, SIGNATURE) + link
}

/** The pixel's URL in pieces, made once for a mailing. */
export function openParts(code: string): LinkPart[] {
  return [`${env().SHOPIFY_APP_URL}/api/v1/track/open?c=${code}&m=`, { put: 'member' }, '&s=', { put: 'signature' }]
}

/** A click URL in pieces, made once for a link of a mailing. */
export function clickParts(code: string, linkNo: number, { url, pseudonymAt }: Destination): LinkPart[] {
  const whole = url.toWellFormed()
  const pseudonym: LinkPart[] = pseudonymAt > 0 ? [{ put: 'pseudonym' }] : []
  return [
    `${env().SHOPIFY_APP_URL}/api/v1/track/click?c=${code}&m=`,
    { put: 'member' },
    `&d=${encodeURIComponent(whole.slice(0, pseudonymAt))}`,
    ...pseudonym,
    `${encodeURIComponent(whole.slice(pseudonymAt))}&s=`,
    { put: 'signature' },
    linkSignature(newestKey(), code, { link: `${linkNo}-${pseudonymAt}`, url: whole }),
  ]
}

/** Puts a recipient into the pieces of a URL. */
export const joinParts = (parts: LinkPart[], recipient: RecipientSignature): string =>
  parts.map((part) => (typeof part === 'string' ? part : recipient[part.put])).join('')

export function openUrl({ tenantId, mailingId, ...receipt }: Addressee): string {
  const code = mailingCode(tenantId, mailingId)
  return joinParts(openParts(code), recipientSignature(code, receipt))
}

export function clickUrl(to: Addressee, linkNo: number, destination: Destination): string {
  const code = mailingCode(to.tenantId, to.mailingId)
  return joinParts(clickParts(code, linkNo, destination), recipientSignature(code, to))
}

/**
 * One token for each member and e-mail. It never expires: an opt-out must work for as long as the mail is kept, even when
 * all else that is known of the member was erased, so it carries the address, encrypted. The code that authenticates both
 * is where the cipher starts, as in https://www.rfc-editor.org/rfc/rfc5297.
 */
export function unsubscribeToken({ tenantId, mailingId, sendNo, attempt, memberId, email }: Mailed): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES)
  const key = newestKey()
  payload.writeUInt8(TOKEN_VERSION, 0)
  payload.writeUInt8(key.number, 1)
  payload.writeInt32BE(tenantId, 2)
  payload.writeInt32BE(mailingId, 6)
  payload.writeInt16BE(sendNo, 10)
  payload.writeInt16BE(attempt, 12)
  payload.writeBigInt64BE(BigInt(memberId), 14)
  const address = Buffer.from(email ?? '')
  const mac = macOf(key, payload, address)
  const sealed = createCipheriv(CIPHER, key.keyFor('unsubscribe address'), mac).update(address)
  return Buffer.concat([payload, mac, sealed]).toString('base64url')
}

const macOf = (key: LinkKey, payload: Buffer, address: Buffer) =>
  createHmac('sha256', key.keyFor('unsubscribe')).update(payload).update(address).digest().subarray(0, MAC_BYTES)

/** @internal For tests. */
export const unsubscribeUrl = (to: Mailed): string => recipientUrls(to).unsubscribe

export const UNSUBSCRIBE_PATH = '/api/v1/unsubscribe/'
export const PREFERENCES_PATH = '/api/v1/preferences/'

/** Where the reader of an e-mail leaves, and where they choose what they get. */
export function recipientUrls(to: Mailed): { unsubscribe: string; preferences: string } {
  const token = unsubscribeToken(to)
  const at = (path: string) => env().SHOPIFY_APP_URL + path + token
  return { unsubscribe: at(UNSUBSCRIBE_PATH), preferences: at(PREFERENCES_PATH) }
}

/** What a tracking URL says, as it came: `n` is empty where the member's first receipt is meant. */
export type LinkQuery = { c: string; m: string; n: string; d: string; s: string }

/** Whom an open URL was made for; null when c, m, n or s were altered. */
export function verifyOpen(query: LinkQuery): Recipient | null {
  const claim = readClaim(query)
  if (!claim) return null
  for (const key of claim.keys)
    if (equal(signed(key, claim.prefix, claim.text).signature, query.s)) return claim.recipient
  return null
}

/** Whom a click URL was made for and which link it is; null when any part was altered. */
export function verifyClick(query: LinkQuery): (Recipient & { linkNo: number }) | null {
  const claim = readClaim(query)
  if (!claim) return null
  const [link, linkNo, place] = LINK.exec(query.s.slice(claim.prefix.length + 2 * SIGNATURE)) ?? []
  if (link === undefined) return null
  for (const key of claim.keys) {
    const { signature, pseudonym } = signed(key, claim.prefix, claim.text)
    const url = place === undefined ? withoutFirst(query.d, pseudonym) : withoutAt(query.d, pseudonym, Number(place))
    if (url !== null && equal(signature + linkSignature(key, query.c, { link, url }), query.s))
      return { ...claim.recipient, linkNo: Number(linkNo) }
  }
  return null
}

type Claim = { recipient: Recipient; keys: readonly LinkKey[]; prefix: string; text: string }

/** Whom a URL says that it was made for, by which keys, and what its signature covers; null when it says nobody. */
function readClaim({ c, m, n, s }: LinkQuery): Claim | null {
  const [, tenantId, mailingId] = /^(\d{1,10})-(\d{1,10})$/.exec(c) ?? []
  if (tenantId === undefined || !/^\d{1,19}$/.test(m) || !/^(?:[1-9]\d{0,4})?$/.test(n)) return null
  const [prefix = '', number, attempt] = PREFIX.exec(s) ?? []
  // Without a prefix it is of mail from before there was one, when a member had one receipt. It stays valid all the same.
  if (prefix === '' && n !== '') return null
  const whose = { tenantId: Number(tenantId), mailingId: Number(mailingId), sendNo: Number(n), memberId: m }
  return {
    recipient: { ...whose, attempt: Number(attempt ?? 0) },
    keys: number === undefined ? everyKey() : keysNumbered(Number.parseInt(number, 16)),
    prefix,
    text: n === '' ? `${c}\n${m}` : `${c}\n${m}&n=${n}`,
  }
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
  const { length, keys } = tokenKind(bytes)
  if (bytes.length < length + MAC_BYTES || bytes.toString('base64url') !== token) return null
  const payload = bytes.subarray(0, length)
  const mac = bytes.subarray(length, length + MAC_BYTES)
  const sealed = bytes.subarray(length + MAC_BYTES)
  for (const key of keys) {
    const address = createDecipheriv(CIPHER, key.keyFor('unsubscribe address'), mac).update(sealed)
    if (timingSafeEqual(macOf(key, payload, address), mac))
      return { ...readPayload(payload), email: address.toString() || null }
  }
  return null
}

function tokenKind([version = 0, number = 0]: Buffer): { length: number; keys: readonly LinkKey[] } {
  if (version === TOKEN_VERSION) return { length: PAYLOAD_BYTES, keys: keysNumbered(number) }
  return { length: version === UNNAMED_TOKEN_VERSION ? UNNAMED_PAYLOAD_BYTES : FIRST_PAYLOAD_BYTES, keys: everyKey() }
}

function readPayload(payload: Buffer): Recipient {
  if (payload.length === FIRST_PAYLOAD_BYTES) {
    const [tenantId, mailingId] = [payload.readInt32BE(0), payload.readInt32BE(4)]
    return { tenantId, mailingId, sendNo: 0, attempt: 0, memberId: payload.readBigInt64BE(8).toString() }
  }
  const rest = payload.subarray(payload.length - PAYLOAD_BYTES + 2)
  return {
    tenantId: rest.readInt32BE(0),
    mailingId: rest.readInt32BE(4),
    sendNo: rest.readInt16BE(8),
    attempt: rest.readInt16BE(10),
    memberId: rest.readBigInt64BE(12).toString(),
  }
}

const left = Buffer.alloc(72)
const right = Buffer.alloc(72)

/** Compares signatures in constant time, in buffers made once. A valid one has at most 9 + 22 + 22 + 13 characters. */
function equal(expected: string, given: string): boolean {
  if (expected.length !== given.length || given.length > left.length) return false
  left.fill(0).write(expected, 'latin1')
  right.fill(0).write(given, 'latin1')
  return timingSafeEqual(left, right)
}
