// AWS Signature Version 4, the verifier's side:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { refuse, type Refusal } from './refusal.ts'

export interface SignedRequest {
  method: string
  /** Path as it came over the wire, still percent-encoded, without the query. */
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
  body: Buffer
}

export interface Credentials {
  region: string
  accessKeyId: string
  secretAccessKey: string
}

interface Authorization {
  accessKeyId: string
  scope: string
  signedHeaders: string[]
  signature: string
}

const TOLERANCE_MS = 5 * 60_000
const SERVICE = 'ses'

/** Null when the signature holds. `now` null skips the check of its age, as the simulated clock may stand elsewhere. */
export function checkSignature(request: SignedRequest, credentials: Credentials, now: Date | null): Refusal | null {
  if (!request.headers['authorization']) {
    return refuse('MissingAuthenticationTokenException', 'Missing Authentication Token')
  }
  const authorization = parseAuthorization(request.headers['authorization'])
  const signedAt = request.headers['x-amz-date'] ?? ''
  if (!authorization || !/^\d{8}T\d{6}Z$/.test(signedAt)) {
    return refuse(
      'IncompleteSignatureException',
      'Authorization header or X-Amz-Date is missing or not as it should be.',
    )
  }
  if (authorization.accessKeyId !== credentials.accessKeyId) {
    return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  return (
    wrongScope(authorization, credentials.region, signedAt) ??
    wrongAge(signedAt, now) ??
    wrongSignature(request, authorization, credentials.secretAccessKey)
  )
}

function wrongScope(authorization: Authorization, region: string, signedAt: string): Refusal | null {
  if (authorization.scope !== `${signedAt.slice(0, 8)}/${region}/${SERVICE}/aws4_request`) {
    return refuse(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region and to service '${SERVICE}'.`,
    )
  }
  return authorization.signedHeaders.includes('host')
    ? null
    : refuse('InvalidSignatureException', "'Host' must be a 'SignedHeader' in the AWS Authorization.")
}

function wrongAge(signedAt: string, now: Date | null): Refusal | null {
  if (!now) return null
  const iso = signedAt.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const age = now.getTime() - new Date(iso).getTime()
  if (Math.abs(age) <= TOLERANCE_MS) return null
  const fault = age > 0 ? 'expired' : 'not yet current'
  return refuse(
    'InvalidSignatureException',
    `Signature ${fault}: ${signedAt} is more than 5 min. from ${now.toISOString()}`,
  )
}

function wrongSignature(request: SignedRequest, authorization: Authorization, secret: string): Refusal | null {
  const bodyHash = sha256(request.body)
  const canonical = [
    request.method,
    request.path.split('/').map(encode).join('/'),
    canonicalQuery(request.query),
    ...authorization.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    authorization.signedHeaders.join(';'),
    bodyHash,
  ].join('\n')
  const signedAt = request.headers['x-amz-date']
  const toSign = ['AWS4-HMAC-SHA256', signedAt, authorization.scope, sha256(canonical)].join('\n')
  const expected = hmac(signingKey(secret, authorization.scope), toSign)
  const actual = Buffer.from(authorization.signature, 'hex')
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return null
  return refuse(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )
}

function parseAuthorization(header: string): Authorization | null {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(header)
  if (!match) return null
  const [, accessKeyId = '', scope = '', signedHeaders = '', signature = ''] = match
  return { accessKeyId, scope, signedHeaders: signedHeaders.split(';'), signature }
}

function canonicalQuery(query: URLSearchParams): string {
  // By name first: as one string `a-b=` would come before `a=`.
  const pairs = [...query].map(([name, value]) => [encode(name), encode(value)] as const)
  pairs.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

let cachedKey: { of: string; key: Buffer } = { of: '', key: Buffer.alloc(0) }

function signingKey(secret: string, scope: string): Buffer {
  const of = `${secret}\n${scope}`
  if (cachedKey.of !== of) {
    const key = scope.split('/').reduce<Buffer>((previous, part) => hmac(previous, part), Buffer.from(`AWS4${secret}`))
    cachedKey = { of, key }
  }
  return cachedKey.key
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex')
}
