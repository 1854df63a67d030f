// The address that an answer to one recipient's e-mail goes to: made for the send pipeline, read where mail comes in, without
// a query on either side. Mail systems may write it in capitals, so it says its bytes in the 32 digits of RFC 4648 §6.
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { keysNumbered, newestKey } from '#app/platform/link-keys.server.ts'
import type { Addressee, Recipient } from './links.server.ts'

const FORMAT = 1
/** Format, key, tenant, mailing, send_no, member. */
const PAYLOAD_BYTES = 20
/** 35 bytes with those above: 56 digits without a bit to spare, and 58 of the 64 octets of RFC 5321 §4.5.3.1.1. */
const MAC_BYTES = 15
const DIGITS = 'abcdefghijklmnopqrstuvwxyz234567'
const LOCAL_PART = /^r\+([a-z2-7]{56})$/

const PURPOSE = 'reply'

/** The reply address of one e-mail, the same at every attempt to send it. It never expires. */
export function replyAddress({ tenantId, mailingId, sendNo, memberId }: Omit<Addressee, 'attempt'>, domain: string) {
  const { number, keyFor } = newestKey()
  const payload = Buffer.alloc(PAYLOAD_BYTES)
  payload.writeUInt8(FORMAT, 0)
  payload.writeUInt8(number, 1)
  payload.writeInt32BE(tenantId, 2)
  payload.writeInt32BE(mailingId, 6)
  payload.writeInt16BE(sendNo, 10)
  payload.writeBigInt64BE(BigInt(memberId), 12)
  return `r+${toDigits(Buffer.concat([payload, macOf(keyFor(PURPOSE), payload)]))}@${domain}`
}

/**
 * Whose reply comes to this address; null when it is none of ours or was altered. Its domain says nothing: mail to an older
 * one is ours too, for as long as it is sent here.
 */
export function readReplyAddress(address: string): Recipient | null {
  const [, digits] = LOCAL_PART.exec(address.slice(0, address.lastIndexOf('@')).toLowerCase()) ?? []
  if (digits === undefined) return null
  const bytes = fromDigits(digits)
  const payload = bytes.subarray(0, PAYLOAD_BYTES)
  const mac = bytes.subarray(PAYLOAD_BYTES)
  if (payload[0] !== FORMAT) return null
  const keys = keysNumbered(payload.readUInt8(1))
  if (!keys.some(({ keyFor }) => timingSafeEqual(macOf(keyFor(PURPOSE), payload), mac))) return null
  return {
    tenantId: payload.readInt32BE(2),
    mailingId: payload.readInt32BE(6),
    sendNo: payload.readInt16BE(10),
    attempt: 0,
    memberId: payload.readBigInt64BE(12).toString(),
  }
}

const macOf = (key: KeyObject, payload: Buffer) =>
  createHmac('sha256', key).update(payload).digest().subarray(0, MAC_BYTES)

/** Five bytes make eight digits. */
function toDigits(bytes: Buffer): string {
  let digits = ''
  for (let at = 0; at < bytes.length; at += 5) {
    let five = bytes.readUIntBE(at, 5)
    let eight = ''
    for (let digit = 0; digit < 8; digit += 1) {
      eight = DIGITS.charAt(five % 32) + eight
      five = Math.floor(five / 32)
    }
    digits += eight
  }
  return digits
}

function fromDigits(digits: string): Buffer {
  const bytes = Buffer.alloc((digits.length / 8) * 5)
  for (let at = 0; at < digits.length; at += 8) {
    let five = 0
    for (const digit of digits.slice(at, at + 8)) five = five * 32 + DIGITS.indexOf(digit)
    bytes.writeUIntBE(five, (at / 8) * 5, 5)
  }
  return bytes
}
