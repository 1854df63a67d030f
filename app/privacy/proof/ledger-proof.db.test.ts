import { createHash } from 'node:crypto'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { sealLedger } from '#app/members/ledger/ledger-seal.server.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { adminForTests } from '#tests/admin.ts'
import { aMailing, aCustomer, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { expect, test } from 'vitest'

const ask = adminForTests('privacy/proof/ledger-proof.route.ts')
const MEMBER = '706405506930370084'

/** A member who subscribed on January 1 and left both channels a day later. */
async function aShop(shop: string) {
  const tenantId = await aTenant({ shop, timezone: 'Europe/Berlin' })
  await aSession(shop)
  const { mailingId } = await aMailing(tenantId, {}, { name: 'Spring <sale>' })
  const at = new Date('2026-01-01T10:00:00Z')
  const subscribed = { state: 'SUBSCRIBED', optInLevel: 'SINGLE_OPT_IN', at, exact: true } as const
  clock.set(() => at)
  await saveCustomers(tenantId, 'import', [aCustomer(MEMBER, { at, email: subscribed, sms: subscribed })])
  clock.set(() => new Date('2026-01-02T10:00:00Z'))
  await unsubscribe({ tenantId, memberId: MEMBER, mailingId, source: 'one-click', at: clock.now() })
  clock.set()
  const download = (format: string) =>
    ask(`/app/members/${MEMBER}/ledger?format=${format}`, {
      headers: { Authorization: `Bearer ${sessionToken(shop)}` },
    })
  return { tenantId, download }
}

type Proof = {
  howToVerify: string[]
  entries: { seq: number; payload: string; previousHash: string; hash: string; newState: string }[]
  head: { seq: number; hash: string }
  seals: { day: string; changes: number }[]
}

/** What `howToVerify` says, and nothing of the app. */
function holds({ entries, head }: Proof): boolean {
  let hash = Buffer.alloc(0)
  for (const [index, entry] of entries.entries()) {
    const next = createHash('sha256').update(hash).update(entry.payload, 'utf8').digest()
    if (entry.seq !== index + 1 || entry.previousHash !== hash.toString('hex')) return false
    if (entry.hash !== next.toString('hex') || entry.payload.split('\n')[7] !== entry.newState) return false
    hash = next
  }
  return head.hash === hash.toString('hex') && head.seq === entries.length
}

test('the JSON proves itself with SHA-256 alone, and shows when it was altered', async () => {
  const { download } = await aShop('proof.myshopify.com')
  await sealLedger()
  const answer = await download('json')
  expect(answer.headers.get('content-disposition')).toContain(`consent-${MEMBER}.json`)
  const proof: Proof = JSON.parse(await answer.text())
  expect(proof.entries.map(({ newState }) => newState)).toEqual([
    'SUBSCRIBED',
    'SUBSCRIBED',
    'UNSUBSCRIBED',
    'UNSUBSCRIBED',
  ])
  expect(proof.seals.map(({ day, changes }) => [day, changes])).toEqual([
    ['2026-01-01', 2],
    ['2026-01-02', 2],
  ])
  expect(holds(proof)).toBe(true)
  const [first, second, ...rest] = proof.entries
  if (!first || !second) throw new Error('the history is too short')
  expect(holds({ ...proof, entries: [first, second] })).toBe(false)
  expect(holds({ ...proof, entries: [second, ...rest] })).toBe(false)
  const altered = { ...first, payload: first.payload.replace('import', 'admin') }
  expect(holds({ ...proof, entries: [altered, second, ...rest] })).toBe(false)
})

test('the page tells who, what and when in plain words, and is safe to open', async () => {
  const { download } = await aShop('page.myshopify.com')
  const answer = await download('html')
  expect(answer.headers.get('content-type')).toContain('text/html')
  const page = await answer.text()
  expect(page).toContain('Sarah Jones')
  expect(page).toContain('3. Email: Unsubscribed with their email app&#39;s button, on “Spring &lt;sale&gt;”')
  expect(page).toContain('<dt>Recorded</dt><dd>Jan 2, 2026, 11:00:00 AM</dd>')
  expect(page).toContain('<dt>By</dt><dd>The customer</dd>')
  expect(page).toContain('<dt>Day sealed</dt><dd>not yet</dd>')
})

test('the history of an erased member can still be proved, without a name', async () => {
  const { tenantId, download } = await aShop('erased.myshopify.com')
  await eraseMember(tenantId, MEMBER)
  const proof: Proof = JSON.parse(await (await download('json')).text())
  expect(holds(proof)).toBe(true)
  const page = await (await download('html')).text()
  expect(page).toContain('whose personal data was erased')
  expect(page).not.toContain('Sarah')
})
