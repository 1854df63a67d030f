import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { aMailing, aMember, aRecipient, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { BLOCK } from './blocks.ts'
import { closeMailings } from './closing.server.ts'
import { takeMailingId } from './mailing-ids.server.ts'
import { findMailing } from './mailings.server.ts'
import { performMailingUpkeep } from './upkeep.job.ts'

const setClock = (time: string) => clock.set(() => new Date(time))

const NOW = '2030-03-31T02:11:00Z'

const aTenantKeeping = async (days: number) => {
  const tenantId = await aTenant()
  await db().query('UPDATE settings SET events_kept_days = $2 WHERE tenant_id = $1', [tenantId, days])
  return tenantId
}

test.each([
  [730, 'sent', { last_sent_at: '2028-02-28T00:00:00Z' }, 'sent', true],
  [730, 'sent', { last_sent_at: '2028-03-31T02:10:00Z', opened_at: '2027-01-01T00:00:00Z' }, 'sent', true],
  [730, 'sent', { last_sent_at: '2028-04-01T00:00:00Z', opened_at: '2027-01-01T00:00:00Z' }, 'sent', false],
  [730, 'sent', { opened_at: '2028-02-01T00:00:00Z' }, 'sent', true],
  [730, 'cancelled', { last_sent_at: '2027-12-31T00:00:00Z' }, 'cancelled', true],
  [730, 'cancelled', { opened_at: '2029-12-31T00:00:00Z' }, 'cancelled', false],
  [90, 'cancelled', { opened_at: '2029-12-31T00:00:00Z' }, 'cancelled', true],
  [90, 'sent', { last_sent_at: '2030-01-01T00:00:00Z' }, 'sent', false],
  [90, 'sent', { last_sent_at: '2029-12-31T02:10:00Z' }, 'sent', true],
  [30, 'sent', { last_sent_at: '2030-03-01T02:10:00Z' }, 'sent', true],
  [30, 'sent', { last_sent_at: '2030-03-01T02:12:00Z' }, 'sent', false],
  [365, 'paused', { last_sent_at: '2027-12-31T00:00:00Z' }, 'cancelled', true],
  [365, 'paused', { last_sent_at: '2029-12-31T00:00:00Z' }, 'paused', false],
  [180, 'open', { last_sent_at: '2027-12-31T00:00:00Z' }, 'sent', true],
  [180, 'open', { last_sent_at: '2030-03-30T00:00:00Z', opened_at: '2027-01-01T00:00:00Z' }, 'open', false],
  [180, 'sending', { last_sent_at: '2027-12-31T00:00:00Z' }, 'sending', false],
])('of a shop that keeps %i days one that is %s with %j is %s after that night, closed: %s', async (...of) => {
  const [days, status, times, then, isClosed] = of
  setClock(NOW)
  const mailing = await aMailing(await aTenantKeeping(days), { status, ...times })
  await closeMailings()
  const found = await findMailing(mailing)
  expect([found?.status, found?.closedAt !== null]).toEqual([then, isClosed])
  expect(found?.endedAt !== null).toBe(then === 'sent' || then === 'cancelled')
})

test('a shop that has saved no settings keeps 90 days', async () => {
  setClock(NOW)
  const tenantId = await aTenant()
  await db().query('DELETE FROM settings WHERE tenant_id = $1', [tenantId])
  const old = await aMailing(tenantId, { status: 'sent', last_sent_at: '2029-12-01T00:00:00Z' })
  const fresh = await aMailing(tenantId, { status: 'sent', last_sent_at: '2030-01-10T00:00:00Z' })
  await closeMailings()
  expect([(await findMailing(old))?.closedAt, (await findMailing(fresh))?.closedAt]).toEqual([new Date(NOW), null])
})

/** A mailing of the month of the clock, with an event and a recipient. */
async function aMailingOfTheMonth(tenantId: number) {
  const mailing = await aMailing(tenantId, {
    mailing_id: await takeMailingId(),
    status: 'sent',
    opened_at: clock.now(),
    last_sent_at: clock.now(),
  })
  const memberId = await aMember(tenantId)
  await aRecipient(mailing, memberId, { state: 'sent' })
  await recordEvents(db(), [{ ...mailing, sendNo: 0, memberId, type: EVENT.opened, at: clock.now(), verdict: 'human' }])
  return mailing
}

const partitions = async () =>
  (
    await db().query(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits
       WHERE inhparent IN ('mail_events'::regclass, 'recipients'::regclass) ORDER BY 1`,
    )
  ).rows.map(({ name }) => name)

test('a month’s events and recipients go when all of its mailings are closed; its figures stay, and agree', async () => {
  const tenantId = await aTenantKeeping(730)
  setClock('2031-01-10T12:00:00Z')
  const one = await aMailingOfTheMonth(tenantId)
  const other = await aMailingOfTheMonth(tenantId)
  expect(Math.floor(one.mailingId / BLOCK)).toBe(50)
  // Sent once more, a year later.
  await db().query('UPDATE mailings SET last_sent_at = $2 WHERE mailing_id = $1', [
    other.mailingId,
    new Date('2032-01-10T12:00:00Z'),
  ])
  setClock('2033-03-01T02:11:00Z')
  await performMailingUpkeep()
  expect((await findMailing(one))?.closedAt).toBeInstanceOf(Date)
  expect(await partitions()).toEqual(expect.arrayContaining(['mail_events_50', 'recipients_50']))
  setClock('2034-03-01T02:11:00Z')
  await performMailingUpkeep()
  // Whoever was writing when it was closed has ended by the next night.
  expect(await partitions()).toContain('mail_events_50')
  expect(await recount()).toEqual([])
  setClock('2034-03-02T02:11:00Z')
  await performMailingUpkeep()
  expect(await partitions()).not.toContain('mail_events_50')
  expect(await partitions()).not.toContain('recipients_50')
  const figures = await db().query(
    'SELECT mailing_id, people::int FROM mail_stats WHERE tenant_id = $1 AND type = $2 ORDER BY 1',
    [tenantId, EVENT.opened],
  )
  expect(figures.rows.map(({ people }) => people)).toEqual([1, 1])
  expect(await recount()).toEqual([])
})

test('each night the partitions of this month and of the next are there', async () => {
  setClock('2035-12-31T02:11:00Z')
  await performMailingUpkeep()
  await performMailingUpkeep()
  expect(await partitions()).toEqual(
    expect.arrayContaining(['mail_events_109', 'mail_events_110', 'recipients_109', 'recipients_110']),
  )
})
