import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { expect, test, vi } from 'vitest'
import { confirmDeliveries } from './confirm.server.ts'
import { loadMail } from './mailing-mail.server.ts'
import { prepareMailing } from './prepare.server.ts'
import { countRecipients, reapLeases } from './recipients.server.ts'
import { sendSlice } from './slice.server.ts'

const WORKER = path.resolve(import.meta.dirname, '../../tests/fakes/slice-worker.ts')

const ses = withFakeSes()

async function aCampaignUnderWay(members: number) {
  const tenantId = await aTenant()
  for (let count = 0; count < members; count += 1) await aMember(tenantId)
  const mailing = await aMailing(tenantId, { status: 'preparing' })
  await prepareMailing(mailing)
  return mailing
}

async function countConnections(): Promise<number> {
  const found = await db().query<{ count: number }>(
    'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database()',
  )
  return found.rows[0]?.count ?? 0
}

/** Kills a worker while SES holds back its answers to the messages behind the first `answered`. */
async function killAfter(campaign: { tenantId: number; mailingId: number }, answered: number): Promise<void> {
  const before = await countConnections()
  ses.behave = () => (ses.mails.length < answered ? 'accept' : 'hang')
  const worker = fork(WORKER, [String(campaign.tenantId), String(campaign.mailingId)], {
    env: { ...process.env, SES_ENDPOINT: env().SES_ENDPOINT },
  })
  const ended = once(worker, 'exit')
  await vi.waitFor(() => expect(ses.mails.length).toBeGreaterThan(answered), 15_000)
  worker.kill('SIGKILL')
  await ended
  // What it had handed to the database is still carried out after its death.
  await vi.waitFor(async () => expect(await countConnections()).toBeLessThanOrEqual(before), 10_000)
  ses.behave = () => 'accept'
}

test.each([0, 7, 25])('a worker killed after %i answers loses nobody and sends nothing twice', async (answered) => {
  const campaign = await aCampaignUnderWay(60)
  await killAfter(campaign, answered)
  await db().query("UPDATE recipients SET lease_until = now() - interval '1 second' WHERE state = 'sending'")
  const lost = await reapLeases()
  expect(lost).toBeGreaterThan(0)
  expect(lost).toBeLessThanOrEqual(12)
  await sendSlice(await loadMail(campaign), { seconds: 10 })
  const addresses = ses.mails.map(({ to }) => to)
  expect(new Set(addresses).size).toBe(addresses.length)
  expect(await countRecipients(campaign.tenantId, [campaign.mailingId])).toEqual({
    queued: 0,
    sending: 0,
    sent: 60 - lost,
    failed: 0,
    unconfirmed: lost,
    skipped: {},
  })
  // SES reports what it had taken: those are sent after all, the others stay open for all to see.
  const settled = await Promise.all(
    ses.mails.map(({ tags }) =>
      confirmDeliveries([{ ...campaign, sendNo: 0, memberId: tags['member_id'] ?? '', messageId: 'event' }]),
    ),
  )
  const { sent, unconfirmed } = await countRecipients(campaign.tenantId, [campaign.mailingId])
  expect(settled.filter(Boolean)).toHaveLength(lost - unconfirmed)
  expect(sent).toBe(new Set(addresses).size)
})
