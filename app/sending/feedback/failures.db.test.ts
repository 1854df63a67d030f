// Notifications that can not be put into effect: set apart, tried again, given up, forgotten.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { redactShop } from '#app/inbox/uninstall.server.ts'
import { unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { factsOf, HARD, keep, keepEach, left, NOTHING_LEFT } from '#tests/feedback-box.ts'
import { aBounce, aSentMail, type Sent } from '#tests/ses-feedback.ts'
import { afterEach, expect, test } from 'vitest'
import { forgetFailures, retryFailures } from './failures.server.ts'
import { foldAllFeedback } from './fold.server.ts'

const NOW = new Date('2026-11-20T10:00:10.000Z')
afterEach(async () => {
  clock.set(undefined)
  await db().query('ALTER TABLE bounces DROP CONSTRAINT IF EXISTS poison')
  await db().query('DELETE FROM sns_failures')
})

const POISON = 'poison of the test'
const poisoned = (sent: Sent) =>
  aBounce(sent, { bouncedRecipients: [{ emailAddress: sent.email, status: '5.1.1', diagnosticCode: POISON }] })
const refusePoison = () =>
  db().query(`ALTER TABLE bounces ADD CONSTRAINT poison CHECK (diagnostic <> '${POISON}') NOT VALID`)

test.each([
  ['the first', [0]],
  ['the last', [10]],
  ['one in the midst', [4]],
  ['two side by side', [5, 6]],
  ['three', [0, 5, 10]],
  ['all', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
])('when %s of a batch can not be written, the others are, and it is tried again', async (_which, bad) => {
  const all: Sent[] = []
  for (let count = 0; count < 11; count += 1) all.push(await aSentMail())
  await refusePoison()
  await Promise.all(all.map((sent, place) => keep(bad.includes(place) ? poisoned(sent) : aBounce(sent))))
  await foldAllFeedback()
  expect(await left()).toEqual({ box: 0, failures: bad.length })
  for (const [place, sent] of all.entries())
    expect(await factsOf(sent)).toMatchObject(bad.includes(place) ? { events: null, bounces: 0 } : HARD)
  await db().query('ALTER TABLE bounces DROP CONSTRAINT poison')
  clock.set(() => new Date(Date.now() + 61_000))
  await retryFailures()
  for (const sent of all) expect(await factsOf(sent)).toEqual(HARD)
  expect(await left()).toEqual(NOTHING_LEFT)
  expect(await recount()).toEqual([])
})

test('one that fails again waits longer each time, says no address, and is given up after 30 days', async () => {
  const sarah = await aSentMail()
  await refusePoison()
  await keep(poisoned(sarah))
  let now = NOW
  clock.set(() => now)
  await foldAllFeedback()
  const waits: number[] = []
  for (let times = 0; times < 12; times += 1) {
    const found = await db().query<{ due: Date; error: string }>('SELECT not_before AS due, error FROM sns_failures')
    const { due = NOW, error = '' } = found.rows[0] ?? {}
    expect(error).not.toContain(sarah.email)
    waits.push((due.getTime() - now.getTime()) / 60_000)
    now = due
    await retryFailures()
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360])
  clock.set(() => new Date(NOW.getTime() + 30 * 86_400_000))
  await retryFailures()
  expect(await left()).toEqual(NOTHING_LEFT)
})

test('of whom is erased no failure is left, and everybody else’s', async () => {
  const [sarah, tom] = [await aSentMail(), await aSentMail()]
  const elsewhere = await aSentMail({ memberId: sarah.memberId, tenantId: await aTenant() })
  await aMember(elsewhere.tenantId, { member_id: sarah.memberId })
  await refusePoison()
  await keepEach(poisoned(sarah), poisoned(tom), poisoned(elsewhere))
  await foldAllFeedback()
  expect(await left()).toEqual({ box: 0, failures: 3 })
  await forgetFailures(sarah.tenantId, String(sarah.memberId))
  expect(await left()).toEqual({ box: 0, failures: 2 })
})

test.each<[string, (sent: Sent) => Promise<unknown>, number]>([
  ['erased by an import that misses them', (sent) => eraseMember(sent.tenantId, sent.memberId), 0],
  ['gone with their shop', (sent) => redactShop(sent.tenantId, new Date()), 0],
  [
    'merged into another',
    async (sent) => {
      const kept = String(await aMember(sent.tenantId))
      await mergeMembers({ ...sent, kept, gone: String(sent.memberId), at: NOW, reference: 'merge' })
    },
    1,
  ],
  ['a member as ever', () => Promise.resolve(), 1],
  ['a member who is suppressed', (sent) => unsubscribe({ ...sent, source: 'one-click', at: NOW }), 1],
])('a failure about somebody who is %s is kept as long as they are known', async (_what, happens, kept) => {
  const [sarah, tom] = [await aSentMail(), await aSentMail()]
  await refusePoison()
  await keepEach(poisoned(sarah), poisoned(tom))
  await foldAllFeedback()
  await happens(sarah)
  await db().query('ALTER TABLE bounces DROP CONSTRAINT poison')
  // What is wrong is wrong for all of them.
  await db().query('ALTER TABLE sns_receipts RENAME TO away')
  clock.set(() => new Date(Date.now() + 61_000))
  await retryFailures()
  await db().query('ALTER TABLE away RENAME TO sns_receipts')
  expect(await left()).toEqual({ box: 0, failures: kept + 1 })
})

test.each(['mail_events', 'provider_stats', 'sns_receipts', 'recipients', 'bounces'])(
  'while %s is away each fails, and none is lost',
  async (table) => {
    const all = [await aSentMail(), await aSentMail()]
    await Promise.all(all.map((sent) => keep(aBounce(sent))))
    await db().query(`ALTER TABLE ${table} RENAME TO away`)
    await foldAllFeedback()
    await db().query(`ALTER TABLE away RENAME TO ${table}`)
    clock.set(() => new Date(Date.now() + 61_000))
    await retryFailures()
    for (const sent of all) expect(await factsOf(sent)).toEqual(HARD)
    expect(await left()).toEqual(NOTHING_LEFT)
    expect(await recount()).toEqual([])
  },
)
