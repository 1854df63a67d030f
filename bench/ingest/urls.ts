// Writes the URLs that are asked for: `node bench/ingest/urls.ts FILE MEMBERS OTHER_MAILINGS`. A script of its own, so that a
// release before can sign the same hits.
import { writeFileSync } from 'node:fs'
import { clickUrl, openUrl } from '#app/tracking/links.server.ts'

const [file = '', members, others] = process.argv.slice(2)
const HOT_MAILING = 1
const urls: string[] = []
// Seven opens to three clicks; four of five to one mailing, for a new one is what everybody opens at once.
for (let number = 0; number < Number(members); number += 1) {
  const mailingId = number % 5 === 0 ? HOT_MAILING + 1 + ((number / 5) % Number(others)) : HOT_MAILING
  const to = { tenantId: 1, mailingId, sendNo: 0, attempt: 1, memberId: String(7_000_000_000_000 + number) }
  urls.push(openUrl(to))
  if (number % 7 < 3) {
    const url = `https://shop.example/products/${number % 12}?utm_source=glancito&utm_content=`
    urls.push(clickUrl(to, 1 + (number % 12), { url, pseudonymAt: url.length }))
  }
}
writeFileSync(file, urls.map((url) => url.replace('http://localhost:3000', '')).join('\n'))
