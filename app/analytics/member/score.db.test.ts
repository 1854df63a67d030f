import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type MailEvent } from '#app/tracking/events.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { findScore } from './score.server.ts'

const NOW = new Date('2026-11-30T12:00:00Z')

async function did(tenantId: number, memberId: bigint, ...types: MailEvent['type'][]): Promise<void> {
  const { mailingId } = await aMailing(tenantId)
  const event = {
    tenantId,
    mailingId,
    sendNo: 0,
    memberId,
    at: NOW,
    verdict: 'human',
    device: 'mobile',
    client: 'gmail',
  } as const
  await recordEvents(
    db(),
    types.map((type) => ({ ...event, type })),
  )
}

test('a member’s score comes with its parts and its place among the others', async () => {
  clock.set(() => NOW)
  const tenantId = await aTenant()
  const [sarah, tom, ada, none] = [
    await aMember(tenantId),
    await aMember(tenantId),
    await aMember(tenantId),
    await aMember(tenantId),
  ]
  for (const memberId of [sarah, tom, ada]) await did(tenantId, memberId, EVENT.sent)
  await did(tenantId, sarah, EVENT.opened, EVENT.clicked)
  await did(tenantId, tom, EVENT.opened)
  expect(await findScore(tenantId, String(sarah))).toEqual({
    score: 56,
    above: 50,
    receipts: 1,
    opens: 1,
    clicks: 1,
    lastOpenAt: NOW.toISOString(),
    lastClickAt: NOW.toISOString(),
    lastUsed: 'Gmail, Phone',
  })
  expect(await findScore(tenantId, String(tom))).toMatchObject({ score: 20, above: 0 })
  expect(await findScore(tenantId, String(ada))).toMatchObject({ score: 0, above: null, receipts: 1, lastOpenAt: null })
  expect(await findScore(tenantId, String(none))).toBeNull()
  expect(await findScore(await aTenant(), String(sarah))).toBeNull()
})

test('a score fades: half of it is gone after 30 days, and nothing has been rewritten', async () => {
  const tenantId = await aTenant()
  const sarah = await aMember(tenantId)
  await did(tenantId, sarah, EVENT.opened, EVENT.clicked)
  const scores = []
  for (const days of [0, 30, 60, 365]) {
    clock.set(() => new Date(NOW.getTime() + days * 86_400_000))
    scores.push((await findScore(tenantId, String(sarah)))?.score)
  }
  expect(scores).toEqual([56, 39, 24, 0])
})
