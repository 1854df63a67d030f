import { db } from '#app/platform/db/db.server.ts'
import { scoreAt, weightAt } from '#app/members/core/engagement.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { forgetStrangers } from '#app/members/intake/engagement.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { aCustomer, aMailing, aMember, aTenant } from '#tests/factories.ts'
import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { moveShares } from './closed-shares.server.ts'
import { recordEvents } from './events.server.ts'
import { EVENT, type MailEvent } from './events.ts'
import { recount } from './recount.server.ts'

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})

const AT = new Date('2026-11-20T09:30:00Z')
const daysBefore = (days: number) => new Date(AT.getTime() - days * 86_400_000)

type Did = Pick<MailEvent, 'type'> & Partial<MailEvent>

/** Each in a mailing of its own. */
async function did(memberId: bigint | string, ...events: Did[]): Promise<void> {
  for (const event of events) {
    const { mailingId } = await aMailing(tenantId)
    await recordEvents(db(), [{ tenantId, mailingId, sendNo: 0, memberId, at: AT, verdict: 'human', ...event }])
  }
}

async function engagement(memberId: bigint | string) {
  const found = await db().query(
    `SELECT receipts, opens, clicks, level, receipt_days, open_days, click_days, device, client, last_open_at
     FROM member_engagement WHERE tenant_id = $1 AND member_id = $2`,
    [tenantId, memberId],
  )
  return found.rows[0]
}

const NOTHING = {
  receipts: 0,
  opens: 0,
  clicks: 0,
  level: null,
  receipt_days: [],
  open_days: [],
  click_days: [],
  device: 0,
  client: 0,
  last_open_at: null,
}

const opened = (more: Partial<MailEvent> = {}): Did => ({ type: EVENT.opened, ...more })
const clicked = (more: Partial<MailEvent> = {}): Did => ({ type: EVENT.clicked, linkNo: 1, ...more })
const sent = (more: Partial<MailEvent> = {}): Did => ({ type: EVENT.sent, ...more })

test('receipts, opens and clicks of people are counted once a mailing, with their days and what they used last', async () => {
  const sarah = await aMember(tenantId)
  const { mailingId } = await aMailing(tenantId)
  const both = { tenantId, mailingId, sendNo: 0, memberId: sarah, verdict: 'human' } as const
  await recordEvents(db(), [{ ...both, ...sent(), at: daysBefore(3) }])
  await recordEvents(db(), [
    { ...both, ...opened({ device: 'desktop', client: 'outlook' }), at: daysBefore(2) },
    { ...both, ...clicked(), at: daysBefore(2) },
  ])
  await recordEvents(db(), [
    { ...both, ...opened(), at: AT },
    { ...both, ...clicked({ linkNo: 2 }), at: AT },
  ])
  const found = await engagement(sarah)
  expect(found).toMatchObject({ receipts: 1, opens: 1, clicks: 1, device: 1, client: 2, last_open_at: daysBefore(2) })
  expect([found.receipt_days, found.open_days, found.click_days]).toEqual([[2512], [2513], [2513]])
  expect(weightAt(found.level, daysBefore(2))).toBeCloseTo(5, 1)
})

test('neither machines nor Apple’s privacy proxy make somebody engaged; Gmail’s proxy fetches for a person', async () => {
  const [scanned, apple, gmail] = [await aMember(tenantId), await aMember(tenantId), await aMember(tenantId)]
  await did(scanned, opened({ verdict: 'machine' }), clicked({ verdict: 'machine' }))
  await did(apple, opened({ verdict: 'proxy', client: 'appleMail' }))
  await did(gmail, opened({ verdict: 'proxy', client: 'gmail' }))
  expect([await engagement(scanned), await engagement(apple)]).toEqual([undefined, undefined])
  expect(await engagement(gmail)).toMatchObject({ opens: 1 })
})

test('who opens after Apple’s proxy has is counted from then on, once', async () => {
  const sarah = await aMember(tenantId)
  const { mailingId } = await aMailing(tenantId)
  const event = { tenantId, mailingId, sendNo: 0, memberId: sarah, type: EVENT.opened, at: AT } as const
  for (const verdict of ['proxy', 'human', 'human'] as const)
    await recordEvents(db(), [{ ...event, verdict, client: verdict === 'proxy' ? 'appleMail' : 'browser' }])
  const stats = await db().query(
    'SELECT sum(people)::int AS people, sum(seen_people)::int AS seen FROM mail_stats WHERE tenant_id = $1 AND mailing_id = $2',
    [tenantId, mailingId],
  )
  expect([stats.rows[0], (await engagement(sarah)).opens]).toEqual([{ people: 1, seen: 1 }, 1])
})

