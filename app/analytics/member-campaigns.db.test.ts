import { db } from '#app/platform/db.server.ts'
import { EVENT, type EventName } from '#app/tracking/events.ts'
import { aCampaign, aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { listMemberCampaigns } from './member-campaigns.server.ts'
import { explanation, momentWords } from './member-campaigns.ts'

async function aRecipient(key: [number, number, bigint], state = 'sent', reason: string | null = null) {
  await db().query(
    `INSERT INTO recipients (tenant_id, campaign_id, member_id, state, skip_reason, frozen_at, settled_at)
     VALUES ($1, $2, $3, $4, $5, '2026-11-01T08:00:00Z', '2026-11-01T08:01:00Z')`,
    [...key, state, reason],
  )
}

async function anEvent(key: [number, number, bigint], name: EventName, minute: number, hits = 1) {
  await db().query(
    `INSERT INTO campaign_events (tenant_id, campaign_id, member_id, type, created_at, hits, machine_hits)
     VALUES ($1, $2, $3, $4, $5, $6, 1)`,
    [...key, EVENT[name], new Date(Date.UTC(2026, 10, 1, 9, minute)), hits],
  )
}

test('each campaign is told as it happened, the newest first', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const clicked = await aCampaign(tenantId, { name: 'Spring' })
  const skipped = await aCampaign(tenantId, { name: 'Summer' })
  await aRecipient([tenantId, clicked, memberId])
  await aRecipient([tenantId, skipped, memberId], 'skipped', 'hard-bounced')
  const key: [number, number, bigint] = [tenantId, clicked, memberId]
  await anEvent(key, 'clicked', 30)
  await anEvent(key, 'delivered', 1)
  await anEvent(key, 'opened', 20, 3)
  const campaigns = await listMemberCampaigns(tenantId, String(memberId))
  expect(campaigns.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['Summer', 'skipped'],
    ['Spring', 'clicked'],
  ])
  expect(campaigns[0] && explanation(campaigns[0])).toBe('Not sent: address hard-bounced')
  expect(campaigns[1]?.moments.map(momentWords)).toEqual(['Delivered', 'Opened 3 times', 'Clicked'])
})

test("what only machines did, and another shop's campaigns, are not told", async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const campaignId = await aCampaign(tenantId)
  await aRecipient([tenantId, campaignId, memberId])
  await anEvent([tenantId, campaignId, memberId], 'opened', 1, 0)
  const [campaign] = await listMemberCampaigns(tenantId, String(memberId))
  expect(campaign).toMatchObject({ outcome: 'sent', moments: [] })
  expect(await listMemberCampaigns(await aTenant(), String(memberId))).toEqual([])
})
