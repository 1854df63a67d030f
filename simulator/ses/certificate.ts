// The signing certificate of the simulated SNS: RSA 2048, self-signed, with the common name that Amazon's has.
import { createHash, createPrivateKey, generateKeyPair, randomBytes, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { bitString, integer, nothing, objectId, octetString, sequence, set, tagged, time, utf8String } from './der.ts'

export interface SigningCertificate {
  privateKey: KeyObject
  privateKeyPem: string
  certificatePem: string
  /** Path of the certificate on `sns.<region>.amazonaws.com`. */
  path: string
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'
const COMMON_NAME = '2.5.4.3'
const ORGANISATION = '2.5.4.10'
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17'
const HOST = 'sns.amazonaws.com'

// Wide bounds: the simulated clock is set back by weeks to make a shop's history.
const VALID = { from: new Date('2015-01-01T00:00:00Z'), until: new Date('2065-01-01T00:00:00Z'), name: HOST }

export async function createCertificate(facts: Partial<typeof VALID> = {}): Promise<SigningCertificate> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const body = certificateBody(publicKey, { ...VALID, ...facts })
  const algorithm = sequence(objectId(SHA256_WITH_RSA), nothing())
  const der = sequence(body, algorithm, bitString(sign('sha256', body, privateKey)))
  return fromPem(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), pem(der))
}

/** Puts a stored certificate together again, so that it survives a restart of the simulator. */
export function fromPem(privateKeyPem: string, certificatePem: string): SigningCertificate {
  const id = createHash('sha256').update(certificatePem).digest('hex').slice(0, 32)
  return {
    privateKey: createPrivateKey(privateKeyPem),
    privateKeyPem,
    certificatePem,
    path: `/SimpleNotificationService-${id}.pem`,
  }
}

function certificateBody(publicKey: KeyObject, facts: typeof VALID): Buffer {
  const name = sequence(attribute(ORGANISATION, 'A simulator (not Amazon)'), attribute(COMMON_NAME, facts.name))
  const alternativeName = sequence(tagged(2, Buffer.from(facts.name, 'ascii'), 'implicit'))
  const validity = sequence(time(facts.from), time(facts.until))
  return sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    sequence(objectId(SHA256_WITH_RSA), nothing()),
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(sequence(objectId(SUBJECT_ALTERNATIVE_NAME), octetString(alternativeName)))),
  )
}

function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  // Positive and in its shortest form, as DER asks of an integer.
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f)
  return bytes
}

function attribute(type: string, value: string): Buffer {
  return set(sequence(objectId(type), utf8String(value)))
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