test('the days of the last ten are kept, newest first, however late one comes', async () => {
  const sarah = await aMember(tenantId)
  for (const days of [30, 20, 25, 5, 5, 4, 3, 40, 2, 1, 0, 22]) await did(sarah, opened({ at: daysBefore(days) }))
  const today = 2515
  expect((await engagement(sarah)).open_days).toEqual([0, 1, 2, 3, 4, 5, 5, 20, 22, 25].map((days) => today - days))
})

test('members are counted by level, as their levels change', async () => {
  const own = await aTenant()
  const sarah = await aMember(own)
  const tom = await aMember(own)
  const levels = async () => {
    const found = await db().query(
      'SELECT level, sum(members)::int AS members FROM engagement_levels WHERE tenant_id = $1 GROUP BY 1 HAVING sum(members) <> 0 ORDER BY 1',
      [own],
    )
    return found.rows.map(({ level, members }) => [scoreAt(level, AT), members])
  }
  const open = async (memberId: bigint) => {
    const { mailingId } = await aMailing(own)
    await recordEvents(db(), [
      { tenantId: own, mailingId, sendNo: 0, memberId, type: EVENT.opened, at: AT, verdict: 'human' },
    ])
  }
  await open(sarah)
  await open(tom)
  expect(await levels()).toEqual([[20, 2]])
  await open(sarah)
  expect(await levels()).toEqual([
    [20, 1],
    [33, 1],
  ])
  await eraseMember(own, tom)
  expect(await levels()).toEqual([[33, 1]])
})

test('whom a member was merged into has done what both did', async () => {
  const [kept, gone] = [await aMember(tenantId), await aMember(tenantId)]
  await did(kept, sent({ at: daysBefore(9) }), opened({ at: daysBefore(9) }))
  await did(gone, sent({ at: daysBefore(4) }), opened({ at: daysBefore(4) }), clicked())
  await mergeMembers({ tenantId, kept: String(kept), gone: String(gone), at: AT, reference: 'merge' })
  expect(await engagement(gone)).toEqual(NOTHING)
  expect(await engagement(kept)).toMatchObject({ receipts: 2, opens: 2, clicks: 1, open_days: [2511, 2506] })
  await did(kept, opened())
  expect(await engagement(kept)).toMatchObject({ opens: 3 })
})

test('after all of this what is kept agrees with the events', async () => {
  expect(await recount()).toEqual([])
})

test('a recount finds what was changed by hand', async () => {
  const sarah = await aMember(tenantId)
  await did(sarah, opened())
  for (const change of ['opens = opens + 1', 'weight = weight * 2', 'level = level + 1']) {
    await db().query(`UPDATE member_engagement SET ${change} WHERE member_id = $1`, [sarah])
    expect([change, (await recount()).length > 0]).toEqual([change, true])
    await db().query(
      `UPDATE member_engagement SET ${change.replace('+', '-').replace('*', '/')} WHERE member_id = $1`,
      [sarah],
    )
  }
  expect(await recount()).toEqual([])
})

test('what somebody leaves who is no member any more is forgotten by night, and counted nowhere', async () => {
  const own = await aTenant()
  const sarah = await aMember(own)
  await eraseMember(own, sarah)
  const { mailingId } = await aMailing(own)
  await recordEvents(db(), [
    { tenantId: own, mailingId, sendNo: 0, memberId: sarah, type: EVENT.opened, at: AT, verdict: 'human' },
  ])
  expect(await forgetStrangers(db())).toBeGreaterThan(0)
  expect(await forgetStrangers(db())).toBe(0)
  const left = await db().query(
    `SELECT (SELECT count(*)::int FROM member_engagement WHERE tenant_id = $1 AND (receipts > 0 OR opens > 0 OR clicks > 0
         OR weight > 0 OR level IS NOT NULL OR last_open_at IS NOT NULL OR open_days <> '{}' OR device > 0 OR client > 0)) AS engaged,
       (SELECT coalesce(sum(members), 0)::int FROM engagement_levels WHERE tenant_id = $1) AS counted`,
    [own],
  )
  expect(left.rows).toEqual([{ engaged: 0, counted: 0 }])
  expect(await recount()).toEqual([])
})

