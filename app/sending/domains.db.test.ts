import { Resolver } from 'node:dns/promises'
import { db } from '#app/platform/db/db.server.ts'
import { stopJobs } from '#app/platform/jobs/jobs.server.ts'
import { PROVIDER } from '#app/tracking/provider/providers.ts'
import { startSimulator } from '#simulator/simulator.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { afterAll, expect, test } from 'vitest'
import { resolveAudience } from './domains.server.ts'
import { prepareMailing } from './prepare.server.ts'

const simulator = await startSimulator()
const resolver = new Resolver({ timeout: 200, tries: 1 })
resolver.setServers([`127.0.0.1:${simulator.context.settings.dnsPort}`])
afterAll(async () => {
  await stopJobs()
  await simulator.close()
})

test('the domains of whoever waits for a mailing are asked for when it is prepared, each once', async () => {
  const tenantId = await aTenant()
  const member = (email: string | null, row = {}) => aMember(tenantId, { email, ...row })
  await member('one@gmail.example')
  await member('two@GMAIL.example')
  await member('three@yahoo.example')
  await member('"four@five"@icloud.example')
  await member(null)
  await member('nobody')
  await member('gone@bank.example', { email_unsubscribed: true })
  await aMember(await aTenant(), { email: 'another@clinic.example' })
  const mailing = await aMailing(tenantId, { status: 'preparing' })
  await prepareMailing(mailing)
  const jobs = await db().query("SELECT data FROM pgboss.job WHERE name = 'sending.resolve-domains'")
  expect(jobs.rows).toEqual([{ data: { tenantId, mailingId: mailing.mailingId } }])
  await resolveAudience(mailing, resolver)
  const known = await db().query('SELECT domain, provider, people FROM mail_domains ORDER BY domain')
  expect(known.rows).toEqual([
    { domain: 'gmail.example', provider: PROVIDER.google, people: 2 },
    { domain: 'icloud.example', provider: PROVIDER.apple, people: 1 },
    { domain: 'yahoo.example', provider: PROVIDER.yahoo, people: 1 },
  ])
})
