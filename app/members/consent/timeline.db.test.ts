import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { appendChanges, type LedgerEntry } from '../ledger/ledger.server.ts'
import { findTimeline } from './timeline.server.ts'
import { unsubscribe } from './unsubscribe.server.ts'

const change = (number: number): LedgerEntry => ({
  channel: number % 3 === 0 ? 'sms' : 'email',
  source: 'shopify-webhook',
  oldState: 'SUBSCRIBED',
  newState: 'UNSUBSCRIBED',
  optInLevel: null,
  shopifyAt: null,
  mailingId: null,
  reference: `webhook-${number}`,
})

async function seqsOf(tenantId: number, memberId: bigint, search: string) {
  const { entries, next, isEarlier } = await findTimeline(tenantId, memberId, new URLSearchParams(search))
  const seqs = entries.map(({ seq }) => seq)
  return { newest: seqs[0], oldest: seqs.at(-1), count: seqs.length, next, isEarlier }
}

test('a long history is paged from the newest on, all of it or one channel', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const changes = Array.from({ length: 120 }, (_, index) => change(index + 1))
  await appendChanges(db(), tenantId, memberId, changes)
  const first = { newest: 120, oldest: 71, count: 50, next: 71, isEarlier: false }
  expect(await seqsOf(tenantId, memberId, '')).toEqual(first)
  expect(await seqsOf(tenantId, memberId, 'before=71')).toMatchObject({ newest: 70, oldest: 21, next: 21 })
  const last = { newest: 20, oldest: 1, count: 20, next: null, isEarlier: true }
  expect(await seqsOf(tenantId, memberId, 'before=21')).toEqual(last)
  expect(await seqsOf(tenantId, memberId, 'history=sms')).toMatchObject({
    newest: 120,
    oldest: 3,
    count: 40,
    next: null,
  })
  expect(await seqsOf(tenantId, memberId, 'history=fax&before=tomorrow')).toEqual(first)
})

test('an entry names the campaign that it came from, and only of this shop', async () => {
  const [tenantId, other] = [await aTenant(), await aTenant()]
  const memberId = await aMember(tenantId)
  const mine = await aMailing(tenantId, {}, { name: 'Spring sale' })
  const theirs = await aMailing(other, {}, { name: 'Not mine' })
  const entries = [mine, theirs].map(({ mailingId }): LedgerEntry => ({ ...change(1), source: 'one-click', mailingId }))
  await appendChanges(db(), tenantId, memberId, entries)
  const { entries: shown } = await findTimeline(tenantId, memberId, new URLSearchParams())
  expect(shown.map(({ campaign }) => campaign)).toEqual([null, { campaignId: mine.campaignId, name: 'Spring sale' }])
})

test('a change made here says what Shopify has heard of it, and one of Shopify does not', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { email_consent_updated_at: new Date(0) })
  const { mailingId } = await aMailing(tenantId)
  await appendChanges(db(), tenantId, memberId, [{ ...change(1), oldState: null, newState: 'SUBSCRIBED' }])
  await unsubscribe({ tenantId, memberId, mailingId, source: 'one-click', at: new Date() })
  const { entries } = await findTimeline(tenantId, memberId, new URLSearchParams())
  expect(entries.map(({ source, delivery }) => [source, delivery?.outcome])).toEqual([
    ['one-click', 'waiting'],
    ['shopify-webhook', undefined],
  ])
})
