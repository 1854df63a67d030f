// The view campaign_events: the documented columns of what happened to whom.
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type EventName, type MailEvent } from '#app/tracking/events.ts'
import { type AMailing, aMailing, aMember, aTenant } from '#tests/factories.ts'
import { beforeEach, expect, test } from 'vitest'

const AT = new Date('2026-11-20T10:00:00Z')
let mailing: AMailing
let sarah: bigint

beforeEach(async () => {
  const tenantId = await aTenant()
  mailing = await aMailing(tenantId)
  sarah = await aMember(tenantId, { email: 'sarah@example.com' })
})

const happen = (name: EventName, row: Partial<MailEvent> = {}) =>
  recordEvents(db(), [
    {
      tenantId: mailing.tenantId,
      mailingId: mailing.mailingId,
      sendNo: 0,
      memberId: sarah,
      type: EVENT[name],
      at: AT,
      ...row,
    },
  ])

const shown = async () =>
  (
    await db().query(
      `SELECT * FROM campaign_events WHERE tenant_id = $1 AND campaign_id = $2 ORDER BY event_type, member_id, id`,
      [mailing.tenantId, mailing.campaignId],
    )
  ).rows

test('it has the documented columns, the campaign’s number and an id that stays', async () => {
  await happen('sent')
  const [row] = await shown()
  expect(row).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    campaign_id: mailing.campaignId,
    member_id: sarah,
    tenant_id: mailing.tenantId,
    event_type: 'sent',
    email: 'sarah@example.com',
    created_at: AT,
  })
  expect(mailing.campaignId).not.toBe(mailing.mailingId)
  await happen('sent')
  expect(await shown()).toEqual([row])
})

test('who was not tracked by their own choice is there once, whether or not it arrived', async () => {
  await happen('untracked')
  await happen('untrackedUndelivered')
  expect((await shown()).map(({ event_type }) => event_type)).toEqual(['untracked'])
})

test.each(['hardBounced', 'softBounced'] as const)('a bounce is there once, with %s folded in', async (kind) => {
  await happen('bounced')
  await happen(kind)
  expect((await shown()).map(({ event_type }) => event_type)).toEqual(['bounced'])
})

test('a click is there once, whichever links were followed, and machines alone are not', async () => {
  await happen('clicked', { linkNo: 1 })
  await happen('clicked', { linkNo: 2 })
  await happen('opened', { verdict: 'machine' })
  expect((await shown()).map(({ event_type }) => event_type)).toEqual(['clicked'])
})

test('every kind of event has a name of its own, but the two of the bounce and what stands beside one', async () => {
  for (const name of Object.keys(EVENT) as EventName[]) await happen(name)
  const names = (await shown()).map(({ event_type }) => event_type)
  expect(names).toEqual(
    Object.keys(EVENT)
      .filter((name) => !['hardBounced', 'softBounced', 'untrackedUndelivered'].includes(name))
      .toSorted(),
  )
})

test('each receipt and each mailing of a campaign has its events, with ids of their own', async () => {
  const second = await aMailing(mailing.tenantId, { source_id: mailing.campaignId })
  await happen('opened')
  await happen('opened', { sendNo: 1 })
  await happen('opened', { mailingId: second.mailingId })
  expect(new Set((await shown()).map(({ id }) => id)).size).toBe(3)
})

test('the address is the present one, of whom Shopify has merged them into too, and gone once they are erased', async () => {
  const emails = async () => (await shown()).map(({ email }) => email)
  await happen('opened')
  await db().query("UPDATE members SET email = 'new@example.com' WHERE member_id = $1", [sarah])
  expect(await emails()).toEqual(['new@example.com'])
  const { tenantId } = mailing
  const kept = await aMember(tenantId, { email: 'kept@example.com' })
  await mergeMembers({ tenantId, kept: String(kept), gone: String(sarah), at: AT, reference: 'w1' })
  expect(await emails()).toEqual(['kept@example.com'])
  await eraseMember(tenantId, kept)
  expect(await emails()).toEqual([null])
})

test('what no campaign sent, and what another shop did, is not there', async () => {
  const { tenantId, campaignId } = mailing
  const automation = await aMailing(tenantId, { source: 'automation', source_id: campaignId })
  const elsewhere = await aMailing(await aTenant(), { source_id: campaignId })
  await happen('opened', { mailingId: automation.mailingId })
  await happen('opened', { tenantId: elsewhere.tenantId, mailingId: elsewhere.mailingId })
  expect(await shown()).toEqual([])
})
