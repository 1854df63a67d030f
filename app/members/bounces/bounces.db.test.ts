import { db } from '#app/platform/db/db.server.ts'
import { untilBlocked } from '#tests/blocked.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import {
  clearBounce,
  listBouncePage,
  listBounces,
  listNotTried,
  recordBounce,
  type NewBounce,
} from './bounces.server.ts'
import { skipReason } from '../core/consent.ts'
import { findMembersByEmail } from '../core/members.server.ts'
import { getMember } from '#tests/members.ts'

const day = (number: number) => new Date(Date.UTC(2026, 0, number))

async function bounced(...bounces: Partial<NewBounce>[]) {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const recorded: boolean[] = []
  for (const [index, bounce] of bounces.entries()) {
    recorded.push(
      await recordBounce({
        tenantId,
        memberId,
        mailingId: 3,
        kind: 'soft',
        bounceType: 'Transient',
        subType: 'MailboxFull',
        diagnostic: '452 mailbox full',
        feedbackId: `feedback-${index}`,
        at: day(index + 1),
        ...bounce,
      }),
    )
  }
  return { tenantId, memberId, recorded, member: await getMember(tenantId, memberId) }
}

test('a hard bounce blocks, a soft one does not, and a later soft one never hides the hard one', async () => {
  const soft = await bounced({})
  expect(soft.member).toMatchObject({ emailBounceType: 'soft', emailBounceAt: day(1) })
  expect(skipReason(soft.member)).toBeNull()
  const hard = await bounced({}, { kind: 'hard' }, {})
  expect(hard.member).toMatchObject({ emailBounceType: 'hard', emailBounceAt: day(2) })
  expect(skipReason(hard.member)).toBe('hard-bounced')
  expect((await listBounces(hard.tenantId, hard.memberId)).map((bounce) => bounce.kind)).toEqual([
    'soft',
    'hard',
    'soft',
  ])
})

test('the same feedback counts once, and another shop’s member gets nothing', async () => {
  const { tenantId, memberId, recorded } = await bounced({ feedbackId: 'same' }, { feedbackId: 'same' })
  expect(recorded).toEqual([true, false])
  const other = await aTenant()
  const feedback = { mailingId: 3, bounceType: null, subType: null, diagnostic: null, feedbackId: 'x', at: day(1) }
  expect(await recordBounce({ tenantId: other, memberId, kind: 'hard', ...feedback })).toBe(false)
  expect(await listBounces(tenantId, memberId)).toHaveLength(1)
  expect(await listBounces(other, memberId)).toEqual([])
})

test.each([
  ['abuse', true],
  [null, true],
  ['not-spam', false],
  ['auth-failure', false],
])('a complaint of type %s blocks: %s', async (bounceType, blocks) => {
  const { tenantId, memberId, member } = await bounced({ kind: 'complaint', bounceType })
  expect(skipReason(member)).toBe(blocks ? 'complained' : null)
  expect(member.emailBounceType).toBeNull()
  expect(await listBounces(tenantId, memberId)).toHaveLength(1)
})

test('clearing a hard bounce lets the member receive again, and says who did it; a complaint stays', async () => {
  const { tenantId, memberId } = await bounced({ kind: 'hard' }, { kind: 'complaint', bounceType: 'abuse' })
  expect(await clearBounce(tenantId, memberId, 'staff member 12')).toBe(true)
  expect(await clearBounce(tenantId, memberId, 'staff member 12')).toBe(false)
  expect(await getMember(tenantId, memberId)).toMatchObject({ emailBounceType: null, emailComplaintAt: day(2) })
  expect(await listBounces(tenantId, memberId)).toMatchObject([
    { kind: 'complaint', clearedAt: null },
    { kind: 'hard', clearedBy: 'staff member 12' },
  ])
})

test('members are found by address whatever its case, in every shop', async () => {
  const [one, two] = [await aTenant(), await aTenant()]
  const first = await aMember(one, { email: 'Anna@Example.com' })
  const second = await aMember(two, { email: 'anna@example.com' })
  expect(await findMembersByEmail('ANNA@example.com')).toEqual([
    { tenantId: one, memberId: first },
    { tenantId: two, memberId: second },
  ])
})

