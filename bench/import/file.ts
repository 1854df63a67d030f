// A million customers as Shopify's bulk operation writes them, in a file on disk, and a server that sends it.
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const FIRST = [
  'Sarah',
  'Mario',
  'Zoë',
  'Anne-Marie',
  'Luis',
  'Ingrid',
  'Chen',
  'Aisha',
  'Tomasz',
  'Noor',
  '李',
  'Håkan',
]
const LAST = ['Garcia', 'Rossi', 'O’Neil', 'Schmidt', 'Nakamura', 'van den Berg', 'Kowalski', 'Haddad', 'Smith', '王']
const TAGS = [[], ['newsletter'], ['vip', 'wholesale'], ['newsletter', 'size:m', 'berlin store']]
const START = Date.UTC(2019, 0, 1)
const SIX_YEARS = 6 * 365 * 86_400_000

/** Numbers that look random and are the same each time. */
function scatter(number: number, below: number, salt: number): number {
  return (Math.imul(number ^ (salt * 0x9e37_79b9), 0x85eb_ca6b) >>> 0) % below
}

const pick = <T>(values: readonly T[], number: number, salt: number) => values[scatter(number, values.length, salt)]

/** Of a hundred: 55 consent to e-mail, 5 have ended it; 40 have a phone number, 15 consent to SMS. */
function customer(number: number): object {
  const created = START + scatter(number, SIX_YEARS / 1000, 1) * 1000
  const time = (after: number) => new Date(created + after * 1000).toISOString().replace('.000Z', 'Z')
  const email = scatter(number, 100, 2)
  const phone = scatter(number, 100, 3)
  const orders = scatter(number, 9, 4)
  const state = email < 55 ? 'SUBSCRIBED' : email < 60 ? 'UNSUBSCRIBED' : 'NOT_SUBSCRIBED'
  const first = pick(FIRST, number, 5)
  return {
    id: `gid://shopify/Customer/${7_000_000_000_000 + number * 37}`,
    firstName: first,
    lastName: pick(LAST, number, 6),
    locale: pick(['en', 'de', 'fr', 'ja'], number, 7),
    createdAt: time(0),
    updatedAt: time(scatter(number, 10_000_000, 8)),
    numberOfOrders: String(orders),
    amountSpent: { amount: `${orders * 37}.${10 + scatter(number, 89, 9)}` },
    tags: pick(TAGS, number, 10),
    defaultEmailAddress: {
      emailAddress: `${first?.toLowerCase().replaceAll(/[^a-z]/g, '') ?? ''}.${number}@example${scatter(number, 50, 11)}.com`,
      marketingState: state,
      marketingOptInLevel: email < 60 ? 'SINGLE_OPT_IN' : null,
      marketingUpdatedAt: email < 60 ? time(60) : null,
      openTrackingLevel: 'UNKNOWN',
    },
    defaultPhoneNumber:
      phone < 40
        ? {
            phoneNumber: `+4915${String(100_000_000 + number)}`,
            smsMarketingConsent: {
              state: phone < 15 ? 'SUBSCRIBED' : 'NEVER_SUBSCRIBED',
              optInLevel: phone < 15 ? 'SINGLE_OPT_IN' : null,
              updatedAt: phone < 15 ? time(90) : null,
            },
          }
        : null,
    lastOrder: orders > 0 ? { processedAt: time(20_000_000) } : null,
    defaultAddress: { countryCodeV2: 'DE', provinceCode: null, timeZone: 'Europe/Berlin' },
  }
}

export async function writeCustomers(file: string, count: number): Promise<void> {
  const chunks = function* () {
    let chunk = ''
    for (let number = 1; number <= count; number += 1) {
      chunk += `${JSON.stringify(customer(number))}\n`
      if (chunk.length < 1_000_000) continue
      yield chunk
      chunk = ''
    }
    yield chunk
  }
  await pipeline(Readable.from(chunks()), createWriteStream(file))
}

/** Sends the file as Shopify's storage does: in full, or from a byte on. */
export async function serve(file: string): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    const { size } = statSync(file)
    const headers = { etag: `"${size}"`, 'content-length': String(size - start) }
    response.writeHead(start > 0 ? 206 : 200, headers)
    createReadStream(file, { start, highWaterMark: 256 * 1024 }).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/customers.jsonl`, server }
}
