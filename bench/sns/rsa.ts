// RSA verification and nothing else, on one thread and with the key at hand: `node bench/sns/rsa.ts FILE CERTIFICATE SECONDS`
// prints how many signatures of the file's notifications it has verified a second.
import { verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

const SAMPLE = 5_000
const BETWEEN_LOOKS = 50
const FIELDS = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']

const [file = '', certificate = '', seconds] = process.argv.slice(2)
const key = new X509Certificate(readFileSync(certificate)).publicKey
const signed = readFileSync(file, 'utf8')
  .split('\n', SAMPLE)
  .map((line) => {
    const body: Record<string, string> = JSON.parse(line)
    return {
      algorithm: body['SignatureVersion'] === '1' ? 'RSA-SHA1' : 'RSA-SHA256',
      text: Buffer.from(FIELDS.map((name) => `${name}\n${body[name]}\n`).join('')),
      signature: Buffer.from(body['Signature'] ?? '', 'base64'),
    }
  })

function verifyFor(ms: number): number {
  const started = performance.now()
  let verified = 0
  while (performance.now() - started < ms)
    for (let count = 0; count < BETWEEN_LOOKS; count += 1) {
      const each = signed[verified % signed.length]
      if (!each || !verify(each.algorithm, each.text, key, each.signature)) throw new Error('a signature does not hold')
      verified += 1
    }
  return verified / ((performance.now() - started) / 1000)
}

verifyFor(300)
console.log(verifyFor(Number(seconds) * 1000))
