import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aTenant } from '#tests/factories.ts'
import type { Behaviour } from '#tests/fakes/ses.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { expect, test } from 'vitest'
import { forgetSystemMails, sendTest } from './system-mails.server.ts'

const ses = withFakeSes()

const EMAIL = {
  from: { name: 'Shop', address: 'shop@mail.glancito-demo.example' },
  replyTo: null,
  to: 'me@shop.example',
  subject: '[Test] Hi',
  html: '<p>Hi</p>',
  text: 'Hi',
  headers: [],
}

const rowsOf = async (tenantId: number) =>
  (
    await db().query('SELECT kind, address, state, attempt, message_id, error FROM system_mails WHERE tenant_id = $1', [
      tenantId,
    ])
  ).rows

test.each<[Behaviour, string, string | null, string | null]>([
  ['accept', 'sent', 'message-1', null],
  ['drop', 'unconfirmed', null, expect.any(String)],
  ['fail', 'unconfirmed', null, expect.any(String)],
  ['refuse', 'failed', null, 'Local part is not ASCII'],
  ['suspend', 'failed', null, 'The account is suspended'],
  ['throttle', 'failed', null, 'throttled'],
  ['quota', 'failed', null, 'quota'],
])('a test that SES answers with "%s" is noted as %s', async (behaviour, state, messageId, error) => {
  const tenantId = await aTenant()
  ses.behave = () => behaviour
  await sendTest(tenantId, EMAIL)
  expect(await rowsOf(tenantId)).toEqual([
    { kind: 'test', address: 'me@shop.example', state, attempt: 1, message_id: messageId, error },
  ])
})

test('a test is noted before it leaves, so that one whose worker dies is seen', async () => {
  const tenantId = await aTenant()
  let during: unknown
  ses.behave = () => {
    during = rowsOf(tenantId)
    return 'accept'
  }
  await sendTest(tenantId, EMAIL)
  expect(await during).toMatchObject([{ state: 'sending' }])
})

test('tests are no recipients, events or figures', async () => {
  const tenantId = await aTenant()
  await sendTest(tenantId, EMAIL)
  const found = await db().query(
    `SELECT (SELECT count(*) FROM recipients WHERE tenant_id = $1) + (SELECT count(*) FROM mail_events WHERE tenant_id = $1)
       + (SELECT count(*) FROM mail_stats WHERE tenant_id = $1) + (SELECT count(*) FROM mailings WHERE tenant_id = $1) AS rows`,
    [tenantId],
  )
  expect(found.rows).toEqual([{ rows: 0n }])
})

test('what was sent to staff is forgotten after 90 days', async () => {
  const tenantId = await aTenant()
  clock.set(() => new Date('2026-11-01T00:00:00Z'))
  await sendTest(tenantId, EMAIL)
  clock.set(() => new Date('2027-01-29T00:00:00Z'))
  await sendTest(tenantId, EMAIL)
  expect(await forgetSystemMails()).toBe(0)
  clock.set(() => new Date('2027-01-30T00:00:01Z'))
  expect(await forgetSystemMails()).toBe(1)
  expect(await rowsOf(tenantId)).toHaveLength(1)
})