test('once the e-mails of whoever is no member any more are closed, nothing of their engagement is left', async () => {
  const own = await aTenant()
  const sarah = await aMember(own)
  const { mailingId } = await aMailing(own)
  const both = { tenantId: own, mailingId, sendNo: 0, memberId: sarah, at: AT, verdict: 'human' } as const
  await recordEvents(db(), [
    { ...both, type: EVENT.sent },
    { ...both, type: EVENT.clicked, linkNo: 2 },
  ])
  await eraseMember(own, sarah)
  await recordEvents(db(), [{ ...both, type: EVENT.opened }])
  const rows = async () => (await db().query('SELECT FROM member_engagement WHERE tenant_id = $1', [own])).rowCount
  await forgetStrangers(db())
  expect(await rows()).toBe(1)
  await db().query("UPDATE mailings SET status = 'sent', closed_at = $2 WHERE mailing_id = $1", [mailingId, AT])
  await moveShares()
  await forgetStrangers(db())
  expect([await rows(), await recount()]).toEqual([0, []])
})

const merged = (kept: bigint, gone: bigint, at: Date | null) =>
  mergeMembers({ tenantId, kept: String(kept), gone: String(gone), at, reference: 'merge' })

/** How somebody is gone, beside whom they may have gone into. */
const LEAVES: Record<string, (gone: bigint, kept: bigint) => Promise<unknown>> = {
  erased: (gone) => eraseMember(tenantId, gone),
  'erased twice': async (gone) => {
    await eraseMember(tenantId, gone)
    await eraseMember(tenantId, gone)
  },
  merged: (gone, kept) => merged(kept, gone, AT),
  'merged by a guess': (gone, kept) => merged(kept, gone, null),
  'merged by a guess, and told the other way round': async (gone, kept) => {
    await merged(kept, gone, null)
    await comesBack(gone)
    await merged(gone, kept, AT)
    await comesBack(kept)
  },
  'merged, and merged by a message that comes again': async (gone, kept) => {
    await merged(kept, gone, AT)
    await merged(kept, gone, AT)
  },
  'merged into who is unknown': (gone) => merged(999n, gone, AT),
  'erased, and opened an e-mail after': async (gone) => {
    await eraseMember(tenantId, gone)
    await did(gone, opened(), clicked())
  },
  'erased by a release before, which left nothing': async (gone) => {
    await eraseMember(tenantId, gone)
    await db().query('DELETE FROM member_engagement WHERE tenant_id = $1 AND member_id = $2', [tenantId, gone])
    const migration = await readFile('prisma/migrations/20261201600000_shares_by_page/migration.sql', 'utf8')
    await db().query(migration.slice(migration.indexOf('INSERT')))
  },
  'erased a night ago': async (gone) => {
    await eraseMember(tenantId, gone)
    await did(gone, opened())
    await forgetStrangers(db())
  },
}

const comesBack = (memberId: bigint) => {
  const state = { state: 'SUBSCRIBED', optInLevel: null, at: daysBefore(1), exact: true } as const
  return saveCustomers(tenantId, 'shopify-read', [
    aCustomer(String(memberId), { at: new Date(AT.getTime() + (returns += 1_000)), email: state, sms: state }),
  ])
}
let returns = 0

test.each(Object.keys(LEAVES))(
  'who was %s and comes back is counted from then on, and the recount agrees',
  async (how) => {
    const [gone, kept] = [await aMember(tenantId), await aMember(tenantId)]
    await did(gone, sent(), opened({ at: daysBefore(40) }), clicked(), sent())
    await did(kept, sent(), opened())
    await LEAVES[how]?.(gone, kept)
    expect(await recount()).toEqual([])
    await comesBack(gone)
    expect(await recount()).toEqual([])
    const before = (await engagement(gone))?.opens ?? 0
    await did(gone, sent(), opened(), clicked())
    await did(kept, opened())
    expect((await engagement(gone))?.opens).toBe(before + 1)
    expect(await recount()).toEqual([])
    await forgetStrangers(db())
    expect(await recount()).toEqual([])
  },
)
