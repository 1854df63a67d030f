// Starts by the clock with several workers, of which some die.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { getCampaign } from '../campaigns.server.ts'
import { startDue } from './due.server.ts'

const WORKER = path.resolve(import.meta.dirname, '../../../tests/fakes/due-worker.ts')
const ses = withFakeSes()
const workers: ChildProcess[] = []

function aWorker(): ChildProcess {
  const worker = fork(WORKER, [], { env: { ...process.env, SES_ENDPOINT: env().SES_ENDPOINT }, stdio: 'ignore' })
  workers.push(worker)
  return worker
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  const ended = once(worker, 'exit')
  worker.kill('SIGKILL')
  await ended
}

afterEach(async () => {
  for (const worker of workers.splice(0)) await kill(worker)
})

type Of = { tenantId: number; campaignId: number }

/** Each with a sender of its own, which SES is asked about. */
async function dueCampaigns(count: number): Promise<Of[]> {
  const due: Of[] = []
  const tenantId = await aTenant({ installed_at: new Date(Date.now() - 3_600_000) })
  await db().query('UPDATE settings SET sender_email = $2 WHERE tenant_id = $1', [
    tenantId,
    `me@shop-${tenantId}.example`,
  ])
  await aMember(tenantId)
  const segmentId = await aSegment(tenantId)
  for (let number = 0; number < count; number += 1) {
    const row = { segment_id: segmentId, scheduled_for: new Date(Date.now() - 1000) }
    due.push({ tenantId, campaignId: await aCampaign(tenantId, row) })
  }
  return due
}

const mailingsOf = async (campaigns: Of[]) =>
  Promise.all(
    campaigns.map(
      async ({ tenantId, campaignId }) =>
        (await listMailings({ tenantId, source: 'campaign', sourceId: campaignId })).length,
    ),
  )
const endLeases = ({ tenantId }: Of) =>
  db().query('UPDATE campaigns SET start_lease_until = $2 WHERE tenant_id = $1', [tenantId, new Date(0)])

test('many workers at once start each campaign once', async () => {
  const campaigns = [...(await dueCampaigns(6)), ...(await dueCampaigns(6)), ...(await dueCampaigns(1))]
  const settled = await Promise.all(Array.from({ length: 5 }, () => startDue()))
  expect(settled.reduce((sum, count) => sum + count, 0)).toBe(13)
  expect(await mailingsOf(campaigns)).toEqual(campaigns.map(() => 1))
})

test('also when a worker is so slow that another takes over what it has in hand', async () => {
  const [campaign] = await dueCampaigns(1)
  if (!campaign) throw new Error('there is one')
  let overtaken: Promise<number> | undefined
  ses.identity = () => {
    overtaken ??= endLeases(campaign).then(() => startDue())
    return 'throttle'
  }
  await startDue()
  await overtaken
  expect(await mailingsOf([campaign])).toEqual([1])
  expect((await getCampaign(campaign.tenantId, campaign.campaignId)).status).toBe('preparing')
})

test('a worker that is killed before its start is committed has started nothing, and the next starts it once', async () => {
  const [campaign] = await dueCampaigns(1)
  if (!campaign) throw new Error('there is one')
  const { tenantId, campaignId } = campaign
  const waits = () =>
    db().query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%tenants%FOR SHARE%'")
  await transaction(async (sql) => {
    await sql.query('SELECT FROM tenants WHERE tenant_id = $1 FOR NO KEY UPDATE', [tenantId])
    const worker = aWorker()
    await vi.waitFor(async () => expect((await waits()).rowCount).toBe(1), 50_000)
    await kill(worker)
  })
  await vi.waitFor(async () => expect((await waits()).rowCount).toBe(0), 10_000)
  expect(await mailingsOf([campaign])).toEqual([0])
  expect(await startDue()).toBe(0)
  await endLeases(campaign)
  const others = [aWorker(), aWorker()]
  await vi.waitFor(async () => expect(await mailingsOf([campaign])).toEqual([1]), 50_000)
  for (const other of others) await kill(other)
  await endLeases(campaign)
  expect(await startDue()).toBe(0)
  expect(await mailingsOf([campaign])).toEqual([1])
  expect((await getCampaign(tenantId, campaignId)).status).toBe('preparing')
}, 150_000)
