import { randomUUID } from 'node:crypto'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { performEvidence } from '#app/sending/feedback/evidence.job.ts'
import { recordEvents } from './events.server.ts'
import { EVENT } from './events.ts'
import { forgetReceipts } from './upkeep.server.ts'

test('a mail in doubt that was opened is sent; one that shows nothing stays in doubt', async () => {
  const tenantId = await aTenant()
  const { mailingId } = await aMailing(tenantId)
  const [opened, silent] = [await aMember(tenantId), await aMember(tenantId)]
  await db().query(
    "INSERT INTO recipients (tenant_id, mailing_id, member_id, state, frozen_at) SELECT $1, $2, m, 'unconfirmed', now() FROM unnest($3::bigint[]) m",
    [tenantId, mailingId, [String(opened), String(silent)]],
  )
  await recordEvents(db(), [
    { tenantId, mailingId, sendNo: 0, memberId: opened, type: EVENT.opened, at: new Date(), verdict: 'machine' },
  ])
  await performEvidence()
  const found = await db().query('SELECT member_id, state FROM recipients WHERE mailing_id = $1 ORDER BY member_id', [
    mailingId,
  ])
  expect(found.rows).toEqual([
    { member_id: opened, state: 'sent' },
    { member_id: silent, state: 'unconfirmed' },
  ])
})

test('receipts are kept a day', async () => {
  const now = new Date('2026-11-20T10:00:00Z')
  clock.set(() => now)
  for (const hours of [1, 23, 25]) {
    const at = new Date(now.getTime() - hours * 3_600_000)
    await db().query("INSERT INTO sns_receipts VALUES ($1, 'arn', $2)", [randomUUID(), at])
  }
  expect(await forgetReceipts()).toBe(1)
})
