import { eraseMember } from '#app/members/intake/erase.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { killBlocked, untilBlocked } from '#tests/blocked.ts'
import { aMailing, aMember, aRecipient, aTenant } from '#tests/factories.ts'
import { beforeEach, expect, test } from 'vitest'
import { moveShares } from './closed-shares.server.ts'
import { recordEvents } from './events.server.ts'
import { EVENT, type MailEvent } from './events.ts'
import { recount } from './recount.server.ts'

const AT = new Date('2026-11-20T09:30:00Z')
const CLOSED = new Date('2027-02-20T02:11:00Z')
const NIGHT = new Date('2027-02-20T04:11:00Z')
/** More than are moved at once. */
const MANY = 2_100

let tenantId = 0
let mailing = { tenantId: 0, mailingId: 0 }
beforeEach(async () => {
  tenantId = await aTenant()
  mailing = await aMailing(tenantId)
})

const did = (memberId: bigint, type: MailEvent['type'], more: Partial<MailEvent> = {}): MailEvent => ({
  ...mailing,
  sendNo: 0,
  memberId,
  type,
  at: AT,
  verdict: 'human',
  ...more,
})

async function close(): Promise<void> {
  await db().query("UPDATE mailings SET status = 'sent', closed_at = $2 WHERE mailing_id = $1", [
    mailing.mailingId,
    CLOSED,
  ])
  clock.set(() => NIGHT)
}

/** Strangers who got the mail, so that those who come after them in a page are moved later. */
async function manyReceipts(): Promise<void> {
  const strangers = Array.from({ length: MANY }, (_, number) => 1_000_000n + BigInt(number))
  await recordEvents(
    db(),
    strangers.map((memberId) => did(memberId, EVENT.sent)),
  )
}

async function engagement(memberId: bigint) {
  const found = await db().query(
    `SELECT receipts, opens, clicks, base_receipts, base_opens, base_clicks, base_weight = weight AS weighs
     FROM member_engagement WHERE tenant_id = $1 AND member_id = $2`,
    [tenantId, memberId],
  )
  const [row] = found.rows
  return row && [row.receipts, row.opens, row.clicks, row.base_receipts, row.base_opens, row.base_clicks, row.weighs]
}

test('the share of each kind, receipt and member is moved once, and only of mailings that are closed', async () => {
  const [sarah, tom, ann] = [await aMember(tenantId), await aMember(tenantId), await aMember(tenantId)]
  await recordEvents(db(), [
    did(sarah, EVENT.sent),
    did(sarah, EVENT.sent, { sendNo: 1 }),
    did(sarah, EVENT.opened),
    did(sarah, EVENT.clicked, { linkNo: 1 }),
    did(tom, EVENT.sent),
    did(tom, EVENT.opened, { verdict: 'proxy', client: 'appleMail' }),
    did(tom, EVENT.clicked, { linkNo: 1, verdict: 'machine' }),
    did(ann, EVENT.opened, { sendNo: 2 }),
  ])
  const open = await aMailing(tenantId)
  await recordEvents(db(), [did(ann, EVENT.opened, open), did(ann, EVENT.sent, open)])
  await close()
  expect([await moveShares(), await moveShares()]).toEqual([1, 0])
  expect(await engagement(sarah)).toEqual([2, 1, 1, 2, 1, 1, true])
  expect(await engagement(tom)).toEqual([1, 0, 0, 1, 0, 0, true])
  expect(await engagement(ann)).toEqual([1, 2, 0, 0, 1, 0, false])
})

test('a mailing without events is done at once', async () => {
  await close()
  expect([await moveShares(), await moveShares()]).toEqual([1, 0])
})

/** Moves shares until somebody of the last page holds it up, and what is done meanwhile. */
async function heldUpAt(memberId: bigint, meanwhile: () => Promise<unknown>): Promise<void> {
  const holder = await db().connect()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM member_engagement WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE', [
    tenantId,
    memberId,
  ])
  const moving = moveShares().catch((error: Error) => error.message)
  await untilBlocked()
  await meanwhile()
  await holder.query('COMMIT')
  holder.release()
  await moving
}

test('a large mailing is moved page by page: who is of another page waits for none, and the recount agrees with each', async () => {
  const [first, last] = [await aMember(tenantId, { member_id: '5' }), await aMember(tenantId)]
  await manyReceipts()
  await recordEvents(
    db(),
    [first, last].flatMap((memberId) => [did(memberId, EVENT.sent), did(memberId, EVENT.opened)]),
  )
  const open = await aMailing(tenantId)
  await close()
  await heldUpAt(last, async () => {
    expect(await engagement(first)).toEqual([1, 1, 0, 1, 0, 0, false])
    expect(await recount()).toEqual([])
    await recordEvents(db(), [did(first, EVENT.opened, { ...open, at: NIGHT })])
    expect(await recount()).toEqual([])
  })
  expect(await engagement(last)).toEqual([1, 1, 0, 1, 1, 0, true])
  expect(await engagement(first)).toEqual([1, 2, 0, 1, 1, 0, false])
})

test.each(['killed', 'killed after an erasure'])('a move that is %s goes on where it was', async (how) => {
  await manyReceipts()
  const last = await aMember(tenantId)
  await aRecipient(mailing, last, { state: 'sent' })
  await recordEvents(db(), [did(last, EVENT.sent), did(last, EVENT.opened), did(last, EVENT.clicked, { linkNo: 1 })])
  await close()
  await heldUpAt(last, killBlocked)
  expect((await engagement(last))?.slice(0, 6)).toEqual([1, 1, 1, 0, 0, 0])
  expect(await recount()).toEqual([])
  if (how !== 'killed') await eraseMember(tenantId, last)
  expect([await moveShares(), await moveShares()]).toEqual([1, 0])
  const moved = how === 'killed' ? [1, 1, 1, 1, 1, 1, true] : [0, 0, 0, 0, 0, 0, true]
  expect(await engagement(last)).toEqual(moved)
})

test('after all of this the recount agrees', async () => {
  expect(await recount()).toEqual([])
})
