// AES-256-GCM for what must not lie in the database in clear text. Layout: 12 bytes nonce, 16 bytes tag, cipher text.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { env } from '../env.server.ts'

const key = () => Buffer.from(env().ENCRYPTION_KEY, 'base64')

/** Seals `text`, bound to `context` (for instance the row's id), so that a sealed value moved to another row does not open. */
export function seal(text: string, context: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key(), nonce).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** @throws when the value was altered, sealed for another context or with another key. */
export function unseal(sealed: Uint8Array, context: string): string {
  const bytes = Buffer.from(sealed)
  // The length is named, for Node would also take a tag cut down to four bytes.
  const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