test('a history of 450 bounces is whole, page by page, also where many came in one moment', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const other = await aMember(tenantId)
  const fill = (id: bigint, count: number) =>
    db().query(
      `INSERT INTO bounces (tenant_id, member_id, kind, feedback_id, occurred_at)
       SELECT $1, $2, 'soft', 'f' || n, '2026-01-01'::timestamptz + (n / 45) * interval '1 hour' FROM generate_series(1, $3) n`,
      [tenantId, id, count],
    )
  await fill(other, 30)
  await fill(memberId, 450)
  const all = (await listBounces(tenantId, memberId)).map(({ bounceId }) => bounceId)
  expect(all).toHaveLength(450)
  const seen: string[] = []
  let page = await listBouncePage(tenantId, memberId, { after: null, before: null })
  for (;;) {
    seen.push(...page.rows.map(({ bounceId }) => bounceId))
    if (page.next === null) break
    page = await listBouncePage(tenantId, memberId, { after: page.next, before: null })
  }
  expect(seen).toEqual(all)
  const before = await listBouncePage(tenantId, memberId, { after: null, before: page.previous })
  expect(before.rows.map(({ bounceId }) => bounceId)).toEqual(all.slice(420, 440))
  const [theirs] = await listBounces(tenantId, other)
  const strange = await listBouncePage(tenantId, memberId, { after: theirs?.bounceId ?? '', before: null })
  expect(strange.rows.map(({ bounceId }) => bounceId)).toEqual(all.slice(0, 20))
})

const notTried = async (...bounces: Partial<NewBounce>[]) => {
  const { tenantId, memberId } = await bounced(...bounces.map((bounce) => ({ kind: 'hard' as const, ...bounce })))
  return (await listNotTried(tenantId, [String(memberId)])).has(String(memberId))
}

test.each<[string, boolean, Partial<NewBounce>[]]>([
  ['on the list of the account', true, [{ subType: 'OnAccountSuppressionList' }]],
  ['on the list of an SES tenant', true, [{ subType: 'OnTenantSuppressionList' }]],
  ['held back by the check of addresses', true, [{ subType: 'EmailValidationSuppressed' }]],
  ['held back twice', true, [{ subType: 'OnAccountSuppressionList' }, { subType: 'OnTenantSuppressionList' }]],
  ['held back, and a soft bounce of before', true, [{ kind: 'soft' }, { subType: 'OnAccountSuppressionList' }]],
  ['refused by the server', false, [{ subType: 'NoEmail' }]],
  ['of no sub-type', false, [{ subType: null }]],
  ['refused first, then held back', false, [{ subType: 'General' }, { subType: 'OnAccountSuppressionList' }]],
  ['on the global list of SES, which counts as a bounce', false, [{ subType: 'Suppressed' }]],
  ['a soft bounce alone', false, [{ kind: 'soft', subType: 'OnAccountSuppressionList' }]],
])('a member is blocked by what was not tried alone: %s is %s', async (_, expected, bounces) => {
  expect(await notTried(...bounces)).toBe(expected)
})

test('a bounce is cleared in turn with whoever changes the member and their bounces', async () => {
  const { tenantId, memberId } = await bounced({ kind: 'hard', bounceType: 'Permanent' })
  const other = await db().connect()
  await other.query('BEGIN')
  await other.query('SELECT FROM members WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE', [tenantId, memberId])
  const clearing = clearBounce(tenantId, memberId, 'your staff')
  await untilBlocked()
  await other.query(
    "UPDATE bounces SET cleared_at = $3, cleared_by = 'new address' WHERE tenant_id = $1 AND member_id = $2",
    [tenantId, memberId, day(9)],
  )
  await other.query('COMMIT')
  other.release()
  expect(await clearing).toBe(true)
  expect((await listBounces(tenantId, memberId)).map(({ clearedBy }) => clearedBy)).toEqual(['new address'])
})
