// Notifications in the form in which they wait in the box: SES's own words, and beside them what SNS says. Another release
// may unpack them, so that a first byte says how they lie.
import type { SnsMessage } from '#app/platform/ses/sns.server.ts'

const FORMAT = 1
const FORMAT_BYTES = 1
const ID_BYTES = 16
/** The message's id, when it was sent, and the lengths of its topic and its text. */
const HEAD_BYTES = ID_BYTES + 6 + 2 + 4
const FIRST_BYTES = 16_384

export type Notification = Pick<SnsMessage, 'messageId' | 'topicArn' | 'sentAt' | 'message'>

/** Notifications that are packed into one buffer. */
export class NotificationPack {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #end = this.#bytes.writeUInt8(FORMAT, 0)
  count = 0

  /** Bytes of what was added. */
  get size(): number {
    return this.#end - FORMAT_BYTES
  }

  add({ messageId, topicArn, sentAt, message }: Notification): void {
    const topicBytes = Buffer.byteLength(topicArn)
    const messageBytes = Buffer.byteLength(message)
    this.#makeRoom(HEAD_BYTES + topicBytes + messageBytes)
    const bytes = this.#bytes
    let at = this.#end
    at += bytes.write(messageId.replaceAll('-', ''), at, 'hex')
    at = bytes.writeUIntBE(sentAt.getTime(), at, 6)
    at = bytes.writeUInt16BE(topicBytes, at)
    at = bytes.writeUInt32BE(messageBytes, at)
    at += bytes.write(topicArn, at)
    this.#end = at + bytes.write(message, at)
    this.count += 1
  }

  toBuffer(): Buffer {
    return this.#bytes.subarray(0, this.#end)
  }

  #makeRoom(more: number): void {
    if (this.#bytes.length - this.#end >= more) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + more))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

/** One of them by itself. */
export function packOne(notification: Notification): Buffer {
  const pack = new NotificationPack()
  pack.add(notification)
  return pack.toBuffer()
}

/** Unpacks what `NotificationPack` has packed. */
export function unpackNotifications(bytes: Buffer): Notification[] {
  const format = bytes.readUInt8(0)
  if (format !== FORMAT) throw new Error(`notifications of format ${format} can not be unpacked`)
  const notifications: Notification[] = []
  for (let at = FORMAT_BYTES; at < bytes.length;) {
    const topic = at + HEAD_BYTES
    const message = topic + bytes.readUInt16BE(at + ID_BYTES + 6)
    const end = message + bytes.readUInt32BE(at + ID_BYTES + 8)
    notifications.push({
      messageId: uuidOf(bytes.toString('hex', at, at + ID_BYTES)),
      sentAt: new Date(bytes.readUIntBE(at + ID_BYTES, 6)),
      topicArn: bytes.toString('utf8', topic, message),
      message: bytes.toString('utf8', message, end),
    })
    at = end
  }
  return notifications
}

const uuidOf = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
