import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSimulator } from '../simulator.ts'
import { confirmSubscription, startMailWorld } from './test-world.ts'
import { sesOf } from './ses.ts'

test('a restart keeps the mails, the account, the confirmed subscription and the certificate', async () => {
  const data = await mkdtemp(join(tmpdir(), 'simulator-'))
  const world = await startMailWorld({ data })
  await confirmSubscription(world)
  const messageId = await world.send()
  await world.events()
  world.ses.account.change({ maxSendRate: 7 })
  const { certificatePem } = await world.ses.sns.certificate()
  const { appUrl } = world.sim.context.settings
  await world.close()

  const again = await startSimulator({ data, appUrl })
  const ses = sesOf(again.context)
  const mail = ses.mails.find(messageId)
  expect(mail && ses.mails.body(mail.id).html).toBe('<p>Hello</p>')
  expect(mail && ses.events.ofMail(mail.id)).toHaveLength(2)
  expect(ses.account.settings.maxSendRate).toBe(7)
  expect(ses.quota.sentLast24Hours(new Date())).toBe(1)
  expect(ses.sns.subscriptions.list().map(({ state }) => state)).toEqual(['confirmed'])
  expect((await ses.sns.certificate()).certificatePem).toBe(certificatePem)
  await again.close()
  await rm(data, { recursive: true })
})

test('another address of the app is asked to confirm anew', async () => {
  const data = await mkdtemp(join(tmpdir(), 'simulator-'))
  const first = await startMailWorld({ data })
  await confirmSubscription(first)
  await first.close()
  const second = await startMailWorld({ data })
  expect(second.ses.sns.subscriptions.list()).toMatchObject([{ state: 'pending' }])
  await confirmSubscription(second)
  expect(second.ses.sns.subscriptions.list()).toMatchObject([{ state: 'confirmed' }])
  await second.close()
  await rm(data, { recursive: true })
})

test('what is being written down when it closes is not lost', async () => {
  const data = await mkdtemp(join(tmpdir(), 'simulator-'))
  const world = await startMailWorld({ data })
  await confirmSubscription(world)
  const messageId = await world.send()
  await world.events()
  const mailId = world.ses.mails.find(messageId)?.id ?? 0
  const happening = world.ses.happen(mailId, { kind: 'Reject', reason: 'Bad content' })
  await Promise.all([happening, world.close()])

  const again = await startSimulator({ data })
  expect(sesOf(again.context).events.waiting()).toBe(1)
  await again.close()
  await rm(data, { recursive: true })
})
