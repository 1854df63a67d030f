// The keys under whatever must be known again for as long as it is kept: the links in e-mails, the hashes of erased
// addresses, the seals of the ledger. All that is made is made with LINK_KEY and says so by the key's number; the keys of
// LINK_KEYS_PREVIOUS are only there to know what was made with them.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { env } from './env.server.ts'

export type LinkKey = {
  /** 0 to 255, worked out from the key itself, so that neither a list's order nor its length changes it. */
  number: number
  /** The key for one use, the same at each call: a KeyObject makes an HMAC 7 times faster than a raw key. */
  keyFor: (purpose: string) => KeyObject
}

type Ring = { newest: LinkKey; all: LinkKey[]; byNumber: LinkKey[][] }

let ring: Ring | undefined

const theRing = (): Ring => (ring ??= makeRing([env().LINK_KEY, ...env().LINK_KEYS_PREVIOUS]))

/** The key that everything new is made with. */
export const newestKey = (): LinkKey => theRing().newest

/** Every key that is kept, the newest first: for what does not say its key, being from before keys had numbers. */
export const everyKey = (): readonly LinkKey[] => theRing().all

/** The keys of this number: one, none when it is not kept, and of 256 pairs of keys one pair shares its number. */
export const keysNumbered = (number: number): readonly LinkKey[] => theRing().byNumber[number] ?? NONE

const NONE: readonly LinkKey[] = []

/** Takes these keys (base64, the newest first) instead of the environment's, or those again. @internal For tests. */
export function setLinkKeys(secrets: string[] | null): void {
  ring = secrets ? makeRing(secrets) : undefined
}

function makeRing(secrets: string[]): Ring {
  const all = [...new Set(secrets)].map((secret) => makeKey(Buffer.from(secret, 'base64')))
  const [newest] = all
  if (!newest) throw new Error('there is no link key')
  const byNumber: LinkKey[][] = []
  for (const key of all) (byNumber[key.number] ??= []).push(key)
  return { newest, all, byNumber }
}

const derive = (secret: Buffer, use: string, bytes: number) =>
  Buffer.from(hkdfSync('sha256', secret, '', `glancito ${use}`, bytes))

function makeKey(secret: Buffer): LinkKey {
  const keys = new Map<string, KeyObject>()
  return {
    number: derive(secret, 'key number', 1).readUInt8(),
    keyFor(purpose) {
      const known = keys.get(purpose)
      if (known) return known
      const key = createSecretKey(derive(secret, purpose, 32))
      keys.set(purpose, key)
      return key
    },
  }
}
