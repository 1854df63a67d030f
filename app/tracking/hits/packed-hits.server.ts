// Hits in the form in which they wait to be counted: packed as they come, a few dozen bytes each. Another release may unpack
// them, so that a first byte says how they lie.
import { prefixOf } from '#app/platform/http/ip-address.server.ts'
import type { Hit, SiftedHit } from './hit.ts'

const FORMAT = 1
/** Format, and where the texts begin. */
const HEAD_BYTES = 5
/** What is of the same width in each hit; the address follows. */
const HIT_BYTES = 39
const LONGEST_ADDRESS = 45
const FIRST_BYTES = 4_096
/** Numbers of texts take 16 bits. */
const MOST_TEXTS = 65_536

/** Hits that are packed into one buffer, texts that many of them share once. */
export class HitPack {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #end = HEAD_BYTES
  readonly #texts = new Map<string, number>()
  hits = 0

  /** Whether one more might not find room. */
  get isFull(): boolean {
    return this.#texts.size >= MOST_TEXTS - 2
  }

  /** @throws RangeError when a number of it is too large for its column; nothing of it is packed then */
  add(hit: Hit): void {
    if (this.#bytes.length - this.#end < HIT_BYTES + LONGEST_ADDRESS) this.#grow()
    const bytes = this.#bytes
    const address = hit.address.slice(0, LONGEST_ADDRESS)
    let at = this.#end
    at = bytes.writeInt32BE(hit.tenantId, at)
    at = bytes.writeInt32BE(hit.mailingId, at)
    at = bytes.writeBigInt64BE(BigInt(hit.memberId), at)
    at = bytes.writeUIntBE(hit.at, at, 6)
    at = bytes.writeInt16BE(hit.sendNo, at)
    at = bytes.writeInt16BE(hit.linkNo, at)
    at = bytes.writeInt16BE(hit.reason, at)
    at = bytes.writeInt16BE(hit.rules, at)
    at = bytes.writeUInt8(hit.type, at)
    at = bytes.writeUInt8(hit.verdict, at)
    at = bytes.writeUInt8(hit.device, at)
    at = bytes.writeUInt8(hit.client, at)
    at = bytes.writeUInt16BE(this.#numberOf(hit.agent), at)
    at = bytes.writeUInt16BE(this.#numberOf(hit.referrer), at)
    at = bytes.writeUInt8(address.length, at)
    this.#end = at + bytes.write(address, at, 'latin1')
    this.hits += 1
  }

  toBuffer(): Buffer {
    this.#bytes.writeUInt8(FORMAT, 0)
    this.#bytes.writeUInt32BE(this.#end, 1)
    const texts = Buffer.from(JSON.stringify([...this.#texts.keys()]))
    return Buffer.concat([this.#bytes.subarray(0, this.#end), texts])
  }

  #numberOf(text: string): number {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    const number = this.#texts.size
    this.#texts.set(text, number)
    return number
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length)
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

/** Unpacks what `HitPack` has packed. How many recipients the prefix of each has reached is for others to say. */
export function unpackHits(bytes: Buffer): SiftedHit[] {
  const format = bytes.readUInt8(0)
  if (format !== FORMAT) throw new Error(`hits of format ${format} can not be unpacked`)
  const end = bytes.readUInt32BE(1)
  const texts: string[] = JSON.parse(bytes.toString('utf8', end))
  const hits: SiftedHit[] = []
  for (let at = HEAD_BYTES; at < end;) {
    const length = bytes.readUInt8(at + HIT_BYTES - 1)
    const address = bytes.toString('latin1', at + HIT_BYTES, at + HIT_BYTES + length)
    hits.push({
      tenantId: bytes.readInt32BE(at),
      mailingId: bytes.readInt32BE(at + 4),
      memberId: bytes.readBigInt64BE(at + 8).toString(),
      at: bytes.readUIntBE(at + 16, 6),
      sendNo: bytes.readInt16BE(at + 22),
      linkNo: bytes.readInt16BE(at + 24),
      reason: bytes.readInt16BE(at + 26) as Hit['reason'],
      rules: bytes.readInt16BE(at + 28),
      type: bytes.readUInt8(at + 30) as Hit['type'],
      verdict: bytes.readUInt8(at + 31) as Hit['verdict'],
      device: bytes.readUInt8(at + 32) as Hit['device'],
      client: bytes.readUInt8(at + 33) as Hit['client'],
      agent: texts[bytes.readUInt16BE(at + 34)] ?? '',
      referrer: texts[bytes.readUInt16BE(at + 36)] ?? '',
      address,
      prefix: prefixOf(address),
      burst: 1,
    })
    at += HIT_BYTES + length
  }
  return hits
}
