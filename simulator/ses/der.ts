// The few DER forms that a self-signed X.509 certificate needs (ITU-T X.690), so that no certificate library is installed.

export function sequence(...parts: Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts))
}

export function set(...parts: Buffer[]): Buffer {
  return element(0x31, Buffer.concat(parts))
}

export function integer(bytes: Buffer): Buffer {
  const negative = ((bytes[0] ?? 0) & 0x80) !== 0
  return element(0x02, negative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

export function bitString(bytes: Buffer): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), bytes]))
}

export function octetString(bytes: Buffer): Buffer {
  return element(0x04, bytes)
}

export function nothing(): Buffer {
  return element(0x05, Buffer.alloc(0))
}

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

export function utf8String(text: string): Buffer {
  return element(0x0c, Buffer.from(text, 'utf8'))
}

/** GeneralizedTime, which unlike UTCTime holds years from 2050. */
export function time(at: Date): Buffer {
  return element(0x18, Buffer.from(`${at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`, 'ascii'))
}

/** A context-specific tag, constructed (explicit) or primitive (implicit). */
export function tagged(tag: number, content: Buffer, form: 'explicit' | 'implicit' = 'explicit'): Buffer {
  return element((form === 'explicit' ? 0xa0 : 0x80) + tag, content)
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), length(content.length), content])
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size])
  const bytes: number[] = []
  for (let rest = size; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff)
  return Buffer.from([0x80 + bytes.length, ...bytes])
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}
