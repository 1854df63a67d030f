// The proof of a consent history as a file: a page to print or send, and JSON that a few lines of any language check.
import type { LedgerProof, ProvenChange } from '#app/members/ledger/ledger-proof.server.ts'
import { changeSentence } from '#app/members/consent/timeline-words.ts'
import { escapeHtml } from '#app/platform/text/escape-html.ts'
import { formatExactTime } from '#app/ui/format/format.ts'
import { HTML_END, htmlBeginning } from '../html-file.ts'

/** Whose history it is. Name and address are those of today and no part of the chain; null once they are erased. */
export type ProofHead = {
  shop: string
  shopName: string
  memberId: string
  name: string | null
  email: string | null
  madeAt: Date
}

const HOW_TO_VERIFY = [
  "An entry's payload is its fields, one a line: number of the shop, customer number, number of the entry, channel, source, actor, state before, state after, opt-in level, time in Shopify, time of writing down (both in microseconds since 1970, UTC), number of the mailing, reference. What isn’t known is an empty line.",
  "An entry's hash is the SHA-256 of the bytes of the hash before it (none for the first entry) followed by its payload in UTF-8. So an entry that was altered, removed or moved breaks every hash behind it.",
  'The last hash is that of the head, which is kept apart from the entries: so an entry cut off at the end is missed.',
  'Each day (UTC) is sealed when it is over: the digest chains the hashes of all entries that the shop recorded on it (SHA-256 of the digest so far and the next hash, by customer and entry), and the signature, made with a key that the database doesn’t have, covers the digest and the signature of the day before. Glancito checks the seals each night.',
]

/** One JSON object; times are ISO 8601, hashes hexadecimal. */
export function proofJson(head: ProofHead, { entries, head: end, seals }: LedgerProof): string {
  const { memberId, ...about } = head
  return `${JSON.stringify({ customer: memberId, ...about, howToVerify: HOW_TO_VERIFY, entries, head: end, seals }, null, 2)}\n`
}

/** A page that needs nothing but itself. */
export function proofHtml(head: ProofHead, { entries, head: end, seals }: LedgerProof, timezone: string): string {
  const title = `Consent history of customer ${head.memberId}`
  const whose = [head.name, head.email].filter(Boolean).join(', ') || 'whose personal data was erased'
  const sealed = new Set(seals.map(({ day }) => day))
  return `${htmlBeginning(title, STYLE)}<p>${escapeHtml(whose)}. As recorded by Glancito for ${escapeHtml(head.shopName)} (${escapeHtml(head.shop)}); created on
${escapeHtml(formatExactTime(head.madeAt, timezone))}. Times are in ${escapeHtml(timezone)}.</p>
${entries.map((entry) => section(entry, timezone, sealed)).join('\n') || '<p>No changes recorded.</p>'}
<h2>How to check this</h2>
<ul>${HOW_TO_VERIFY.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>
<p>The JSON of this history has the payloads.</p>
${end ? `<p>End of the chain: entry ${end.seq}, <code>${end.hash}</code></p>` : ''}
${seals.map(({ day, changes, signature }) => `<p>Seal of ${day} (${changes} entries of the shop): <code>${signature}</code></p>`).join('\n')}
${HTML_END}`
}

const CHANNELS = { email: 'Email', sms: 'SMS' }
const ACTORS = { shopify: 'Shopify', customer: 'The customer', glancito: 'Glancito', staff: 'Store staff' }

function section(entry: ProvenChange, timezone: string, sealed: Set<string>): string {
  const { seq, channel, actor, shopifyAt, recordedAt, reference, day, hash, campaignId, campaignName } = entry
  const campaign = campaignId !== null && campaignName !== null ? { campaignId, name: campaignName } : null
  const times = { shopifyAt: shopifyAt?.toISOString() ?? null, recordedAt: recordedAt.toISOString() }
  const said = changeSentence({ ...entry, ...times, campaign, delivery: null })
  const facts: [string, string | null][] = [
    ['By', ACTORS[actor]],
    ['At Shopify', shopifyAt && formatExactTime(shopifyAt, timezone)],
    ['Recorded', formatExactTime(recordedAt, timezone)],
    ['Evidence', reference],
    ['Hash', hash],
    ['Day sealed', sealed.has(day) ? day : 'not yet'],
  ]
  const list = facts.flatMap(([name, value]) => (value ? `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>` : []))
  const sentence = said.campaign ? `${said.text} “${said.campaign.name}”` : said.text
  return `<h2>${seq}. ${CHANNELS[channel]}: ${escapeHtml(sentence)}</h2>\n<dl>${list.join('')}</dl>`
}

const STYLE = `h2 { font-size: 1.125rem; margin: 1.75rem 0 0.25rem } code, dd { overflow-wrap: anywhere }
dl { margin: 0; display: grid; grid-template-columns: minmax(7rem, 1fr) 4fr; gap: 0.125rem 1rem }
dt { color: #4a4a4a } dd { margin: 0 } h2, dl { break-inside: avoid } h2 { break-after: avoid }`
